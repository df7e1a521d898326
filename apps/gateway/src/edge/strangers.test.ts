import { request } from "node:http";
import { connect as connectTcp } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";
import { stopTime } from "../testing/stopped-time.ts";

/** A busy machine takes its time. */
const patience = { timeout: 60_000 };

let gateway: GatewayUnderTest;
const strangers: WebSocket[] = [];
beforeEach(async () => {
  gateway = await GatewayUnderTest.start({ phonePlaces: 3, lastWordsMs: 100 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const stranger of strangers.splice(0)) stranger.terminate();
  await gateway.stop();
});

interface Stranger {
  readonly websocket: WebSocket;
  readonly heard: string[];
  readonly ended: Promise<void>;
}

/** A WebSocket that knows engine.io, and does what it likes. */
async function stranger(query = "", headers: Record<string, string> = {}): Promise<Stranger> {
  const address = `${gateway.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket${query}`;
  const websocket = new WebSocket(address, { headers });
  strangers.push(websocket);
  const heard: string[] = [];
  websocket.on("message", (data: Buffer) => heard.push(data.toString()));
  websocket.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => websocket.once("close", () => resolve()));
  await new Promise<void>((opened, failed) => {
    websocket.once("open", () => opened());
    websocket.once("error", failed);
  });
  return { websocket, heard, ended };
}

/** A phone of ours: entered, and asked for its account as long as the test goes on. */
async function honestPhone(): Promise<{ answers: () => Promise<boolean> }> {
  const socket = gateway.connect("/phone");
  const token = "ab".repeat(16);
  const entered: unknown = await socket.emitWithAck("enter", { token, showId: null });
  expect(entered).toMatchObject({ ok: true });
  return {
    answers: async () => {
      const answer = (await socket.timeout(60_000).emitWithAck("account", {})) as { ok: boolean };
      return answer.ok;
    },
  };
}

test.each([
  ["events", '42/phone,1["account",{}]'],
  ["malformed events", '42/phone,["pay",7]'],
  ["events without an acknowledgement", '42/phone,["account",{}]'],
  ["packets that are no events", "6"],
])("whoever floods %s is refused by name, and ended", async (_, packet) => {
  const phone = await honestPhone();
  const { websocket, heard, ended } = await stranger();
  websocket.send("40/phone,");
  await vi.waitUntil(() => heard.some((said) => said.startsWith("40/phone,")), patience);
  for (let sent = 0; sent < 5_000; sent += 1) websocket.send(packet);
  await ended;
  expect(heard).toContain('42/phone,["refused","too-fast"]');
  // Beside what it asked before; of the rest nothing was read.
  expect(heard.length).toBeLessThan(50);
  expect(await phone.answers()).toBe(true);
});

test("whoever floods without ever connecting a socket is ended", async () => {
  const { websocket, heard, ended } = await stranger();
  for (let sent = 0; sent < 5_000; sent += 1) websocket.send("42/phone,[]");
  await ended;
  // socket.io itself ends a connection whose first packet is no CONNECT.
  expect(heard.slice(1)).toEqual([]);
});

test.each([
  ["that it has announced", '451-/phone,["outbox",{"_placeholder":true,"num":0}]'],
  ["out of nowhere", null],
])(
  "whoever sends bytes %s is refused by name and ended: nothing of them is kept",
  async (_, said) => {
    const { websocket, heard, ended } = await stranger();
    websocket.send("40/phone,");
    await vi.waitUntil(() => heard.some((each) => each.startsWith("40/phone,")), patience);
    websocket.send(`42/phone,1["enter",{"token":"${"cd".repeat(16)}","showId":null}]`);
    await vi.waitUntil(() => heard.some((each) => each.startsWith("43/phone,1")), patience);
    if (said !== null) websocket.send(said);
    websocket.send(Buffer.alloc(30_000));
    await ended;
    expect(heard).toContain('42/phone,["refused","not-text"]');
  },
);

test("of a namespace there is one socket per connection", async () => {
  const { websocket, heard, ended } = await stranger();
  for (let sent = 0; sent < 2_000; sent += 1) websocket.send("40/phone,");
  await ended;
  expect(heard).toContain('42/phone,["refused","namespace-twice"]');
  expect(heard.filter((packet) => packet.startsWith("40/phone")).length).toBeLessThan(2);
});

test.each([
  ["the root", "40"],
  ["one that is not there", "40/admin,"],
  ["one with a question", "40/phone?x=1,"],
  ["one with a name of 9,000 characters", `40/${"x".repeat(9_000)},`],
])("there are three namespaces, and %s is none of them", async (_, packet) => {
  const { websocket, heard, ended } = await stranger();
  websocket.send(packet);
  await ended;
  expect(heard.at(-1)).toBe('44{"message":"unknown-namespace"}');
});

test("2,000 connects in one body of long polling are not read, and end the connection", async () => {
  const phone = await honestPhone();
  const sid = await pollingSession();
  const body = Array.from({ length: 2_000 }, () => "40/phone,").join("\u001e");
  const heard = poll(sid);
  await post(sid, body);
  expect(await heard).toContain('44{"message":"too-many-packets"}');
  expect(await phone.answers()).toBe(true);
});

test("whoever is ended for what came in a body has its answer when the connection is over, and does not come back before, however many are ended at once", async () => {
  const sids = await Promise.all(Array.from({ length: 20 }, pollingSession));
  const body = Array.from({ length: 2_000 }, () => "40/phone,").join("\u001e");
  const comesBack = async (sid: string): Promise<number> => {
    await post(sid, body);
    return (await answerOf("GET", `&sid=${sid}`)).status;
  };
  expect(await Promise.all(sids.map(comesBack))).toEqual(sids.map(() => 400));
});

test.each(["j=1", "%6A=1", "%6a", "x=1&%6a=0"])(
  "long polling by script tags is refused by name, however it is asked for: %s",
  async (query) => {
    const address = `${gateway.url}/socket.io/?EIO=4&transport=polling&${query}`;
    const answer = await fetch(address);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("no-jsonp");
  },
);

test("whoever enters again and again over one connection is listened to once", async () => {
  const socket = gateway.connect("/phone");
  const enter = (): Promise<unknown> =>
    socket.emitWithAck("enter", { token: "ab".repeat(16), showId: null });
  expect(await enter()).toMatchObject({ ok: true });
  const once = gateway.listeners();
  for (let time = 0; time < 5; time += 1) expect(await enter()).toMatchObject({ ok: true });
  expect(gateway.listeners()).toBe(once);
});

test("a few packets in one body are what a page sends", async () => {
  const sid = await pollingSession();
  await post(sid, "40/phone,");
  expect(await poll(sid)).toContain('40/phone,{"sid":');
  await post(
    sid,
    ["account", "account"].map((name, at) => `42/phone,${at}["${name}",{}]`).join("\u001e"),
  );
  const answered = await poll(sid);
  for (const at of [0, 1])
    expect(answered).toContain(`43/phone,${at}[{"ok":false,"refusal":"not-entered"}]`);
});

test("a body that is larger than any message is refused", async () => {
  const sid = await pollingSession();
  expect(await post(sid, "4".repeat(40_000))).toBe(413);
});

test("nobody who sends pings and reads nothing is answered without end", async () => {
  const phone = await honestPhone();
  const { websocket, ended } = await stranger();
  websocket.pause();
  const load = Buffer.alloc(120, 1);
  for (let sent = 0; sent < 20_000; sent += 1) websocket.ping(load);
  websocket.resume();
  await ended;
  expect(await phone.answers()).toBe(true);
});

test("a ping is answered", async () => {
  const { websocket } = await stranger();
  const pong = new Promise((resolve) => websocket.once("pong", (data) => resolve(data.toString())));
  websocket.ping("are you there");
  expect(await pong).toBe("are you there");
});

test("probes of an upgrade are counted as well", async () => {
  const sid = await pollingSession();
  const { websocket, ended, heard } = await stranger(`&sid=${sid}`);
  for (let sent = 0; sent < 5_000; sent += 1) websocket.send("2probe");
  await ended;
  expect(heard.length).toBeLessThan(300);
});

test("a phone that finds the hall full hears so, and one that has not come in makes room for it", async () => {
  const phone = await honestPhone();
  const waiting = [await stranger(), await stranger()];
  const early = await stranger();
  const time = stopTime();
  for (const { websocket, heard } of waiting) {
    websocket.send("40/phone,");
    await vi.waitUntil(() => heard.some((said) => said.startsWith("40/phone,")), patience);
  }
  early.websocket.send("40/phone,");
  await early.ended;
  expect(early.heard.at(-1)).toBe('44/phone,{"message":"hall-full"}');
  time.pass(2_100);
  const late = await stranger();
  late.websocket.send("40/phone,");
  await waiting[0]!.ended;
  expect(waiting[0]!.heard.at(-1)).toBe('42/phone,["refused","place-given-up"]');
  await vi.waitUntil(() => late.heard.some((said) => said.startsWith('40/phone,{"sid"')), patience);
  expect(await phone.answers()).toBe(true);
});

test("one account on many connections takes one place", async () => {
  const enter = '42/phone,1["enter",{"token":"' + "cd".repeat(16) + '","showId":null}]';
  for (let tab = 0; tab < 6; tab += 1) {
    const { websocket, heard } = await stranger();
    websocket.send("40/phone,");
    await vi.waitUntil(() => heard.some((said) => said.startsWith("40/phone,")), patience);
    websocket.send(enter);
    await vi.waitUntil(
      () => heard.some((said) => said.startsWith('43/phone,1[{"ok":true')),
      patience,
    );
  }
  expect(gateway.core.snapshot().people.online).toBe(1);
  await honestPhone();
});

test.each([
  ["another site's page", "", "http://evil.example", false],
  ["another site's page that names an empty session", "&sid=", "http://evil.example", false],
  ["another site's page that names a session twice", "&sid=x&sid=", "http://evil.example", false],
  ["a page without an origin", "", "null", false],
  ["our own page", "", "", true],
  ["our own page that names an empty session", "&sid=", "", true],
  ["our page behind its public address", "", "http://127.0.0.1:1", true],
])("%s may connect to the console: %s, %s, %s", async (_, query, given, allowed) => {
  const origin = given === "" ? gateway.url : given;
  const connected = await stranger(query, { origin }).then(
    () => true,
    () => false,
  );
  expect(connected).toBe(allowed);
});

test("a connection that says nothing ends, and so does one that never finishes its request", async () => {
  await gateway.stop();
  gateway = await GatewayUnderTest.start({ headMs: 1_000 });
  const { port } = new URL(gateway.url);
  const silent = connectTcp(Number(port), "127.0.0.1");
  const halfOpen = connectTcp(Number(port), "127.0.0.1");
  halfOpen.write("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ");
  const ended = [silent, halfOpen].map((socket) => {
    socket.resume();
    return new Promise((closed) => socket.once("close", () => closed("ended")));
  });
  expect(await Promise.all(ended)).toEqual(["ended", "ended"]);
  // Node by itself gives up a request after a minute.
}, 45_000);

test.each([
  ["HTTP/2", "/", "h2c", ""],
  [
    "HTTP/2 behind a request that was answered",
    "/",
    "h2c",
    "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
  ],
  ["a WebSocket elsewhere", "/live", "websocket", ""],
  ["something else at the sockets' path", "/socket.io/?EIO=4&transport=websocket", "h2c", ""],
])(
  "whoever wants to speak %s is ended, though it stays itself",
  async (_, path, protocol, before) => {
    const { port } = new URL(gateway.url);
    // It never ends its own side.
    const socket = connectTcp({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true });
    let heard = "";
    socket.setEncoding("utf8").on("data", (text: string) => (heard += text));
    const ended = new Promise((resolve) => socket.once("end", () => resolve("ended")));
    if (before !== "") {
      socket.write(before);
      await vi.waitUntil(() => heard.includes("serving"), patience);
    }
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: ${protocol}\r\n\r\n`,
    );
    expect(await ended).toBe("ended");
    await vi.waitUntil(async () => (await gateway.openConnections()) === 0, patience);
    socket.destroy();
  },
);

async function pollingSession(): Promise<string> {
  const text = await answerOf("GET", "");
  return (JSON.parse(text.body.slice(1)) as { sid: string }).sid;
}

async function poll(sid: string): Promise<string> {
  return (await answerOf("GET", `&sid=${sid}`)).body;
}

async function post(sid: string, body: string): Promise<number> {
  return (await answerOf("POST", `&sid=${sid}`, body)).status;
}

function answerOf(
  method: string,
  query: string,
  body?: string,
): Promise<{ status: number; body: string }> {
  const url = `${gateway.url}/socket.io/?EIO=4&transport=polling${query}`;
  return new Promise((resolve, reject) => {
    const asked = request(url, { method }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    asked.once("error", reject);
    asked.end(body);
  });
}
