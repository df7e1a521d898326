import type { LocalizedText } from "../values/language.ts";
/** What the gateway shows of the whole show: one snapshot for the stage, the same with more for the presenter. */

import type { acts, stageLanguageChoices, stageViews } from "./dials.ts";
import type { AccountId, AccountNumber, LogIndex, RoomIndex } from "../values/ids.ts";
import type { InFlightTotals } from "../transfers/in-flight.ts";
import type { MeasureSource } from "../rooms/incidents.ts";
import type { Cents } from "../values/money.ts";
import type { PaceName } from "./pace.ts";
import type { FundsTotals } from "../rooms/room-messages.ts";
import type { CableId, Topology } from "./topology.ts";

/**
 * Derived from what is, never set by hand (only the dials are the presenter's):
 * `starting` while the gateway has not heard the rooms (it was just started, or was not run for a while): nothing is
 * known, so nothing is said of them. `lobby` until the presenter, or the first cut, ends it, `live` afterwards, `cut` from the first room without a cable,
 * `switching` from the first suspicion in the log, `recovered` once every hit shard has paid again, until restored or until the next
 * cut is called for.
 */
export type Scene =
  | "starting"
  | "lobby"
  | "live"
  | "cut"
  | "switching"
  | "recovered"
  | "quorum-lost";

/**
 * `abnormal`: no answer from it, or to it from its etcd member, for a second (observed). `switching`: suspected, shards wait (decided, in the log).
 * `dark`: suspected and without shards. `starting`: answers, but has not caught up. `recovering`: answers,
 * but lost its disk and counts for no quorum yet. `diverged`: its state differs.
 */
export type RoomCondition =
  | "normal"
  | "abnormal"
  | "switching"
  | "dark"
  | "starting"
  | "recovering"
  | "diverged";

export interface RoomHealth {
  readonly room: RoomIndex;
  readonly condition: RoomCondition;
  readonly answering: boolean;
  /** It answers and is part of a quorum: not before it has recovered from the loss of its disk, nor while its etcd member is silent. */
  readonly counting: boolean;
  readonly leader: boolean;
  readonly term: number;
  readonly appliedIndex: LogIndex;
  /** Entries behind the furthest room. */
  readonly lagEntries: number;
  /** Since its last heartbeat in the log, ms; null where no room that answers can say. */
  readonly heartbeatAgeMs: number | null;
  readonly shardsServing: number;
  readonly shardsSwitching: number;
  /** People whose account is in a shard of this room; synthetic attendees are not counted. */
  readonly accounts: number;
  /** Suspected too often: how much longer it gets no shards, ms; null where it is not drained. */
  readonly drainedMs: number | null;
}

export interface CableHealth {
  readonly cable: CableId;
  readonly room: RoomIndex;
  /** `none` = carries everything. */
  readonly fault:
    | "none"
    | "silence"
    | "silence-to-room"
    | "silence-from-room"
    | "delay"
    | "loss"
    | "bandwidth"
    | "mixed"
    /** Nobody who is heard knows anything of it: of a real cable no end, of another one the fabric, which has not been heard yet. */
    | "unknown";
}

export interface TimelineLine {
  /** Since the incident's start, ms; negative for what led to it. */
  readonly atMs: number;
  readonly kind:
    | "cable-cut"
    | "room-lost"
    /** This gateway has had no answer from the room for a second. */
    | "abnormal"
    | "cable-restored"
    | "suspected"
    /** A suspected room is back: none of its shards had moved, some had; or all had, or nobody here knows. */
    | "withdrawn"
    | "withdrawn-midway"
    | "room-back"
    | "drained"
    | "first-shard-moved"
    | "last-shard-moved"
    | "leader-changed"
    | "recovered"
    | "quorum-lost"
    | "quorum-regained";
  /** Null as well where nobody knows whose it was. */
  readonly room: RoomIndex | null;
  readonly cable: CableId | null;
}

/** Whose payment was the last one that an incident needed to be over. */
export type LastNeeded =
  | { readonly by: "person"; readonly account: AccountId; readonly name: LocalizedText }
  /** A canary, or a synthetic attendee. */
  | { readonly by: "probe" };

/**
 * The incident that goes on, or the last one: decided by the log, with times of those who saw it. A time that nobody has
 * is null: it is shown as not known.
 */
export interface IncidentView {
  /** The log's number; null before the first suspicion, while rooms without a cable are still to be decided on. */
  readonly id: number | null;
  /**
   * `restored-by-hand`: cables were restored before any shard moved. `returned-by-itself`: the rooms came back before
   * that, without a cable.
   */
  readonly state: "running" | "recovered" | "restored-by-hand" | "returned-by-itself";
  /**
   * Where the start was taken from: the fabric's word; where no fabric told of it the later of the last heartbeat and the
   * last that came over real paths.
   */
  readonly startSource: MeasureSource | null;
  /** Wall clock of the start, ms. */
  readonly startedAtMs: number | null;
  /** Measured so far, or in the end: then the log's figure, as soon as it has one. */
  readonly elapsedMs: number | null;
  /**
   * At full speed, recovered, measured from the fabric's word, and shorter than every earlier run of this show that
   * lost as many rooms and shards; false where there was none.
   */
  readonly record: boolean;
  readonly roomsLost: readonly RoomIndex[];
  readonly suspectedRooms: readonly RoomIndex[];
  readonly shardsHit: number;
  readonly shardsMoved: number;
  /** Moved and paid again: a real transfer was booked under the new owner. */
  readonly shardsBack: number;
  readonly accountsHit: number;
  readonly accountsBack: number;
  /** Until the first shard may move; 0 once it may; null before the suspicion. */
  readonly leaseRemainingMs: number | null;
  readonly pace: PaceName;
  readonly timeline: readonly TimelineLine[];
  /** From the start until each hit shard was back, ms, ascending; those that are known. */
  readonly shardRecoveryMs: readonly number[];
}

export interface AudienceVerification {
  readonly incident: number;
  /** Phones that have answered, and their receipts. */
  readonly phones: number;
  readonly verified: number;
  readonly missing: number;
  readonly archived: number;
  readonly forged: number;
  /** Receipts of phones of this show that have not answered yet. */
  readonly notYetHeard: number;
}

/** A payment on the map: between rooms, never with names. */
export interface FlowItem {
  readonly from: RoomIndex;
  readonly to: RoomIndex;
  readonly amountCents: Cents;
  readonly canary: boolean;
}

export interface Arrival {
  readonly name: LocalizedText;
  readonly accountNumber: AccountNumber;
  readonly room: RoomIndex;
}

export interface TrafficTotals {
  /**
   * Payments of people and synthetic attendees, booked, per second over the last second; canaries apart. Null where this gateway
   * does not know what was booked when.
   */
  readonly perSecond: number | null;
  readonly canariesPerSecond: number | null;
  /** Payments of people and synthetic attendees since the show began. */
  readonly booked: number;
  /** Payments that phones keep because a shard is switching; while it is, also those of phones that have left meanwhile. */
  readonly kept: number;
  /** Of phones that are here. */
  readonly keptCents: Cents;
  /** The most that phones kept at one time since the last incident began, as far as this gateway has seen. */
  readonly keptMost: number;
  /** Null where nothing was kept, and where several gateways run: each knows its own phones only. */
  readonly keptFate: KeptFateView | null;
  /** Payments whose outcome is being found out. */
  readonly checking: number;
}

/** Of the payments that phones kept in the last incident, those that are booked by now. */
export interface KeptFateView {
  readonly booked: number;
  readonly of: number;
}

/** What the rooms that answer and have caught up say of the money, each of what it has applied itself. */
export interface CopiesView {
  readonly rooms: readonly {
    readonly room: RoomIndex;
    /** Of all funds in this room's ledger. */
    readonly differenceCents: Cents;
    readonly asOf: LogIndex;
    /** The last incident whose end this room has applied; 0: none, or one goes on. */
    readonly pastEndOf: number;
  }[];
  /** State digests at the newest entry of which all these rooms have told; null where there is none yet. */
  readonly compared: {
    readonly at: LogIndex;
    /** In the order of `rooms`. */
    readonly digests: readonly string[];
    /** The last incident, if that entry lies behind its end; else 0. A gateway of an earlier build does not tell. */
    readonly pastEndOf?: number;
  } | null;
}

export interface ShowSnapshot {
  readonly atMs: number;
  readonly showId: string;
  readonly rehearsal: boolean;
  readonly scene: Scene;
  readonly pace: PaceName;
  readonly failback: boolean;
  readonly rooms: readonly RoomHealth[];
  readonly cables: readonly CableHealth[];
  /** See encodeShards. */
  readonly shards: string;
  readonly leader: RoomIndex | null;
  readonly term: number;
  readonly quorum: {
    readonly needed: number;
    readonly answering: number;
    /** Other gateways were heard since this one was started: they may hear rooms that it does not. */
    readonly othersMayHear?: true;
  };
  readonly people: {
    /** Accounts of people, and phones that are here now; synthetic attendees are in neither. */
    readonly joined: number;
    readonly online: number;
    /**
     * Phones that have told what they keep and have verified, of all that are here or were a moment ago at a gateway that is
     * gone. While the first is smaller what is added up of phones is not complete.
     */
    readonly heard: { readonly phones: number; readonly of: number };
    /** Accounts of synthetic attendees. */
    readonly synthetic: number;
    readonly hidden: boolean;
  };
  readonly funds:
    | (FundsTotals & {
        readonly differenceCents: Cents;
        readonly asOf: LogIndex;
        /** Since it was told, ms, where no room answers any more. */
        readonly ageMs?: number;
      })
    | null;
  readonly copies: CopiesView;
  readonly traffic: TrafficTotals;
  readonly incident: IncidentView | null;
  /** Of `incident`; null while it goes on, and where this gateway did not see that payment. */
  readonly lastNeeded: LastNeeded | null;
  readonly verification: AudienceVerification | null;
  /** Payments that were under way when the last incident began, as far as phones have told; null where that is not known of all gateways. */
  readonly inFlight?: InFlightTotals | null;
  /** As the presenter has set it. Whoever cut cables before setting any has left the lobby as well: then it is `live`. */
  readonly act: (typeof acts)[number];
  readonly cue: { readonly on: boolean; readonly amountCents: Cents; readonly tapped: number };
  readonly blank: boolean;
  /** Whoever has no account yet may open one. */
  readonly doorsOpen: boolean;
  /** What the presenter has chosen for the stage's screens. */
  readonly stage: {
    readonly languages: (typeof stageLanguageChoices)[number];
    readonly view: (typeof stageViews)[number];
    /** The entry that set the view, 0 where nobody ever has; null while that is not in the log. An earlier build does not say. */
    readonly viewSetAt?: number | null;
    readonly sound: boolean;
  };
}

/** Sent once at the connection: what does not change during a show. */
export interface ShowDescription {
  readonly showId: string;
  readonly topology: Topology;
  readonly joinUrl: string;
  /** The join QR as a path of an SVG of `size` modules: black modules only. */
  readonly joinQr: { readonly size: number; readonly path: string };
  readonly wifi: {
    readonly ssid: string;
    readonly qr: { readonly size: number; readonly path: string };
  } | null;
  readonly rehearsal: boolean;
  /** Of the key that signs the show's report, 20 hex digits; a show without such a key has none. */
  readonly keyFingerprint?: string;
  /** The report's page at the show's own address, which nobody has signed. */
  readonly report?: {
    readonly url: string;
    readonly qr: { readonly size: number; readonly path: string };
  };
  /** There is no fabric: cables are cut by hand, at the plug, and nowhere else. */
  readonly realCables?: true;
}
