import type { ClientAnswer, ClientRefusal } from "@cablecut/fabric";
import type { FabricEnd } from "@cablecut/gateway";
import { expect, test } from "vitest";
import { fabricPortOver } from "./fabric-port.ts";

const changed = (saved: boolean): ClientAnswer => ({ ok: true, changes: [], cancelled: [], saved });
const refused = (refusal: ClientRefusal["refusal"]): ClientRefusal => ({
  ok: false,
  refusal,
  message: "",
});

/** Every cable loses bytes and is late; each change is answered by the next of the answers. */
function portOver(...answers: readonly ClientAnswer[]) {
  return portWith(null, ...answers);
}

/** `noStatus`: it does not say how its cables are. */
function portWith(noStatus: ClientRefusal | null, ...answers: readonly ClientAnswer[]) {
  let at = 0;
  const answer = (): Promise<ClientAnswer> => Promise.resolve(answers[at++ % answers.length]!);
  const cable = {
    id: "hz-a/A" as const,
    room: "hz-a",
    city: "hz",
    carries: true,
    cutAhead: false,
    silence: { toward: false, from: false },
    delayMs: 80,
    jitterMs: 0,
    lossRate: 0.1,
    bytesPerSecond: null,
    bytesToward: 0,
    bytesFrom: 0,
    connections: 0,
  };
  const moment = {
    startedWallMs: 0,
    atMs: 0,
    wallMs: 0,
    connections: 0,
    lastEvent: 0,
    behind: true,
  };
  return fabricPortOver({
    status: () => Promise.resolve(noStatus ?? { ok: true, ...moment, cables: [cable], rooms: [] }),
    cut: answer,
    restore: answer,
    restoreEverything: answer,
    fault: answer,
  });
}

const end = (ask: (done: (end: FabricEnd) => void) => void): Promise<FabricEnd> =>
  new Promise((resolve) => ask(resolve));

test.each([
  [changed(true), { kind: "made", saved: true }],
  [changed(false), { kind: "made", saved: false }],
  [refused("unreachable"), { kind: "unknown" }],
  [refused("busy"), { kind: "not-made", why: "busy" }],
  [refused("closing"), { kind: "not-made", why: "closing" }],
  [refused("bad-fault"), { kind: "not-made", why: "refused" }],
])("a cut that is answered with %o has ended so: %o", async (answer, told) => {
  expect(await end((done) => portOver(answer).cut(["hz"], 0, done))).toEqual(told);
  expect(await end((done) => portOver(answer).restoreEverything(done))).toEqual(told);
});

test("whoever asks for the cables hears as well that the disk has not taken their state", async () => {
  const heard = await new Promise<unknown>((resolve) =>
    portOver(changed(true)).status((cables, behind) => resolve([cables?.length, behind])),
  );
  expect(heard).toEqual([1, true]);
});

test("faults that are taken away in several steps have ended as all of them together", async () => {
  const cleared = (...answers: readonly ClientAnswer[]): Promise<FabricEnd> =>
    end((done) => portOver(...answers).impair(["all"], { kind: "none" }, done));
  expect(await cleared(changed(true), changed(false))).toEqual({ kind: "made", saved: false });
  expect(await cleared(refused("closing"))).toEqual({ kind: "not-made", why: "closing" });
  expect(await cleared(changed(true), refused("closing"))).toEqual({ kind: "unknown" });
});

test.each([
  ["unreachable", { kind: "not-asked" }],
  ["busy", { kind: "not-made", why: "busy" }],
  ["closing", { kind: "not-made", why: "closing" }],
] as const)(
  "faults that nobody was asked to take away, since the fabric is %s, are said not to be taken away, and not that they may be",
  async (refusal, told) => {
    const port = portWith(refused(refusal), changed(true));
    expect(await end((done) => port.impair(["all"], { kind: "none" }, done))).toEqual(told);
  },
);
