import type { Applied } from "@cablecut/ledger";
import type { LinkReport, LocalizedText, Pace, Percentiles, Topology } from "@cablecut/protocol";

/** What a room needs from the outside. It has no clock, no socket and no disk of its own. */
export interface RoomPorts {
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Any clock of this machine in whole milliseconds; goes into heartbeats as data. */
  clockMs(): number;
  /** HMAC-SHA256 under the show's receipt key, 32 bytes. */
  mac(text: string): Uint8Array;
  /** Queues one message to a gateway. False where that gateway is gone or its queue is full: then it is dropped. */
  send(gateway: string, message: Uint8Array): boolean;
  /** Runs soon, after what the present turn of the event loop still brings. */
  defer(task: () => void): void;
  /**
   * Ends the process: an entry of the log, or a snapshot of another room, is for a newer build. Nothing of it was applied, and
   * nothing that follows may be.
   */
  halt(reason: LocalizedText): never;
  /** What the ways to the other rooms are like; not given where they run over no cables of their own. */
  links?(): readonly LinkReport[];
  encodeText(text: string): Uint8Array;
  decodeText(bytes: Uint8Array): string;
  /** How long writes to the disk took lately; absent where nobody measures them. */
  diskSyncMs?(): Percentiles | null;
}

/** Keeps what was applied, for whoever checks the show afterwards. Nothing waits for it, and it never fails. */
export interface AppliedArchive {
  /** `applied` is reused after the call, `payload` is not; `chain` is the hash after this entry. */
  applied(applied: Applied, payload: Uint8Array, chain: Uint8Array): void;
  /** The state is that after `index` now, without what came before having been applied here. */
  restored(index: number, chain: Uint8Array): void;
  /** Soon the log may no longer have what was applied. */
  flush(): void;
}

export interface RoomOptions {
  readonly topology: Topology;
  /** Position of this room in the topology. */
  readonly room: number;
  /** Random per process start. */
  readonly boot: number;
  /** The pace before the log says otherwise. */
  readonly pace: Pace;
  readonly ports: RoomPorts;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}
