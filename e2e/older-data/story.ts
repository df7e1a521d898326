import { setTimeout as pause } from "node:timers/promises";
import { present, type AccountId, type Pace, type RoomIndex } from "@cablecut/protocol";
import type { KeptShow } from "../processes/five-rooms.ts";
import type { Person } from "./attendees.ts";
import { servedBy, SmallShow } from "./small-show.ts";

/** One per shard: an incident ends when every shard that it hit has paid. */
const peopleCount = 100;
const payCents = 888;
const highestPaymentCents = 1_000_000;
/** Opened by nobody. */
const nobodysAccount = 89_000 as AccountId;

/** Few heartbeats, so that the log stays small. */
const unhurried: Pace = {
  name: "custom",
  heartbeatMs: 200,
  suspectMs: 900,
  leaseMs: 6_000,
  moveIntervalMs: 0,
};
const quick: Pace = { ...unhurried, leaseMs: 1_000 };

export const roomsWithSnapshots = ["hz-a", "sh-a", "sz-a"];
/** Killed before the last digest is due and not started again: the next build has to bring it there. */
const lateRoom = "sz-a";
const lateRoomIndex = 4 as RoomIndex;
/** State digests are recorded and compared at its multiples (ledger SPEC.md, D1). */
const digestInterval = 1_024;

/** Where the writing of a show's data stands when its processes have been stopped. */
export interface Written {
  readonly people: readonly Person[];
  /** By room: an entry that it has applied, and that is committed therefore. */
  readonly applied: ReadonlyMap<string, number>;
}

/** Openings, payments, refusals on merit, a cancel, a suspicion that is withdrawn, a failover, and the way home. */
export async function beforehand(show: KeptShow): Promise<Written> {
  const small = await SmallShow.start(show);
  try {
    const { attendees } = small;
    await attendees.open(peopleCount);
    await small.setPace(unhurried);
    await attendees.payRound(payCents);
    await endOnMerit(small);
    await suspectAndWithdraw(small);
    await small.setPace(quick);
    await loseHangzhou(small);
    await measureAndTurn(small);
    await comeHome(small);
    await attendees.payRound(2 * payCents);
    return await settled(small, () => true);
  } finally {
    await small.stop();
  }
}

/** Payments behind the snapshots, and a room that is lost and stays away. */
export async function afterwards(show: KeptShow, people: readonly Person[]): Promise<Written> {
  const small = await SmallShow.start(show, people);
  try {
    const { attendees } = small;
    await attendees.payRound(3 * payCents);
    const begun = small.line.furthest()?.appliedIndex ?? 0;
    const nextDigest = (Math.floor(begun / digestInterval) + 1) * digestInterval;
    const late = small.line.status(lateRoomIndex)!.appliedIndex;
    await small.rooms.rooms[lateRoomIndex]!.kill();
    await small.until(`the shards of ${lateRoom} are served by others`, (status) => {
      const served = servedBy(status);
      return served[lateRoomIndex] === 0 && sum(served) === status.shards.length;
    });
    await attendees.payRound(4 * payCents);
    await small.growBeyond(nextDigest);
    // Until each of the others has told its digest, with its next heartbeat.
    await pause(10 * quick.heartbeatMs);
    const written = await settled(small, (room) => room !== lateRoomIndex);
    return { ...written, applied: new Map([...written.applied, [lateRoom, late]]) };
  } finally {
    await small.stop();
  }
}

/** Nobody is charged: an unknown payee, oneself, more than one has, and a number that is given up. */
async function endOnMerit({ attendees }: SmallShow): Promise<void> {
  const [first, second, spendthrift, fickle, rich] = attendees.people as [
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  await attendees.pay(first, nobodysAccount, payCents);
  await attendees.pay(second, second.account, payCents);
  await attendees.cancel(fickle);
  let result = "booked";
  while (result === "booked") {
    result = (await attendees.pay(spendthrift, rich.account, highestPaymentCents)).result;
  }
}

async function suspectAndWithdraw(small: SmallShow): Promise<void> {
  const { cables } = small.rooms;
  await cables.cut({ targets: ["sh-b"] });
  await small.until("sh-b is suspected", ({ rooms }) => rooms[3]!.status === "suspect");
  await cables.restore({ targets: ["sh-b"] });
  await small.until("the suspicion is withdrawn", ({ rooms }) => rooms[3]!.status === "up");
}

async function loseHangzhou(small: SmallShow): Promise<void> {
  // A shorter lease counts for a room from its second heartbeat on.
  await pause(3 * unhurried.heartbeatMs);
  await small.rooms.cables.cut({ targets: ["hz"] });
  await small.until("Hangzhou's shards are served by others", (status) => {
    const [hzA, hzB, ...others] = servedBy(status);
    return hzA === 0 && hzB === 0 && sum(others) === status.shards.length;
  });
  await small.attendees.payRound(payCents + 1);
}

/** What a gateway and a presenter put into the log: how long the incident took, and a dial. */
async function measureAndTurn(small: SmallShow): Promise<void> {
  await small.until("the incident has ended", ({ incident }) => (incident?.endedAt ?? 0) > 0);
  await small.measureIncident(present(small.line.furthest()?.incident, "the incident"));
  await small.setDial({ dial: "headCountHidden", value: true });
}

async function comeHome(small: SmallShow): Promise<void> {
  await small.rooms.cables.restore({ targets: ["hz"] });
  await small.setFailback(true);
  await small.until("every room serves its own shards", (status) =>
    servedBy(status).every((count) => count === status.shards.length / status.rooms.length),
  );
  await small.setFailback(false);
}

/** Waits until the rooms meant have applied everything that people were answered, and says how far each has come. */
async function settled(small: SmallShow, isMeant: (room: number) => boolean): Promise<Written> {
  const { attendees, line, rooms } = small;
  const meant = small.roomIndexes.filter(isMeant);
  await small.untilTrue("every room has applied everything", () =>
    meant.every((room) => (line.status(room)?.appliedIndex ?? 0) >= attendees.lastIndex),
  );
  const index = Math.min(...meant.map((room) => line.status(room)!.appliedIndex));
  const applied = new Map(meant.map((room) => [rooms.topology.rooms[room]!.id, index]));
  return { people: attendees.people, applied };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
