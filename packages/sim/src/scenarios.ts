import { paceProfiles } from "@cablecut/failover";
import type { Pace } from "@cablecut/protocol";
import type { Cluster } from "./processes/cluster.ts";
import {
  aliveMin,
  anyRoom,
  askForFailback,
  askForPace,
  crash,
  crashOrStart,
  crashWhileWriting,
  handLeadershipOver,
  heal,
  isolate,
  loseDisk,
  loseDiskAmongLaggards,
  partAllRooms,
  partAsItAnswers,
  partFromRooms,
  pauseRoom,
  rejoin,
  setSlowDisks,
  setSlowNetwork,
  start,
} from "./world/nemesis.ts";
import { fairConditions } from "./world/network.ts";
import { anyPace, pacedPace, quick, quickPace, somePace } from "./world/paces.ts";
import type { Prng } from "./world/prng.ts";

export interface Scenario {
  readonly name: string;
  readonly pace: (prng: Prng) => Pace;
  /** Snapshots are taken after so many entries. */
  readonly snapshotEveryEntries?: number;
  /** One entry at a time between replicas: logs are replicated in part. */
  readonly entryByEntry?: boolean;
  /** Set up once, before the trouble begins. */
  readonly begin?: (cluster: Cluster, prng: Prng) => void;
  /** One blow of the nemesis; called again and again while the trouble lasts. */
  readonly act: (cluster: Cluster, prng: Prng) => void;
  /** Time between two acts, ms. */
  readonly everyMs: number;
  /** How long the trouble lasts, ms; without it, as long as usual. */
  readonly troubleMs?: number;
  /** Gateways run without faults of their own, and nobody is at a console. */
  readonly sparesGateways?: boolean;
  /**
   * Taken by every so-manieth seed and chosen by no other: seeds that are written down keep the trouble that they had
   * before there was this one.
   */
  readonly everySeeds?: number;
  /** Without gateways: accounts are open in two browsers, of which each pays under the same number. */
  readonly hasSecondTabs?: boolean;
  /** In the end all shards must go home. */
  readonly demandsHomecoming?: boolean;
}

/** The room that is mostly the one in trouble, where that matters. */
const leftBehind = 2;

/** Each is a kind of trouble; a seed takes one of them, or the mixture. */
export const scenarios: readonly Scenario[] = [
  {
    name: "calm",
    pace: anyPace,
    everyMs: 900,
    act: (cluster, prng) => askForFailback(cluster, anyRoom(cluster, prng), prng.chance(0.8)),
  },
  {
    name: "lossy network",
    pace: quick,
    everyMs: 600,
    act: (cluster, prng) => {
      cluster.setConditions({
        delayMinMs: 0.1,
        delayMaxMs: prng.between(1, 60),
        loss: prng.between(0, 0.08),
        duplication: prng.between(0, 0.1),
        stragglers: prng.pick([0, 0.05]),
      });
    },
  },
  {
    name: "two rooms cut",
    pace: anyPace,
    everyMs: 1_600,
    act: (cluster, prng) => {
      if (prng.chance(0.4)) return heal(cluster);
      const first = anyRoom(cluster, prng);
      isolate(cluster, [first, (first + prng.integer(1, 4)) % 5]);
      if (prng.chance(0.5)) heal(cluster);
      return undefined;
    },
  },
  {
    // The second room is lost while the shards of the first are being moved: its lease is another one.
    name: "one after the other",
    pace: () => pacedPace,
    everyMs: 500,
    act: (cluster, prng) => {
      const first = anyRoom(cluster, prng);
      isolate(cluster, [first]);
      cluster.pass(prng.between(300, 1_500));
      if (prng.chance(0.3)) askForPace(cluster, (first + 2) % 5, quickPace);
      isolate(cluster, [(first + prng.integer(1, 4)) % 5]);
      cluster.pass(prng.between(900, 2_000));
      heal(cluster);
    },
  },
  {
    name: "leader cut",
    pace: anyPace,
    everyMs: 1_300,
    act: (cluster, prng) => {
      const leader = cluster.leader();
      if (leader === null || prng.chance(0.4)) heal(cluster);
      else isolate(cluster, [leader]);
    },
  },
  {
    // The paper's Figure 8 needs logs that are replicated in part, again and again, by leaders that do not last.
    name: "leaders that do not last",
    pace: quick,
    entryByEntry: true,
    everyMs: 300,
    begin: (cluster, prng) => {
      cluster.setConditions({ ...fairConditions, delayMinMs: 5, delayMaxMs: 30 });
      cluster.onLeader = (leader) => {
        // Often before anything left, often after the first entries arrived.
        const ms = prng.pick([prng.between(0.5, 4), prng.between(20, 150), prng.between(20, 600)]);
        cluster.clock.after(ms, () => {
          const alive = cluster.rooms.filter((room) => room.isAlive).length;
          if (alive > aliveMin && !cluster.isHealed) crash(cluster, leader);
        });
      };
      const first = cluster.leader();
      if (first !== null) crash(cluster, first);
    },
    act: (cluster, prng) => {
      const dead = cluster.rooms.filter((room) => !room.isAlive);
      if (dead.length > 0) start(cluster, prng.pick(dead).index);
    },
  },
  {
    name: "one-way cuts",
    pace: quick,
    everyMs: 500,
    act: (cluster, prng) => {
      if (prng.chance(0.3)) return heal(cluster);
      const [from, to] = [anyRoom(cluster, prng), anyRoom(cluster, prng)];
      cluster.note(() => `silence from ${from} to ${to}`);
      if (from !== to) cluster.network.silence(from, to);
      return undefined;
    },
  },
  {
    name: "crashes",
    pace: quick,
    snapshotEveryEntries: 150,
    everyMs: 450,
    act: crashOrStart,
  },
  {
    // Also of rooms that have just been started or joined again: they write much at once then.
    name: "crashes in the middle of writes",
    pace: quick,
    snapshotEveryEntries: 100,
    everyMs: 180,
    act: (cluster, prng) => {
      const room = anyRoom(cluster, prng);
      const { isAlive } = cluster.rooms[room]!;
      const isCut = cluster.network.isSilent(room, (room + 1) % 5);
      if (isAlive && !isCut && prng.chance(0.3)) return isolate(cluster, [room]);
      if (!isAlive) start(cluster, room);
      if (isCut) rejoin(cluster, room);
      return crashWhileWriting(cluster, prng, room);
    },
  },
  {
    name: "slow disks",
    pace: quick,
    everyMs: 700,
    act: (cluster, prng) => {
      const room = anyRoom(cluster, prng);
      const syncMaxMs = prng.pick([0.4, 20, 150, 400]);
      cluster.note(() => `the disk of room ${room} takes up to ${syncMaxMs} ms`);
      cluster.setDisk(room, { syncMinMs: syncMaxMs / 4, syncMaxMs });
      if (prng.chance(0.3)) crashOrStart(cluster, prng);
    },
  },
  {
    name: "pauses",
    pace: anyPace,
    everyMs: 500,
    act: (cluster, prng) => {
      const room = anyRoom(cluster, prng);
      pauseRoom(cluster, room, prng.pick([100, 400, 1_200]));
    },
  },
  {
    name: "flapping",
    pace: quick,
    everyMs: 500,
    act: (cluster, prng) => {
      const room = prng.pick([0, 0, 0, anyRoom(cluster, prng)]);
      if (cluster.network.isSilent(room, (room + 1) % 5)) heal(cluster);
      else isolate(cluster, [room]);
    },
  },
  {
    name: "quorum lost",
    pace: anyPace,
    everyMs: 1_800,
    act: (cluster, prng) => {
      if (cluster.network.isSilent(0, 1) || prng.chance(0.2)) return heal(cluster);
      const spared = anyRoom(cluster, prng);
      isolate(cluster, [0, 1, 2, 3, 4].filter((room) => room !== spared).slice(0, 3));
      return undefined;
    },
  },
  {
    // Mostly one and the same room. With a slow disk it still writes a snapshot of its own when a newer one comes.
    name: "left far behind",
    pace: quick,
    snapshotEveryEntries: 40,
    everyMs: 700,
    begin: (cluster, prng) => {
      const syncMaxMs = prng.pick([0.4, 60, 150]);
      cluster.setDisk(leftBehind, { syncMinMs: syncMaxMs / 2, syncMaxMs });
    },
    act: (cluster, prng) => {
      const room = prng.pick([leftBehind, leftBehind, leftBehind, anyRoom(cluster, prng)]);
      if (cluster.network.isSilent(room, (room + 1) % 5)) return heal(cluster);
      if (prng.chance(0.3)) return crashOrStart(cluster, prng);
      return isolate(cluster, [room]);
    },
  },
  {
    name: "leaders that step aside",
    pace: anyPace,
    everyMs: 250,
    act: (cluster, prng) => {
      if (prng.chance(0.2)) isolate(cluster, [anyRoom(cluster, prng)]);
      else if (prng.chance(0.3)) heal(cluster);
      handLeadershipOver(cluster, prng);
    },
  },
  {
    // A room that is cut knows nothing of the shorter lease that the others agree on meanwhile.
    name: "paces that change",
    pace: () => pacedPace,
    everyMs: 900,
    act: (cluster, prng) => {
      heal(cluster);
      for (const room of cluster.rooms) askForPace(cluster, room.index, pacedPace);
      cluster.pass(prng.between(50, 200));
      const room = anyRoom(cluster, prng);
      isolate(cluster, [room]);
      const other = (room + prng.integer(1, 4)) % 5;
      cluster.pass(prng.between(1, 100));
      askForPace(cluster, other, prng.pick([quickPace, paceProfiles["full-speed"]]));
      cluster.pass(1_400);
    },
  },
  {
    // A room is heard and hears nothing; it learns late that its heartbeats were committed, and is cut off at once.
    name: "deaf, then cut",
    pace: quick,
    everyMs: 500,
    act: (cluster, prng) => {
      const room = anyRoom(cluster, prng);
      cluster.note(() => `room ${room} is deaf`);
      for (const other of cluster.rooms) {
        if (other.index !== room) cluster.network.silence(other.index, room);
      }
      cluster.pass(prng.between(150, 480));
      rejoin(cluster, room);
      cluster.pass(prng.between(1, 20));
      isolate(cluster, [room]);
      cluster.pass(prng.between(500, 1_000));
      heal(cluster);
    },
  },
  {
    // Shards are away when the trouble is over; while they go home one by one, it comes back.
    name: "going home",
    pace: quick,
    everyMs: 200,
    troubleMs: 7_600,
    demandsHomecoming: true,
    begin: (cluster, prng) => {
      for (const room of cluster.rooms) askForFailback(cluster, room.index, true);
      cluster.pass(100);
      const first = anyRoom(cluster, prng);
      isolate(cluster, [first, (first + prng.integer(1, 4)) % 5]);
      cluster.pass(1_300);
      heal(cluster);
      cluster.setConditions({ ...fairConditions, stragglers: prng.pick([0, 0.15, 0.3]) });
    },
    act: (cluster, prng) => {
      // A home has to be stable for five seconds before anything goes there.
      if (cluster.clock.nowMs < 7_000) return;
      const room = anyRoom(cluster, prng);
      prng.pick([
        // Whoever changes his mind leaves handovers half done.
        () => askForFailback(cluster, room, prng.chance(0.5)),
        () => askForFailback(cluster, room, prng.chance(0.5)),
        () => pauseRoom(cluster, room, prng.pick([30, 150, 900])),
        () => isolate(cluster, [room]),
        () => crashOrStart(cluster, prng),
        () => cluster.network.silence(room, (room + 1) % 5),
        () => setSlowNetwork(cluster, prng),
        () => heal(cluster),
      ])();
    },
  },
  {
    // It stands still while the others choose another one, and goes on among those who ask it before it hears of that. The
    // others wait long enough to suspect it that its accounts are paid into meanwhile.
    name: "a leader on the askers' side",
    pace: () => ({ ...pacedPace, suspectMs: 2_000 }),
    everyMs: 1_500,
    everySeeds: 29,
    act: (cluster, prng) => {
      heal(cluster);
      const leader = cluster.leader();
      if (leader === null) return;
      cluster.pass(prng.between(20, 200));
      partFromRooms(cluster, leader);
      pauseRoom(cluster, leader, prng.pick([300, 700, 1_200]));
    },
  },
  {
    // Whoever was paid reads at once, and the next leader has the payment and has not heard that it is committed.
    name: "a leader parted as it answers",
    pace: quick,
    everyMs: 900,
    everySeeds: 31,
    begin: setSlowDisks,
    act: partAsItAnswers,
  },
  {
    // A little longer than the log waits for a leader: of two copies in one room one is given up and the other one proposed.
    name: "two tabs, and nobody leads",
    pace: quick,
    everyMs: 500,
    everySeeds: 41,
    troubleMs: 8_000,
    hasSecondTabs: true,
    act: (cluster, prng) => {
      partAllRooms(cluster);
      cluster.pass(prng.between(1_000, 2_000));
      heal(cluster);
    },
  },
  {
    // Beside whatever else there is.
    name: "disks gone",
    pace: quick,
    snapshotEveryEntries: 120,
    everyMs: 350,
    everySeeds: 17,
    act: (cluster, prng) => {
      prng.pick([
        () => prng.pick(scenarios.filter(isChosen)).act(cluster, prng),
        () => loseDisk(cluster, prng, anyRoom(cluster, prng)),
        () => loseDiskAmongLaggards(cluster, prng),
        () => loseDiskAmongLaggards(cluster, prng),
        () => crashOrStart(cluster, prng),
        () => setSlowNetwork(cluster, prng),
        () => heal(cluster),
      ])();
    },
  },
  {
    name: "everything",
    pace: anyPace,
    snapshotEveryEntries: 80,
    everyMs: 350,
    act: (cluster, prng) => {
      const others = scenarios.filter(isChosen).filter(({ name }) => name !== "everything");
      if (prng.chance(0.2)) askForPace(cluster, anyRoom(cluster, prng), somePace(prng));
      prng.pick(others).act(cluster, prng);
    },
  },
];

function isChosen({ everySeeds }: Scenario): boolean {
  return everySeeds === undefined;
}

/** The kind of trouble that a seed brings. */
export function scenarioOf(seed: number, prng: Prng): Scenario {
  const byNumber = scenarios.find(
    ({ everySeeds = 0 }) => everySeeds > 0 && seed % everySeeds === 0,
  );
  return byNumber ?? prng.pick(scenarios.filter(isChosen));
}
