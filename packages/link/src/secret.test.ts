import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { FrameReader, encodeControl, frameType } from "./frame.ts";
import { parseChallenge, parseProven } from "./handshake.ts";
import { closeAll, listening, node, onEnd, secret, text, until } from "./nodes.fixture.ts";
import { newNonce, Proofs } from "./proof.ts";
import { lastingPort } from "./testing/lasting-ports.ts";

afterEach(closeAll);

const loopback = "127.0.0.1";
const otherSecret = "a secret that a stranger has guessed, wrongly";

/** A socket that speaks frames, for whoever stands in a node's place. */
class Wire {
  readonly #socket: Socket;
  /** "type text" in order. */
  readonly heard: string[] = [];
  ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    const reader = new FrameReader(
      {
        message: () => this.heard.push("message"),
        control: (type, body) =>
          void this.heard.push(`${type} ${Buffer.from(body.subarray(1)).toString()}`),
      },
      (bytes) => new Uint8Array(bytes),
    );
    socket.on("data", (chunk: Buffer) => reader.push(chunk));
    socket.on("error", () => undefined).on("close", () => (this.ended = true));
    onEnd(() => socket.destroy());
  }

  say(type: number, content: object): void {
    this.#socket.write(encodeControl(type, Buffer.from(JSON.stringify(content))));
  }

  async next(type: number): Promise<string> {
    const prefix = `${type} `;
    await until(() => this.heard.some((each) => each.startsWith(prefix)), `a frame ${type}`);
    return this.heard.find((each) => each.startsWith(prefix))!.slice(prefix.length);
  }

  /** Over a connection that is given up before, perhaps after the test, nothing is said. */
  once(type: number, then: (body: string) => void): void {
    void this.next(type).then(then, () => undefined);
  }
}

function dial(port: number): Wire {
  return new Wire(connect(port, loopback));
}

async function nonceOf(wire: Wire): Promise<string> {
  const challenge = parseChallenge(await wire.next(frameType.challenge));
  if (typeof challenge === "string") throw new Error(challenge);
  return challenge.nonce;
}

function helloOf(from: string, more: object = {}): string {
  return JSON.stringify({
    protocol: 2,
    nonce: newNonce(),
    from: { id: from, kind: "gateway", showId: "show-1", instance: 1 },
    to: "b",
    session: 0,
    established: false,
    received: 0,
    path: 0,
    pathName: "A",
    dial: 1,
    ...more,
  });
}

test("a gateway with another secret is refused by name and never becomes a peer", async () => {
  const b = await listening({ id: "b" });
  const peers = [{ id: "b", paths: [{ host: loopback, port: b.port }] }];
  const stranger = node({ id: "g", kind: "gateway" }, { peers, secret: otherSecret });
  await until(() => stranger.notices.length > 0 && b.notices.length > 0, "the refusal");
  expect(stranger.notices[0]).toEqual({ kind: "refused", peerId: "b", reason: "wrong-secret" });
  expect(b.notices[0]).toEqual({ kind: "refusing", peerId: "?", reason: "wrong-secret" });
  expect(stranger.mesh.send("b", text("pay me"))).toBe(false);
  expect([b.log, stranger.log]).toEqual([[], []]);
});

test("whoever knows all but the secret gets no further than the challenge, and no proof", async () => {
  const b = await listening({ id: "b" });
  for (const proof of ["", "00".repeat(32), "no hex", "00"]) {
    const wire = dial(b.port);
    await nonceOf(wire);
    wire.say(frameType.hello, { text: helloOf("g"), proof });
    const refusal = await wire.next(frameType.refusal);
    expect(JSON.parse(refusal)).toEqual({ reason: proof === "" ? "bad-hello" : "wrong-secret" });
    await until(() => wire.ended, "the end");
  }
  expect(b.log).toEqual([]);
});

test("a handshake that was overheard opens nothing a second time, nor for another node", async () => {
  const proofs = new Proofs(secret);
  const b = await listening({ id: "b" });
  const first = dial(b.port);
  const hello = helloOf("g");
  const overheard = { text: hello, proof: proofs.ofDialer(await nonceOf(first), hello) };
  first.say(frameType.hello, overheard);
  await first.next(frameType.welcome);
  const again = dial(b.port);
  await nonceOf(again);
  again.say(frameType.hello, overheard);
  expect(await again.next(frameType.refusal)).toBe('{"reason":"wrong-secret"}');

  const c = await listening({ id: "c" });
  const passedOn = dial(c.port);
  const nonce = await nonceOf(passedOn);
  passedOn.say(frameType.hello, { text: hello, proof: proofs.ofDialer(nonce, hello) });
  const proven = parseProven(await passedOn.next(frameType.refusal));
  expect(proven?.text).toBe('{"reason":"wrong-addressee"}');
});

test("nothing but a HELLO is taken after the challenge, and only one", async () => {
  const b = await listening({ id: "b" });
  const impatient = dial(b.port);
  impatient.say(frameType.welcome, { text: "{}", proof: "00" });
  await until(() => impatient.ended, "the end");
  const twice = dial(b.port);
  const hello = helloOf("g");
  const proof = new Proofs(secret).ofDialer(await nonceOf(twice), hello);
  twice.say(frameType.hello, { text: hello, proof });
  await twice.next(frameType.welcome);
  twice.say(frameType.hello, { text: hello, proof });
  await until(() => twice.ended, "the end");
  const answers = ({ heard }: Wire): number[] =>
    heard
      .map((each) => Number(each.split(" ")[0]))
      .filter((type) => type === frameType.welcome || type === frameType.refusal);
  expect([answers(impatient), answers(twice)]).toEqual([[], [frameType.welcome]]);
});

/** Somebody who listens where a room should. */
async function impostor(answer: (wire: Wire) => void): Promise<{ port: number; wires: Wire[] }> {
  const wires: Wire[] = [];
  const server = createServer((socket) => {
    const wire = new Wire(socket);
    wires.push(wire);
    answer(wire);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, loopback, resolve);
  });
  onEnd(() => server.close());
  return { port: (server.address() as AddressInfo).port, wires };
}

test.each([
  ["welcomes", frameType.welcome, { from: { id: "b" }, received: 0 }],
  ["hands our own proof back", frameType.welcome, null],
])("an impostor that %s is found out, and nothing is sent to it", async (_how, type, content) => {
  const { port, wires } = await impostor((wire) => {
    wire.say(frameType.challenge, { protocol: 2, nonce: newNonce() });
    wire.once(frameType.hello, (hello) => {
      const copied = parseProven(hello)!;
      const said =
        content === null ? copied : { text: JSON.stringify(content), proof: copied.proof };
      wire.say(type, said);
    });
  });
  const a = node({ id: "a" }, { peers: [{ id: "b", paths: [{ host: loopback, port }] }] });
  await until(() => a.notices.length > 0, "found out");
  expect(a.notices[0]).toEqual({ kind: "refused", peerId: "b", reason: "wrong-secret" });
  expect(a.mesh.send("b", text("secret figures"))).toBe(false);
  expect(wires.flatMap(({ heard }) => heard).join()).not.toContain(secret);
});

test("an impostor that knows no session makes nobody drop what waits to be sent", async () => {
  const listen = { host: loopback, port: await lastingPort() };
  const b = await listening({ id: "b" }, { listen });
  const timing = { refusedRedialMs: 20, peerDownMs: 60_000 };
  const peers = [{ id: "b", paths: [{ host: loopback, port: b.port }] }];
  const a = node({ id: "a" }, { peers, timing });
  await until(() => a.log.length > 0, "up");
  const before = a.mesh.status()[0]!.instance;
  await b.mesh.close();
  const asked: Wire[] = [];
  const server = createServer((socket) => {
    const wire = new Wire(socket);
    asked.push(wire);
    wire.say(frameType.challenge, { protocol: 2, nonce: newNonce() });
    wire.once(frameType.hello, () => wire.say(frameType.refusal, { reason: "unknown-session" }));
  });
  await new Promise<void>((resolve) => {
    server.listen(b.port, loopback, resolve);
  });
  onEnd(() => server.close());
  await until(() => asked.length > 3, "asked again and again");
  const sessions = asked
    .flatMap(({ heard }) => heard)
    .filter((each) => each.startsWith(`${frameType.hello} `))
    .map((each) => JSON.parse(parseProven(each.slice(2))!.text) as { session: number });
  expect(new Set(sessions.map(({ session }) => session)).size).toBe(1);
  expect(a.mesh.status()[0]!.instance).toBe(before);
});

test("an impostor at one path of a room says goodbye in vain: the other paths and the room stay up", async () => {
  const b = await listening({ id: "b" });
  const { port, wires } = await impostor((wire) => {
    wire.say(frameType.challenge, { protocol: 2, nonce: newNonce() });
    wire.once(frameType.hello, () => wire.say(frameType.bye, {}));
  });
  const paths = [b.port, port].map((each) => ({ host: loopback, port: each }));
  const a = node({ id: "a" }, { peers: [{ id: "b", paths }], timing: { redialMs: 20 } });
  await until(() => a.log.length > 0, "up");
  const met = wires.length;
  await until(() => wires.length > met + 3, "the impostor is dialed again and again");
  expect(a.log).toEqual(["b up"]);
  await until(() => a.mesh.send("b", text("still there")), "the link takes it");
  await until(() => b.messages.length > 0, "it arrives");
  expect(b.messages).toEqual(["a:still there"]);
});

test("a secret that could be guessed is refused", () => {
  expect(() => node({ id: "a" }, { secret: "short" })).toThrow("at least 32 characters");
});
