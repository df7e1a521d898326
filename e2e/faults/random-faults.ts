import { nowMs } from "../client/room-line.ts";
import { drawFault, type Fault } from "./faults.ts";
import { wait } from "./payer.ts";
import type { Trial } from "./trial.ts";

/** Two faults at once make situations that nobody thinks of; three make mostly silence. */
const faultsAtOnceMax = 2;

/** Does one random thing after the other to the rooms, up to two at once, for `forMs`; returns what it did. */
export async function injectAtRandom(
  trial: Trial,
  forMs: number,
  tell: (line: string) => void,
): Promise<number> {
  const random = trial.random.fork();
  const ids = trial.topology.rooms.map((room) => room.id);
  const startMs = nowMs();
  const active = new Set<Promise<void>>();
  let injected = 0;
  while (nowMs() - startMs < forMs) {
    if (active.size >= faultsAtOnceMax) {
      await Promise.race(active);
      continue;
    }
    const leader = ids[trial.leader ?? 0]!;
    const fault = drawFault(random, ids, leader, trial.rooms.members.length > 0);
    if (fault.alone) await Promise.all(active);
    injected += 1;
    tell(`${seconds(nowMs() - startMs)}  ${fault.name} for ${seconds(fault.lastsMs)}`);
    const done = suffer(trial, fault).finally(() => active.delete(done));
    active.add(done);
    if (fault.alone) await done;
    await wait(random.chance(0.3) ? 0 : random.between(200, 1_500));
  }
  await Promise.all(active);
  return injected;
}

/** A room that does not start again after what was done to it is a finding like any other. */
async function suffer(trial: Trial, fault: Fault): Promise<void> {
  try {
    await fault.inject(trial);
    await wait(fault.lastsMs);
    await fault.undo(trial);
  } catch (error) {
    trial.history.violation(`${fault.name}: ${String(error)}`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
