import { createMesh } from "@cablecut/link";
import type { Mesh, PeerAddress } from "@cablecut/link";
import { afterEach, expect, test } from "vitest";
import { createFabric } from "./fabric.ts";
import type { Fabric } from "./fabric.ts";
import { closeAll, onEnd, pause, stateFile, until } from "./loopback.fixture.ts";

afterEach(closeAll);

interface Linked {
  readonly fabric: Fabric;
  readonly x: Node;
  readonly y: Node;
}
interface Node {
  readonly mesh: Mesh;
  readonly received: number[];
  readonly log: string[];
}

function node(id: string, peers: readonly PeerAddress[], listen: boolean): Node {
  const received: number[] = [];
  const log: string[] = [];
  const mesh = createMesh({
    self: { id, kind: "room", showId: "show", instance: 1 },
    secret: "the link secret of this test, x and y",
    ...(listen ? { listen: { host: "127.0.0.1", port: 0 } } : {}),
    peers,
    accept: () => ({ ok: true }),
    onMessage: (_peer, _kind, bytes) => received.push(Buffer.from(bytes).readUInt32BE(0)),
    onPeerUp: (_peer, resumed) => log.push(resumed ? "up again" : "up"),
    onPeerDown: (_peer, reason) => log.push(reason),
  });
  onEnd(() => mesh.close());
  return { mesh, received, log };
}

async function linked(): Promise<Linked> {
  const y = node("y", [], true);
  const port = (await y.mesh.listening())!.port;
  const fabric = await createFabric({
    rooms: [
      { id: "x", city: "east", host: "127.0.0.1", port: 9 },
      { id: "y", city: "west", host: "127.0.0.1", port },
    ],
    ports: { host: "127.0.0.1", ports: Array.from({ length: 8 }, () => 0) },
    stateFile: await stateFile(),
  });
  onEnd(() => fabric.close());
  const x = node("x", fabric.plan.rooms["x"]!, false);
  await until(() => x.mesh.status()[0]!.paths.every(({ up }) => up), "all paths up");
  await until(() => y.log.length > 0, "up");
  return { fabric, x, y };
}

/** Sends 0, 1, 2... of random sizes until stopped. */
function counting(mesh: Mesh, to: string): () => number {
  let sent = 0;
  const timer = setInterval(() => {
    for (let burst = 0; burst < 10; burst += 1) {
      const message = Buffer.alloc(4 + (sent % 97) * (sent % 97));
      message.writeUInt32BE(sent, 0);
      if (mesh.send(to, [message])) sent += 1;
    }
  }, 2);
  onEnd(() => clearInterval(timer));
  return () => {
    clearInterval(timer);
    return sent;
  };
}

const directions = ["both", "toward", "from"] as const;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test.each([
  ["x/A", "y/A", "BB"],
  ["x/A", "y/B", "BA"],
  ["x/B", "y/A", "AB"],
  ["x/B", "y/B", "AA"],
])(
  "with %s and %s cut, %s carries on: nothing lost, doubled or out of order",
  async (one, other, left) => {
    const { fabric, x, y } = await linked();
    const stops = [counting(x.mesh, "y"), counting(y.mesh, "x")];
    await until(() => y.received.length > 200, "traffic");
    await fabric.cut([one, other]);
    await until(() => x.mesh.status()[0]!.pathInUse === left, "the path that is left");
    const before = [x.received.length, y.received.length];
    await until(
      () => x.received.length > before[0]! + 1_000 && y.received.length > before[1]! + 1_000,
      "traffic over it",
    );
    await fabric.restoreEverything();
    await until(() => x.mesh.status()[0]!.paths.every(({ up }) => up), "all paths up again");
    const [sentByX, sentByY] = stops.map((stop) => stop());
    await until(() => y.received.length >= sentByX! && x.received.length >= sentByY!, "everything");
    expect(y.received).toEqual(upTo(sentByX!));
    expect(x.received).toEqual(upTo(sentByY!));
    expect([x.log, y.log]).toEqual([["up"], ["up"]]);
  },
);

test("with both cables of a room cut the peer is down; after healing the session resumes without a loss", async () => {
  const { fabric, x, y } = await linked();
  const stops = [counting(x.mesh, "y"), counting(y.mesh, "x")];
  await until(() => y.received.length > 200, "traffic");
  await fabric.cut(["x/A", "x/B"], 100);
  await until(() => x.log.at(-1) === "silent" && y.log.at(-1) === "silent", "both know");
  await until(() => fabric.status().connections >= 3 * 4, "given-up connections have piled up");
  await fabric.restore(["x"]);
  await until(() => x.log.at(-1) === "up again" && y.log.at(-1) === "up again", "resumed");
  const before = [x.received.length, y.received.length];
  await until(
    () => x.received.length > before[0]! + 200 && y.received.length > before[1]! + 200,
    "traffic again",
  );
  const [sentByX, sentByY] = stops.map((stop) => stop());
  await until(() => y.received.length >= sentByX! && x.received.length >= sentByY!, "everything");
  expect(y.received).toEqual(upTo(sentByX!));
  expect(x.received).toEqual(upTo(sentByY!));
  await until(() => fabric.status().connections === 4, "no given-up connection is left");
});

test("random cuts, halves, resets and delays never cost a message", async () => {
  const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e9));
  console.log(`seed ${seed}`);
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const { fabric, x, y } = await linked();
  const stops = [counting(x.mesh, "y"), counting(y.mesh, "x")];
  const cables = ["x/A", "x/B", "y/A", "y/B"];
  for (let step = 0; step < 60; step += 1) {
    const cable = cables[Math.floor(random() * 4)]!;
    const dice = random();
    if (dice < 0.4) {
      await fabric.cut([cable], 0, directions[Math.floor(random() * directions.length)]);
    } else if (dice < 0.8) await fabric.restore([cable]);
    else if (dice < 0.85) await fabric.fault([cable], { kind: "reset" });
    else if (dice < 0.9) {
      await fabric.fault([cable], { kind: "delay", delayMs: random() * 100, jitterMs: 30 });
    } else if (dice < 0.95) await fabric.fault([cable], { kind: "loss", rate: random() / 20 });
    else await fabric.restoreEverything();
    await pause(random() * 200);
  }
  await fabric.restoreEverything();
  await until(() => x.mesh.status()[0]!.up && y.mesh.status()[0]!.up, "up at the end");
  const [sentByX, sentByY] = stops.map((stop) => stop());
  await until(() => y.received.length >= sentByX! && x.received.length >= sentByY!, "everything");
  expect(y.received).toEqual(upTo(sentByX!));
  expect(x.received).toEqual(upTo(sentByY!));
});
