import { FabricClient, type CableStatus, type ClientAnswer } from "@cablecut/fabric";
import { expect, test } from "vitest";
import { faultChanges, type FaultWishes } from "./fault-changes.ts";

const whole = {
  carries: true,
  silence: { toward: false, from: false },
  delayMs: 0,
  jitterMs: 0,
  lossRate: 0,
  bytesPerSecond: null,
};

function cable(id: `${string}/A`, faults: Partial<CableStatus> = {}): CableStatus {
  return { id, ...whole, ...faults } as CableStatus;
}

/** What the fabric is asked for, in order. */
async function asked(wishes: FaultWishes, cables: readonly CableStatus[]): Promise<unknown[]> {
  const requests: unknown[] = [];
  const answer: ClientAnswer = { ok: true, changes: [], cancelled: [], saved: true };
  const fabric = new FabricClient({ port: 1 });
  fabric.cut = (request) => (requests.push(["cut", request]), Promise.resolve(answer));
  fabric.restore = (request) => (requests.push(["restore", request]), Promise.resolve(answer));
  fabric.fault = (request) => (requests.push(["fault", request]), Promise.resolve(answer));
  const changes = faultChanges(wishes);
  if (!changes.ok) throw new Error(changes.message.en);
  await changes.perform(fabric, cables);
  return requests;
}

test.each<[FaultWishes, unknown]>([
  [
    { delayMs: 80, jitterMs: 20 },
    { kind: "delay", delayMs: 80, jitterMs: 20 },
  ],
  [{ lossRate: 0.05 }, { kind: "loss", rate: 0.05 }],
  [{ bytesPerSecond: 50_000 }, { kind: "bandwidth", bytesPerSecond: 50_000 }],
  [{ reset: true }, { kind: "reset" }],
])("%j is one fault on all its cables", async (wishes, fault) => {
  expect(await asked(wishes, [cable("hz-a/A"), cable("hz-b/A")])).toEqual([
    ["fault", { targets: ["hz-a/A", "hz-b/A"], fault }],
  ]);
});

test("one-way silence is a cut in one direction", async () => {
  expect(await asked({ oneWay: "toward" }, [cable("hz-a/A")])).toEqual([
    ["cut", { targets: ["hz-a/A"], direction: "toward" }],
  ]);
});

test("clear takes away what is there and leaves a cut cable cut", async () => {
  const cables = [
    cable("hz-a/A", { delayMs: 5, lossRate: 0.1 }),
    cable("hz-b/A", { silence: { toward: true, from: false } }),
    cable("sh-a/A", { silence: { toward: true, from: true } }),
    cable("sh-b/A"),
  ];
  expect(await asked({ clear: true }, cables)).toEqual([
    ["fault", { targets: ["hz-a/A"], fault: { kind: "delay", delayMs: 0, jitterMs: 0 } }],
    ["fault", { targets: ["hz-a/A"], fault: { kind: "loss", rate: 0 } }],
    ["restore", { targets: ["hz-b/A"] }],
  ]);
});

test.each<[FaultWishes, string]>([
  [{}, "one of --delay, --loss"],
  [{ delayMs: 1, reset: true }, "not 2"],
  [{ jitterMs: 5, lossRate: 0.1 }, "--jitter goes with --delay"],
])("%j is refused in one line", (wishes, message) => {
  const changes = faultChanges(wishes);
  expect(changes.ok ? "" : changes.message.en).toContain(message);
});
