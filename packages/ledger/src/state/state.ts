/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: `tallies` has `tallyCount` entries, a snapshot's included. */
import {
  asCents,
  houseAccountsOf,
  shardCountOf,
  type Cents,
  type Pace,
  type Topology,
} from "@cablecut/protocol";
import { Accounts } from "./accounts.ts";
import { DialSettings } from "../rules/dial-settings.ts";
import { ComparedReports, DigestRecords } from "../format/digest-records.ts";
import { Incidents } from "./incidents.ts";
import { firstFormat } from "../format/record-format.ts";
import { Journal } from "../journal.ts";
import { LogPosition } from "../format/log-position.ts";
import { LogTime } from "../format/log-time.ts";
import { Receipts } from "../rules/receipts.ts";
import { ReceivedSums } from "./received.ts";
import { Rooms } from "./rooms.ts";
import { Shards } from "./shards.ts";
import { Synthetic } from "./synthetic.ts";
import { TokenTable } from "./token-table.ts";

/** The present or last run of moves: it begins with a suspicion while no shard is switching (SPEC.md, S3). */
export interface Wave {
  /** 0 before the first. In format 1 it is the number of the incident as well. */
  number: number;
  /** -1 before the first. */
  firstRoom: number;
  moves: number;
}

/** Positions in `LedgerState.tallies`. */
export const fundsCentsAt = 0;
export const bookedAt = 1;
export const bookedByOpenedAt = 2;
const tallyCount = 3;

/** Sum of all balances, as carried along. */
export function fundsCentsOf({ tallies }: LedgerState): Cents {
  return asCents(tallies[fundsCentsAt]!);
}

/** Transfers booked. */
export function bookedOf({ tallies }: LedgerState): number {
  return tallies[bookedAt]!;
}

/** Of those, the ones paid by whoever was opened, people and synthetic attendees, and not by the house. */
export function bookedByOpenedOf({ tallies }: LedgerState): number {
  return tallies[bookedByOpenedAt]!;
}

/** Everything that the order of the log decides; equal in all rooms at the same index. */
export interface LedgerState {
  readonly topology: Topology;
  readonly houseAccounts: number;
  readonly genesisChain: Uint8Array;
  readonly position: LogPosition;
  readonly accounts: Accounts;
  readonly tokens: TokenTable;
  readonly receipts: Receipts;
  readonly received: ReceivedSums;
  readonly shards: Shards;
  readonly rooms: Rooms;
  readonly logTime: LogTime;
  readonly digestRecords: DigestRecords;
  readonly compared: ComparedReports;
  readonly journal: Journal;
  readonly wave: Wave;
  /** `firstFormat`, or `formatOfIncidents` once the log has adopted it. */
  format: number;
  readonly incidents: Incidents;
  readonly dials: DialSettings;
  /** Derived from tokens and rows. */
  readonly synthetic: Synthetic;
  pace: Pace;
  failback: boolean;
  /**
   * Sum of all balances in cents, carried along by what was really written (invariant after every payload: accounts ×
   * `initialFundsCents`); transfers booked; of those, the ones paid by whoever was opened and not by the house.
   */
  readonly tallies: Float64Array;
  /** Means nothing: what was read ahead of its use. Not part of the state. */
  fetched: number;
}

/** The state before any account was opened, of which genesis and a restored snapshot are made. */
export function emptyState(topology: Topology, pace: Pace, genesisChain: Uint8Array): LedgerState {
  const rooms = topology.rooms.length;
  const houseAccounts = houseAccountsOf(topology);
  return {
    topology,
    houseAccounts,
    genesisChain,
    position: new LogPosition(genesisChain),
    accounts: new Accounts(),
    tokens: new TokenTable(houseAccounts),
    receipts: new Receipts(),
    received: new ReceivedSums(),
    shards: new Shards(topology),
    rooms: new Rooms(rooms, pace.leaseMs),
    logTime: new LogTime(rooms),
    digestRecords: new DigestRecords(),
    compared: new ComparedReports(rooms),
    journal: new Journal(),
    wave: { number: 0, firstRoom: -1, moves: 0 },
    format: firstFormat,
    incidents: new Incidents(shardCountOf(topology)),
    dials: new DialSettings(),
    synthetic: new Synthetic(shardCountOf(topology)),
    pace,
    failback: false,
    tallies: new Float64Array(tallyCount),
    fetched: 0,
  };
}

/** Accounts of people in the shard. */
export function peopleIn({ shards, synthetic }: LedgerState, shard: number): number {
  return shards.openedIn(shard) - synthetic.countIn(shard);
}

/** Neither the house nor synthetic. */
export function isPerson(state: LedgerState, account: number): boolean {
  return account >= state.houseAccounts && !state.synthetic.has(account);
}
