import {
  present,
  quorumOf,
  type LocalizedText,
  type Receipt,
  type ReceiptCheck,
} from "@cablecut/protocol";
import type { StoredShow } from "../show/show-file.ts";
import { agreedIndex, agreedPrefixes, lastIndexOf, type LogTerms } from "./agreed-log.ts";
import { readTerms, replayRoom, type ReplayedRoom, type StateMark } from "./replayed-room.ts";

export type VerifiedRoom =
  | {
      readonly room: string;
      readonly read: true;
      readonly replayed: ReplayedRoom;
      /** Behind the end that a quorum shares: entries it had not received. Null where fewer logs were read than a quorum. */
      readonly behind: number | null;
      /** Entries that no quorum has: never acknowledged to anybody. Null where fewer logs were read than a quorum. */
      readonly unconfirmed: number | null;
      /** `alone`: too far behind the others to compare. */
      readonly agrees: "yes" | "no" | "alone";
    }
  | { readonly room: string; readonly read: false; readonly reason: LocalizedText };

export interface VerifiedShow {
  readonly showId: string;
  /** The last entry that a quorum shares; null where fewer logs were read than a quorum: then nobody can tell. */
  readonly agreedIndex: number | null;
  readonly rooms: readonly VerifiedRoom[];
  /** Of each receipt; null where none were given. */
  readonly receipts: Readonly<Record<ReceiptCheck, number>> | null;
  /** All rooms could be replayed, are sound, and agree. */
  readonly roomsOk: boolean;
  /** And every receipt is genuine and held by a quorum. */
  readonly ok: boolean;
}

const notRead: LocalizedText = { en: "was not read", zh: "未读取" };

/** Replays the logs of all rooms of a stopped show and compares what comes out. Changes nothing. */
export async function verifyShow(
  show: StoredShow,
  dataDirectory: string,
  receipts: readonly Receipt[] | null,
): Promise<VerifiedShow> {
  const ids = show.topology.rooms.map(({ id }) => id);
  const quorum = quorumOf(show.topology);
  const logs = new Map<string, LogTerms>();
  const unreadable = new Map<string, LocalizedText>();
  for (const room of ids) {
    const read = await readTerms(show, dataDirectory, room);
    if (read.ok) logs.set(room, read.value);
    else unreadable.set(room, read.reason);
  }
  const terms = [...logs.values()];
  const prefixes = agreedPrefixes(terms, quorum);
  const replayed = new Map<string, ReplayedRoom>();
  for (const [at, room] of [...logs.keys()].entries()) {
    const upTo = present(prefixes[at], `the agreed prefix of ${room}`);
    const plan = { upTo, compareAt: new Set(prefixes), receipts: receipts ?? [] };
    const outcome = await replayRoom(show, dataDirectory, room, plan);
    if (outcome.ok) replayed.set(room, outcome.value);
    else unreadable.set(room, outcome.reason);
  }
  const end = terms.length < quorum ? null : agreedIndex(terms, quorum);
  const rooms = ids.map((room): VerifiedRoom => {
    const reading = replayed.get(room);
    const log = logs.get(room);
    if (reading === undefined || log === undefined) {
      return { room, read: false, reason: unreadable.get(room) ?? notRead };
    }
    return {
      room,
      read: true,
      replayed: reading,
      behind: end === null ? null : end - reading.appliedIndex,
      unconfirmed: end === null ? null : lastIndexOf(log) - reading.appliedIndex,
      agrees: agreementOf(room, replayed),
    };
  });
  const checks = receipts && receiptTotals(receipts, [...replayed.values()], quorum);
  const roomsOk = rooms.every(isFlawless);
  return {
    showId: show.showId,
    agreedIndex: end,
    rooms,
    receipts: checks,
    roomsOk,
    ok: roomsOk && (checks === null || checks.missing + checks.forged === 0),
  };
}

function isFlawless(room: VerifiedRoom): boolean {
  return (
    room.read && room.replayed.sound && room.replayed.differenceCents === 0 && room.agrees === "yes"
  );
}

/** A room agrees if it has what most rooms have, at every index where it can be compared with another one. */
export function agreementOf(
  room: string,
  replayed: ReadonlyMap<string, Pick<ReplayedRoom, "marks">>,
): "yes" | "no" | "alone" {
  let compared = false;
  for (const [index, own] of replayed.get(room)?.marks ?? []) {
    const others = [...replayed].flatMap(([other, { marks }]) =>
      other === room ? [] : (marks.get(index) ?? []),
    );
    if (others.length === 0) continue;
    compared = true;
    if (!isMostFrequent(own, [own, ...others])) return "no";
  }
  return compared ? "yes" : "alone";
}

/** Alone at the top: of two that differ nobody knows which is right, and neither agrees. */
function isMostFrequent(mark: StateMark, all: readonly StateMark[]): boolean {
  const count = (wanted: StateMark): number => all.filter((each) => each === wanted).length;
  return all.every((other) => other === mark || count(other) < count(mark));
}

/**
 * A receipt is worth something if a quorum still has its entry. Genuine, and not to be found in a quorum, means that an
 * acknowledged entry is lost, also where rooms say that they have not come that far.
 */
function receiptTotals(
  receipts: readonly Receipt[],
  rooms: readonly ReplayedRoom[],
  quorum: number,
): Record<ReceiptCheck, number> {
  const totals: Record<ReceiptCheck, number> = {
    verified: 0,
    missing: 0,
    forged: 0,
    archived: 0,
    "not-yet": 0,
  };
  for (const at of receipts.keys()) {
    const checks = rooms.map(({ receipts: answers }) => answers[at]);
    const count = (...wanted: readonly ReceiptCheck[]): number =>
      checks.filter((check) => check !== undefined && wanted.includes(check)).length;
    if (count("forged") > 0) totals.forged += 1;
    else if (count("verified") > 0 && count("verified", "archived") >= quorum) totals.verified += 1;
    else if (count("archived") >= quorum) totals.archived += 1;
    else totals.missing += 1;
  }
  return totals;
}
