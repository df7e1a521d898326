import type * as ChildProcesses from "node:child_process";
import { join } from "node:path";
import type { CrowdState } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CrowdProcess } from "./crowd-process.ts";
import { SupervisedProcess, defaultSupervisionLimits } from "./supervised-process.ts";
import {
  eventRecorder,
  fakeProcesses,
  wellBehaved,
  type FakeProcesses,
} from "./testing/fake-processes.ts";

/** So many times the system has no memory for one more process, which Node throws. */
const system = vi.hoisted(() => ({ refusals: 0 }));
vi.mock("node:child_process", async (original) => {
  const real = await original<typeof ChildProcesses>();
  const spawn = (...of: Parameters<typeof real.spawn>) => {
    if (system.refusals === 0) return real.spawn(...of);
    system.refusals -= 1;
    throw Object.assign(new Error("spawn ENOMEM"), { code: "ENOMEM" });
  };
  return { ...real, spawn };
});

let fake: FakeProcesses;
beforeEach(() => {
  fake = fakeProcesses();
});
afterEach(() => {
  system.refusals = 0;
  fake.remove();
});

test("a process that cannot be started for a while is started again, and ends nobody else", async () => {
  const recorder = eventRecorder();
  const limits = { ...defaultSupervisionLimits, restartDelayMs: 10, restartDelayMaxMs: 20 };
  const kept = new SupervisedProcess(fake.spec("hz-a", wellBehaved), limits, recorder.onEvent);
  expect(await kept.start()).toBe(true);
  system.refusals = 2;
  process.kill(kept.pid!, "SIGKILL");
  await recorder.seen("ready", 2);
  const endings = recorder.events.flatMap((event) =>
    event.kind === "ended" ? [event.ending.kind] : [],
  );
  expect(endings).toEqual(["signal", "not-spawned", "not-spawned"]);
  await kept.stop();
});

test("one that can never be started is given up, and stopping it then is no wait", async () => {
  const recorder = eventRecorder();
  system.refusals = Number.POSITIVE_INFINITY;
  const limits = { ...defaultSupervisionLimits, restartDelayMs: 1, restartDelayMaxMs: 2 };
  const kept = new SupervisedProcess(fake.spec("hz-a", wellBehaved), limits, recorder.onEvent);
  expect(await kept.start()).toBe(false);
  expect(recorder.events.at(-1)).toMatchObject({ kind: "given-up" });
  await kept.stop();
});

test("a crowd that cannot be started has failed, and ends nobody else", () => {
  const states: CrowdState[] = [];
  system.refusals = 1;
  const crowd = new CrowdProcess({
    script: join(fake.directory, "crowd.mjs"),
    logPath: join(fake.directory, "crowd.log"),
    changed: (state) => states.push(state),
  });
  crowd.run({ people: 40, rate: 20 }, "http://127.0.0.1:1");
  expect(states).toEqual([{ kind: "failed", people: 40, rate: 20 }]);
});
