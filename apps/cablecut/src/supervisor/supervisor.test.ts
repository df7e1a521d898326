import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSupervisor, type Supervisor } from "./supervisor.ts";
import type { ProcessSpec, SupervisionLimits } from "./supervised-process.ts";
import {
  eventRecorder,
  fakeProcesses,
  gone,
  isRunning,
  wellBehaved,
  type FakeProcesses,
} from "./testing/fake-processes.ts";

let fake: FakeProcesses;
let recorder: ReturnType<typeof eventRecorder>;
let supervisor: Supervisor | null = null;

beforeEach(() => {
  fake = fakeProcesses();
  recorder = eventRecorder();
});

afterEach(async () => {
  supervisor?.kill();
  await supervisor?.stop();
  supervisor = null;
  fake.remove();
});

function supervise(
  groups: readonly (readonly ProcessSpec[])[],
  limits: Partial<SupervisionLimits> = {},
): Supervisor {
  // A machine that stands still for seconds kills nobody here who is only slow.
  const patient = { readyTimeoutMs: 60_000, stopTimeoutMs: 60_000 };
  const quick = { restartDelayMs: 10, restartDelayMaxMs: 40, ...patient, ...limits };
  supervisor = createSupervisor({ groups, onEvent: recorder.onEvent, limits: quick });
  return supervisor;
}

function eventsOf(name: string): string[] {
  return recorder.events.filter((event) => event.process === name).map((event) => event.kind);
}

test("groups start one after the other and stop in the opposite order", async () => {
  const running = supervise([
    [fake.spec("fabric", wellBehaved)],
    [fake.spec("hz-a", wellBehaved), fake.spec("hz-b", wellBehaved)],
    [fake.spec("gateway", wellBehaved)],
  ]);
  expect(await running.start()).toBe(true);
  const pids = Object.values(running.pids());
  expect(pids).toHaveLength(4);
  await running.stop();
  expect(pids.filter(isRunning)).toEqual([]);
  const order = recorder.events.map((event) => `${event.kind} ${event.process}`);
  expect(order[0]).toBe("ready fabric");
  expect(order.slice(1, 3).toSorted()).toEqual(["ready hz-a", "ready hz-b"]);
  expect(order[3]).toBe("ready gateway");
  expect(order[4]).toBe("stopped gateway");
  expect(order.at(-1)).toBe("stopped fabric");
});

test("a process that was killed is started again, and told with its signal", async () => {
  const running = supervise([[fake.spec("hz-a", wellBehaved)]]);
  await running.start();
  process.kill(running.pids()["hz-a"]!, "SIGKILL");
  await recorder.seen("ready", 2);
  expect(eventsOf("hz-a")).toEqual(["ready", "ended", "restarting", "ready"]);
  expect(recorder.events[1]).toMatchObject({ ending: { kind: "signal", signal: "SIGKILL" } });
  expect(fake.livesOf("hz-a")).toBe(2);
});

test("a process that crashes again and again waits longer each time, up to the longest pause", async () => {
  const crashes = `ready(); if (life < 7) setTimeout(() => process.exit(3), 5);`;
  await supervise([[fake.spec("hz-a", crashes)]]).start();
  await recorder.seen("ready", 7);
  const pauses = recorder.events.flatMap((event) =>
    event.kind === "restarting" ? [event.inMs] : [],
  );
  expect(pauses).toEqual([10, 20, 40, 40, 40, 40]);
});

test("a process that has proved itself begins with the shortest pause again", async () => {
  const crashes = `ready(); if (life < 4) setTimeout(() => process.exit(3), 30);`;
  await supervise([[fake.spec("hz-a", crashes)]], { provenMs: 20 }).start();
  await recorder.seen("ready", 4);
  const pauses = recorder.events.flatMap((event) =>
    event.kind === "restarting" ? [event.inMs] : [],
  );
  expect(pauses).toEqual([10, 10, 10]);
});

test("what a crashed process said last is told, a line of JSON by its message", async () => {
  const body = `console.log('{"level":60,"msg":"cannot serve","err":{"message":"EIO"}}'); process.exit(1);`;
  const running = supervise([[fake.spec("hz-a", body)]], { firstStartAttemptsMax: 1 });
  expect(await running.start()).toBe(false);
  expect(recorder.events[0]).toMatchObject({
    kind: "ended",
    ending: { kind: "exit", code: 1 },
    lastWords: { en: "cannot serve: EIO", zh: "cannot serve: EIO" },
  });
});

test("what a process says of its end counts before what it wrote, in both languages", async () => {
  const body = `console.error("wrote"); process.send({ kind: "last-words", reason: { en: "disk full", zh: "磁盘已满" } }, () => process.exit(1));`;
  const running = supervise([[fake.spec("hz-a", body)]], { firstStartAttemptsMax: 1 });
  await running.start();
  expect(recorder.events[0]).toMatchObject({ lastWords: { en: "disk full", zh: "磁盘已满" } });
});

test("an uncaught error is told by its first line, not by its stack", async () => {
  const body = `throw new TypeError("no such cable");`;
  const running = supervise([[fake.spec("hz-a", body)]], { firstStartAttemptsMax: 1 });
  await running.start();
  expect(recorder.events[0]).toMatchObject({ lastWords: { en: "TypeError: no such cable" } });
});

test("one that never becomes ready is given up after a few attempts, and the others stopped", async () => {
  const running = supervise([
    [fake.spec("fabric", wellBehaved)],
    [fake.spec("hz-a", "process.exit(1);"), fake.spec("hz-b", wellBehaved)],
  ]);
  expect(await running.start()).toBe(false);
  expect(fake.livesOf("hz-a")).toBe(4);
  expect(recorder.events).toContainEqual({ kind: "given-up", process: "hz-a", attempts: 4 });
  expect(running.pids()).toEqual({});
  expect(eventsOf("fabric")).toEqual(["ready", "stopped"]);
  expect(eventsOf("hz-b")).toEqual(["ready", "stopped"]);
});

test("one whose log cannot be read is told with the reason, and is not started in vain", async () => {
  const body = `process.send({ kind: "log-unreadable", reason: { en: "damaged at 7", zh: "损坏" } }, () => process.exit(2));`;
  const running = supervise([[fake.spec("hz-a", body), fake.spec("hz-b", wellBehaved)]]);
  expect(await running.start()).toBe(false);
  expect(fake.livesOf("hz-a")).toBe(1);
  expect(recorder.events).toContainEqual({
    kind: "log-unreadable",
    process: "hz-a",
    reason: { en: "damaged at 7", zh: "损坏" },
  });
});

test("a port that it never had is not waited for, and one that it had is", async () => {
  const taken = `process.send({ kind: "port-taken", port: 2626 }, () => process.exit(1));`;
  const running = supervise([[fake.spec("hz-a", taken)]]);
  expect(await running.start()).toBe(false);
  expect(fake.livesOf("hz-a")).toBe(1);
  expect(recorder.events).toEqual([{ kind: "port-taken", process: "hz-a", port: 2626 }]);
  recorder.events.length = 0;

  const later = supervise([[fake.spec("hz-b", `if (life === 2) ${taken} else ready();`)]]);
  expect(await later.start()).toBe(true);
  process.kill(later.pids()["hz-b"]!, "SIGKILL");
  await recorder.seen("ready", 2);
  expect(fake.livesOf("hz-b")).toBe(3);
});

test("one that was stopped and is begun anew waits for the port that it had", async () => {
  const taken = `process.send({ kind: "port-taken", port: 2626 }, () => process.exit(1));`;
  const running = supervise([[fake.spec("hz-a", `if (life === 2) ${taken} else ready();`)]]);
  expect(await running.start()).toBe(true);
  await running.stopOne("hz-a");
  expect(await running.startOne("hz-a")).toBe(true);
  expect(fake.livesOf("hz-a")).toBe(3);
  expect(eventsOf("hz-a")).not.toContain("port-taken");
});

test("one that ran and then says that no further start helps is not started for ever", async () => {
  const body = `ready(); setTimeout(() => { process.send({ kind: "newer-build", reason: { en: "version 9", zh: "第9版" } }); process.exit(2); }, 20);`;
  await supervise([[fake.spec("hz-a", body)]]).start();
  await recorder.seen("newer-build");
  expect(eventsOf("hz-a")).toEqual(["ready", "newer-build"]);
  expect(fake.livesOf("hz-a")).toBe(1);
});

test("enough of a group make a start, and one that was given up can be started later", async () => {
  const body = `if (life === 1) process.send({ kind: "log-unreadable", reason: { en: "damaged", zh: "损坏" } }, () => process.exit(2)); else ready();`;
  const groups = [[fake.spec("hz-a", body), fake.spec("hz-b", wellBehaved)]];
  const isEnough = (ready: ReadonlySet<string>): boolean => ready.size === 1;
  supervisor = createSupervisor({ groups, onEvent: recorder.onEvent, isEnough });
  expect(await supervisor.start()).toBe(true);
  expect(Object.keys(supervisor.pids())).toEqual(["hz-b"]);
  expect(await supervisor.startOne("hz-a")).toBe(true);
  expect(Object.keys(supervisor.pids())).toEqual(["hz-a", "hz-b"]);
  await supervisor.stopOne("hz-b");
  expect(Object.keys(supervisor.pids())).toEqual(["hz-a"]);
});

test("one that hangs before it is ready is killed and tried again", async () => {
  const body = `process.on("SIGTERM", () => {}); if (life > 1) ready();`;
  const running = supervise([[fake.spec("hz-a", body)]], {
    readyTimeoutMs: 1_000,
    firstStartAttemptsMax: 30,
    stopTimeoutMs: 50,
  });
  expect(await running.start()).toBe(true);
  expect(recorder.events[0]).toMatchObject({ kind: "ended", ending: { kind: "not-ready" } });
});

test("one that is only slow gets more time with every start", async () => {
  const running = supervise([[fake.spec("hz-a", `setTimeout(ready, 700);`)]], {
    readyTimeoutMs: 250,
    readyTimeoutMaxMs: 60_000,
    firstStartAttemptsMax: 12,
  });
  expect(await running.start()).toBe(true);
  expect(eventsOf("hz-a").slice(0, 1)).toEqual(["ended"]);
  expect(eventsOf("hz-a").at(-1)).toBe("ready");
});

test("one that ignores SIGTERM is killed in the end", async () => {
  const body = `process.on("SIGTERM", () => {}); ready();`;
  const running = supervise([[fake.spec("hz-a", body)]], { stopTimeoutMs: 50 });
  await running.start();
  const pid = running.pids()["hz-a"]!;
  await running.stop();
  expect(isRunning(pid)).toBe(false);
  expect(eventsOf("hz-a")).toEqual(["ready", "killed", "stopped"]);
});

test("stopping in the middle of a start stops everything, and what waits is not started again", async () => {
  const running = supervise(
    [[fake.spec("hz-a", wellBehaved), fake.spec("hz-b", "process.exit(1);")]],
    { restartDelayMs: 60_000, restartDelayMaxMs: 60_000 },
  );
  const started = running.start();
  await recorder.seen("restarting");
  await recorder.seen("ready");
  await running.stop();
  expect(await started).toBe(false);
  expect(running.pids()).toEqual({});
  expect(fake.livesOf("hz-b")).toBe(1);
});

test("one that ran and was stopped for its data is tried on for as long as it takes: a full disk passes", async () => {
  const body = `if (life > 1 && life < 8) process.exit(1); ${wellBehaved}`;
  const running = supervise([[fake.spec("hz-a", body)]]);
  await running.start();
  await running.stopOne("hz-a");
  expect(await running.startOne("hz-a")).toBe(false);
  await recorder.seen("ready", 2);
  expect(fake.livesOf("hz-a")).toBe(8);
  expect(eventsOf("hz-a")).not.toContain("given-up");
});

test("nothing outlives a supervisor that is killed -9", async () => {
  const spec = fake.spec("hz-a", `process.on("SIGTERM", () => {}); ready();`);
  const script = join(fake.directory, "supervisor.mts");
  const module = new URL("supervisor.ts", import.meta.url).href;
  writeFileSync(
    script,
    `import { createSupervisor } from ${JSON.stringify(module)};
     const supervisor = createSupervisor({ groups: [[${JSON.stringify(spec)}]], onEvent: () => {} });
     await supervisor.start();
     process.send(supervisor.pids());`,
  );
  const tsx = import.meta.resolve("tsx");
  const parent = spawn(process.execPath, ["--import", tsx, script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [pids] = (await once(parent, "message")) as [Record<string, number>];
  const pid = pids["hz-a"]!;
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  await gone(pid);
});

test("the output of a process is kept in its log", async () => {
  const spec = fake.spec("hz-a", `console.log("hello from life", life); ${wellBehaved}`);
  await supervise([[spec]]).start();
  expect(readFileSync(spec.logPath, "utf8")).toBe("hello from life 1\n");
});
