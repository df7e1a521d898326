import { rmSync } from "node:fs";
import { signalEtcd } from "../processes/members.ts";
import type { ProcessUnderTest } from "../processes/process-under-test.ts";
import type { Draw, Fault } from "./faults.ts";
import { wait } from "./payer.ts";
import type { Trial } from "./trial.ts";

const replacedWithinMs = 120_000;

/** What can happen to an etcd member alone, while its room runs. */
export const memberDraws: readonly Draw[] = [
  (random, ids) => killed(random.between(0, ids.length - 1), random.between(0, 2_000)),
  (random, ids) => stopped(random.between(0, ids.length - 1), random.between(100, 3_000)),
  (random, ids) => lost(random.between(0, ids.length - 1)),
];

function memberOf({ rooms: { members } }: Trial, room: number): ProcessUnderTest {
  const member = members[room];
  if (member === undefined) throw new Error("these rooms have no members beside them");
  return member;
}

const killed = (room: number, lastsMs: number): Fault => ({
  name: `the member beside room ${room} killed -9`,
  lastsMs,
  inject: (trial) => memberOf(trial, room).kill(),
  undo: (trial) => memberOf(trial, room).start(),
});

const stopped = (room: number, lastsMs: number): Fault => ({
  name: `the member beside room ${room} stopped by SIGSTOP`,
  lastsMs,
  inject: async (trial) => signalEtcd(memberOf(trial, room), "SIGSTOP"),
  undo: async (trial) => signalEtcd(memberOf(trial, room), "SIGCONT"),
});

/** One after the other: where two of five have lost what they promised, a third that is dark would be one too many. */
const lost = (room: number): Fault => ({
  name: `the member beside room ${room} loses its data`,
  lastsMs: 0,
  alone: true,
  inject: async (trial) => {
    await memberOf(trial, room).kill();
    await until(() => leaderKnownBy(trial, room) === null);
    rmSync(trial.rooms.memberDirectories[room]!, { recursive: true, force: true });
  },
  undo: async (trial) => {
    await memberOf(trial, room).start();
    await until(() => leaderKnownBy(trial, room) !== null);
  },
});

function leaderKnownBy({ line }: Trial, room: number): number | null {
  return line.statuses[room]?.leader ?? null;
}

async function until(isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + replacedWithinMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error("no other member took its place");
    await wait(50);
  }
}
