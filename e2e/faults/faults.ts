import { paceProfiles } from "@cablecut/failover";
import { cableId, cableNames, type CableId } from "@cablecut/protocol";
import { memberDraws } from "./member-faults.ts";
import { wait } from "./payer.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Trial } from "./trial.ts";

/** Something that is done to the rooms for a while. `undo` may come when other faults have undone it already. */
export interface Fault {
  /** For people: "hz-a dark". */
  readonly name: string;
  readonly lastsMs: number;
  /** Nothing else is done meanwhile. */
  readonly alone?: true;
  inject(trial: Trial): Promise<void>;
  undo(trial: Trial): Promise<void>;
}

export type Draw = (random: SeededRandom, ids: readonly string[], leader: string) => Fault;

/** Draws one fault; `leader` is the room that leads the log at the moment, `hasMembers`: an etcd member is beside each room. */
export function drawFault(
  random: SeededRandom,
  ids: readonly string[],
  leader: string,
  hasMembers: boolean,
): Fault {
  return random.pick(hasMembers ? [...draws, ...memberDraws] : draws)(random, ids, leader);
}

const cut = (
  name: string,
  targets: readonly string[],
  lastsMs: number,
  direction: "both" | "toward" | "from" = "both",
): Fault => ({
  name,
  lastsMs,
  inject: async ({ rooms: { cables } }) => {
    await cables.cut({ targets: [...targets], direction });
  },
  undo: async ({ rooms: { cables } }) => {
    await cables.restore({ targets: [...targets] });
  },
});

/**
 * Two rooms miss what the other three commit; then two of those three vanish in the moment in which the first two come
 * back. The one room that has it all is needed to go on, and must not be outvoted.
 */
const relay = (first: readonly string[], second: readonly string[], lastsMs: number): Fault => {
  const hold = cut("", first, lastsMs);
  return {
    name: `${first.join(" and ")} dark, then ${second.join(" and ")} in the moment they return`,
    lastsMs,
    inject: (trial) => hold.inject(trial),
    undo: async ({ rooms: { cables } }) => {
      await cables.cut({ targets: [...second] });
      await cables.restore({ targets: [...first] });
      await wait(lastsMs);
      await cables.restore({ targets: [...second] });
    },
  };
};

const slow = (
  name: string,
  target: string,
  lastsMs: number,
  fault: { delayMs: number; jitterMs: number } | { rate: number },
): Fault => ({
  name,
  lastsMs,
  inject: async ({ rooms: { cables } }) => {
    await cables.fault({
      targets: [target],
      fault: "rate" in fault ? { kind: "loss", ...fault } : { kind: "delay", ...fault },
    });
  },
  undo: async ({ rooms: { cables } }) => {
    await cables.fault({
      targets: [target],
      fault:
        "rate" in fault ? { kind: "loss", rate: 0 } : { kind: "delay", delayMs: 0, jitterMs: 0 },
    });
  },
});

const flapping = (target: string, lastsMs: number, periodMs: number): Fault => {
  let over = false;
  let flaps: Promise<void> = Promise.resolve();
  return {
    name: `${target} flapping every ${periodMs} ms`,
    lastsMs,
    inject: async ({ rooms: { cables } }) => {
      flaps = (async () => {
        while (!over) {
          await cables.cut({ targets: [target] });
          await wait(periodMs);
          await cables.restore({ targets: [target] });
          await wait(periodMs);
        }
      })();
    },
    undo: async () => {
      over = true;
      await flaps;
    },
  };
};

/** The rooms of these names, and what stands beside them on their machines. */
function machines({ rooms: { rooms, members } }: Trial, names: readonly string[]) {
  return rooms.flatMap((room, at) =>
    names.includes(room.name) ? [room, ...members.slice(at, at + 1)] : [],
  );
}

const killed = (names: readonly string[], lastsMs: number, how: "kill" | "terminate"): Fault => ({
  name: `${names.join(" and ")} ${how === "kill" ? "killed -9" : "terminated"}`,
  lastsMs,
  inject: async (trial) => {
    await Promise.all(machines(trial, names).map((process) => process[how]()));
  },
  undo: async (trial) => {
    await Promise.all(machines(trial, names).map((process) => process.start()));
  },
});

const stopped = (name: string, lastsMs: number): Fault => ({
  name: `${name} stopped by SIGSTOP`,
  lastsMs,
  inject: async ({ rooms: { rooms } }) => rooms.find((room) => room.name === name)?.pause(),
  undo: async ({ rooms: { rooms } }) => rooms.find((room) => room.name === name)?.resume(),
});

const fabricRestart = (lastsMs: number): Fault => ({
  name: "fabric killed -9",
  lastsMs,
  inject: ({ rooms: { fabric } }) => fabric.kill(),
  undo: ({ rooms: { fabric } }) => fabric.start(),
});

const resets = (target: string): Fault => ({
  name: `${target}: connections reset`,
  lastsMs: 0,
  inject: async ({ rooms: { cables } }) => {
    await cables.fault({ targets: [target], fault: { kind: "reset" } });
  },
  undo: async () => undefined,
});

/** Settings travel through the log as well, and leases of two lengths overlap. */
const otherPace = (leaseMs: number, lastsMs: number): Fault => ({
  name: `a lease of ${leaseMs} ms`,
  lastsMs,
  inject: async ({ line, leader }) => {
    const pace = { ...paceProfiles["full-speed"], name: "custom", leaseMs } as const;
    if (leader !== null) await line.call(leader, { kind: "set-pace", pace });
  },
  undo: async ({ line, leader }) => {
    const pace = paceProfiles["full-speed"];
    if (leader !== null) await line.call(leader, { kind: "set-pace", pace });
  },
});

/** Long enough for shards to begin going home. */
const calmWithFailback = (lastsMs: number): Fault => ({
  name: "nothing, and shards may go home",
  lastsMs,
  alone: true,
  inject: async ({ line, leader }) => {
    if (leader !== null) await line.call(leader, { kind: "set-failback", failback: true });
  },
  undo: async () => undefined,
});

const anyCable = (random: SeededRandom, ids: readonly string[]): CableId =>
  cableId(random.pick(ids), random.pick(cableNames));

/** Every line is as likely as any other; what the show is about stands more than once. */
const draws: readonly Draw[] = [
  (random, ids) => {
    const cable = anyCable(random, ids);
    return cut(`${cable} cut`, [cable], random.between(100, 3_000));
  },
  (random, ids) => {
    const room = random.pick(ids);
    return cut(`${room} dark`, [room], random.between(200, 3_000));
  },
  (random, _, leader) => cut(`leader ${leader} dark`, [leader], random.between(500, 3_000)),
  (random) => cut("both Hangzhou rooms dark", ["hz"], random.between(500, 4_000)),
  (random) => cut("both Hangzhou rooms dark", ["hz"], random.between(200, 1_200)),
  (random, ids) => {
    const rooms = random.some(ids, 2);
    return cut(`${rooms.join(" and ")} dark`, rooms, random.between(500, 3_000));
  },
  (random, ids) => {
    const [one, two, three, four] = random.some(ids, 4) as [string, string, string, string];
    return relay([one, two], [three, four], random.between(300, 1_500));
  },
  (random, ids, leader) => {
    const others = random.some(
      ids.filter((id) => id !== leader),
      3,
    ) as [string, string, string];
    return relay(others.slice(0, 2), [leader, others[2]], random.between(200, 600));
  },
  (random, ids) => {
    const rooms = random.some(ids, 3);
    return cut(`no quorum: ${rooms.join(", ")} dark`, rooms, random.between(500, 3_000));
  },
  (random, ids) => {
    const room = random.pick(ids);
    const direction = random.pick(["toward", "from"] as const);
    return cut(`${room} dark ${direction} it`, [room], random.between(300, 3_000), direction);
  },
  (random, ids) => {
    const cable = anyCable(random, ids);
    const direction = random.pick(["toward", "from"] as const);
    return cut(`${cable} cut ${direction} it`, [cable], random.between(100, 2_000), direction);
  },
  (random, ids) => {
    const room = random.pick(ids);
    const delayMs = random.between(5, 150);
    const fault = { delayMs, jitterMs: delayMs };
    return slow(`${room} slow by ${delayMs} ms`, room, random.between(500, 3_000), fault);
  },
  (random, ids) => {
    const room = random.pick(ids);
    const percent = random.between(1, 15);
    const lastsMs = random.between(500, 3_000);
    return slow(`${room} loses ${percent} %`, room, lastsMs, { rate: percent / 100 });
  },
  (random, ids) => flapping(anyCable(random, ids), random.between(1_000, 3_000), 150),
  (random, ids) =>
    flapping(random.pick(ids), random.between(1_000, 3_000), random.between(50, 600)),
  (random, ids) => resets(random.chance(0.5) ? random.pick(ids) : anyCable(random, ids)),
  (random, ids) => killed([random.pick(ids)], random.between(0, 2_000), "kill"),
  (random, _, leader) => killed([leader], random.between(0, 2_000), "kill"),
  (random, ids) => killed(random.some(ids, 2), random.between(0, 2_000), "kill"),
  (random, ids) => killed(random.some(ids, random.between(3, 5)), random.between(0, 1_000), "kill"),
  (random, ids) => killed([random.pick(ids)], random.between(0, 1_000), "terminate"),
  (random, ids) => stopped(random.pick(ids), random.between(100, 3_000)),
  (random, _, leader) => stopped(leader, random.between(100, 1_500)),
  (random) => otherPace(random.between(600, 3_000), random.between(500, 3_000)),
  (random) => calmWithFailback(random.between(5_500, 8_000)),
  (random) => fabricRestart(random.between(0, 800)),
];
