import type {
  CableId,
  CrowdState,
  CrowdWish,
  FabricRefusal,
  RoomStop,
  GatewayToPhone,
  GatewayToPresenter,
  GatewayToStage,
  HallCheck,
  Impairment,
  LinkReport,
  ResetRefusal,
  RoomIndex,
  ShowDescription,
  Topology,
  VenueCheck,
} from "@cablecut/protocol";

/** What a gateway needs from the outside. It has no clock, no socket and no file of its own. */
export interface GatewayPorts {
  /** Monotonic milliseconds of this machine, which the fabric stamps its events with as well. */
  nowMs(): number;
  /** Wall clock, ms. Only told to people; nothing is decided by it. */
  wallMs(): number;
  /** Runs a task once, after this many milliseconds; the result calls it off. */
  after(ms: number, task: () => void): () => void;
  /** Runs soon, after what the present turn of the event loop still brings. */
  defer(task: () => void): void;
  /** At least 0, below 1. */
  random(): number;
  /** 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** HMAC-SHA256 under a key that only the show's gateways know, 64 hex digits. */
  seal(text: string): string;
  encodeText(text: string): Uint8Array;
  decodeText(bytes: Uint8Array): string;
  /** Queues one message to a room. False where the room cannot be reached or its queue is full: then it is dropped. */
  toRoom(room: RoomIndex, bytes: Uint8Array): boolean;
  readonly people: PeoplePorts;
  /** Null where there is no fabric, only real cables. */
  readonly fabric: FabricPort | null;
  /** What this gateway's ways to the rooms are like, where they run over real cables. */
  links?(): readonly LinkReport[];
  /** Null where the show's programs were started by hand. */
  readonly supervisor: SupervisorPort | null;
  /** What is known of the place where the show runs; asked a few times a second. */
  venue(): readonly VenueCheck[];
  /** The part of it that the phones and screens here tell, for the other gateways; asked a few times a second. */
  hall(): readonly HallCheck[];
  /** For the log of the process. */
  notice(notice: GatewayNotice): void;
}

/** One message of an event map: its name and what goes with it. */
type Push<Events> = <Name extends keyof Events>(
  name: Name,
  ...values: Events[Name] extends (...values: infer Values) => void ? Values : never
) => void;
type PushToOne<Events> = <Name extends keyof Events>(
  connection: ConnectionId,
  name: Name,
  ...values: Events[Name] extends (...values: infer Values) => void ? Values : never
) => void;

/** Of one browser's connection to this process; never used again after it ended. */
export type ConnectionId = string;

/** Telling people something unasked. Whoever has gone meanwhile is not told. */
export interface PeoplePorts {
  readonly toPhone: PushToOne<GatewayToPhone>;
  readonly toAllPhones: Push<GatewayToPhone>;
  readonly toStage: PushToOne<GatewayToStage>;
  readonly toAllStages: Push<GatewayToStage>;
  readonly toConsole: PushToOne<GatewayToPresenter>;
  /** Consoles that have logged in. */
  readonly toAllConsoles: Push<GatewayToPresenter>;
  /** Pages that are told what the stage shows, the consoles' mirrors and strangers' included. */
  stageCount(): number;
  /** Of these the screens that an audience sees; strangers' only where there is no other. */
  screenCount(): number;
  /** Of these the show's own. */
  knownScreenCount(): number;
  consoleCount(): number;
}

/** The state of one cable, as the fabric knows it. */
export interface CableState {
  readonly id: CableId;
  /** Carries bytes both ways. */
  readonly carries: boolean;
  /** A cut that goes on, whoever ordered it, is still to take it. */
  readonly cutAhead: boolean;
  readonly silence: Silence;
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly lossRate: number;
  readonly bytesPerSecond: number | null;
}

/** Seen from the room at the end of the cable: what comes toward it, what comes from it. */
export interface Silence {
  readonly toward: boolean;
  readonly from: boolean;
}

/** `atMs` on the clock of `GatewayPorts.nowMs`, `wallMs` on the wall clock. */
interface Moment {
  /** Null where nobody can say how long ago it was: the clock that it was taken from has begun anew since. */
  readonly atMs: number | null;
  readonly wallMs: number;
}

export type CableFault =
  | { readonly kind: "delay"; readonly delayMs: number; readonly jitterMs: number }
  | { readonly kind: "loss"; readonly rate: number }
  | { readonly kind: "bandwidth"; readonly bytesPerSecond: number | null }
  | { readonly kind: "reset" };

/** What the fabric tells of its cables. It may tell of an event twice: of what was before, whenever it is reached again. */
export type CableEvent = Moment &
  (
    | { readonly kind: "cable-cut"; readonly cable: CableId; readonly silence: Silence }
    | { readonly kind: "cable-restored"; readonly cable: CableId }
    | { readonly kind: "cable-fault"; readonly cable: CableId; readonly fault: CableFault }
    /** The room has lost its last cable: none carries both ways. */
    | { readonly kind: "room-dark"; readonly room: string }
    | { readonly kind: "room-lit"; readonly room: string }
  );

/** What became of a change of cables. */
export type FabricEnd =
  /** `saved`: false where the fabric would not know of it after a restart, since its disk has not taken it. */
  | { readonly kind: "made"; readonly saved: boolean }
  /** It answered, and changed nothing. */
  | { readonly kind: "not-made"; readonly why: FabricRefusal }
  /** It did not even say how its cables are: nothing was asked of it. */
  | { readonly kind: "not-asked" }
  /** No answer: it may have been made. */
  | { readonly kind: "unknown" };

/** Asking the fabric. Every question is answered within seconds; null: it did not answer, or refused. */
export interface FabricPort {
  /** `behind`: its disk has not taken the last changes, and it would not know of them after a restart. */
  status(done: (cables: readonly CableState[] | null, behind?: boolean) => void): void;
  cut(targets: readonly string[], intervalMs: number, done: (end: FabricEnd) => void): void;
  restore(targets: readonly string[], done: (end: FabricEnd) => void): void;
  restoreEverything(done: (end: FabricEnd) => void): void;
  impair(targets: readonly string[], impairment: Impairment, done: (end: FabricEnd) => void): void;
}

/** Whoever starts and stops the show's programs on this machine. */
export interface SupervisorPort {
  /** What the synthetic crowd does now; null before the supervisor has told, and where it takes no orders. */
  crowd(): CrowdState | null;
  runCrowd(wish: CrowdWish): void;
  /** Rooms that do not run, and why. */
  roomStops(): readonly RoomStop[];
  /** Ends the show and begins another: no answer comes where it does. */
  reset(done: (refusal: ResetRefusal | "unknown") => void): void;
}

export type GatewayNotice =
  /** A defect in this process, not in what anybody sent: told, and survived where possible. */
  | { readonly kind: "defect"; readonly error: unknown }
  /** This process was not run for so long; it judges nobody by that time. */
  | { readonly kind: "slept"; readonly ms: number };

export interface GatewayOptions {
  readonly topology: Topology;
  /** Among the show's gateways nobody else's, the same at every start. */
  readonly id: string;
  /** Random per process start. */
  readonly boot: number;
  readonly description: ShowDescription;
  /** Wall clock of when the show was started last, ms; null where nobody has told. */
  readonly startedAtMs: number | null;
  /** Cuts that were played to their end before a reset began this show; not given: none. */
  readonly rehearsedBefore?: number;
  readonly ports: GatewayPorts;
}
