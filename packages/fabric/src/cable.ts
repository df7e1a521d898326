import type { CableId } from "@cablecut/protocol";
import type { CableStatus, Direction, Fault } from "./control-messages.ts";

/** One direction of a cable. */
export interface Lane {
  silent: boolean;
  /** When the last byte that was accepted will have left, under a bandwidth limit; monotonic ms. */
  busyUntilMs: number;
  /** Delivered since the start. */
  bytes: number;
}

/** What is wrong with a cable, as it is saved. */
export type CableFaults = Pick<
  CableStatus,
  "silence" | "delayMs" | "jitterMs" | "lossRate" | "bytesPerSecond"
>;

export const wholeCable: CableFaults = {
  silence: { toward: false, from: false },
  delayMs: 0,
  jitterMs: 0,
  lossRate: 0,
  bytesPerSecond: null,
};

/** What a cable needs to know of a connection that crosses it. */
export interface Crosser {
  /** The state of a cable that it crosses has changed. */
  cableChanged(): void;
  reset(): void;
}

/** One of the cables of a room, with its two directions as seen from the room. */
export class Cable {
  readonly id: CableId;
  readonly room: string;
  readonly city: string;
  readonly toward: Lane = { silent: false, busyUntilMs: 0, bytes: 0 };
  readonly from: Lane = { silent: false, busyUntilMs: 0, bytes: 0 };
  readonly crossers = new Set<Crosser>();
  delayMs = 0;
  jitterMs = 0;
  lossRate = 0;
  bytesPerSecond: number | null = null;

  constructor(id: CableId, room: string, city: string) {
    this.id = id;
    this.room = room;
    this.city = city;
  }

  /** Both ways: over a cable that is dead in one direction no TCP connection lives. */
  get carries(): boolean {
    return !this.toward.silent && !this.from.silent;
  }

  /** Neither delays, nor loses, nor limits. */
  get plain(): boolean {
    const delays = this.delayMs > 0 || this.jitterMs > 0;
    return !delays && this.lossRate === 0 && this.bytesPerSecond === null;
  }

  get faults(): CableFaults {
    const { delayMs, jitterMs, lossRate, bytesPerSecond } = this;
    const silence = { toward: this.toward.silent, from: this.from.silent };
    return { silence, delayMs, jitterMs, lossRate, bytesPerSecond };
  }

  /** Adds silence. False if it was there already. */
  cut(direction: Direction): boolean {
    const toward = this.toward.silent || direction !== "from";
    const from = this.from.silent || direction !== "toward";
    if (toward === this.toward.silent && from === this.from.silent) return false;
    this.toward.silent = toward;
    this.from.silent = from;
    this.#tell();
    return true;
  }

  /** Takes away silence; other faults stay. False if there was none. */
  restore(): boolean {
    if (this.carries) return false;
    this.toward.silent = false;
    this.from.silent = false;
    this.#tell();
    return true;
  }

  /** Sets or takes away one fault. A reset happens once and stays nowhere. */
  apply(fault: Fault): void {
    switch (fault.kind) {
      case "delay":
        this.delayMs = fault.delayMs;
        this.jitterMs = fault.jitterMs;
        break;
      case "loss":
        this.lossRate = fault.rate;
        break;
      case "bandwidth":
        this.bytesPerSecond = fault.bytesPerSecond;
        this.toward.busyUntilMs = 0;
        this.from.busyUntilMs = 0;
        break;
      case "reset":
        for (const crosser of this.crossers) crosser.reset();
        return;
    }
    this.#tell();
  }

  /** The whole state at once: after a restart, or to take everything away. */
  become(faults: CableFaults): void {
    this.toward.silent = faults.silence.toward;
    this.from.silent = faults.silence.from;
    this.delayMs = faults.delayMs;
    this.jitterMs = faults.jitterMs;
    this.lossRate = faults.lossRate;
    this.bytesPerSecond = faults.bytesPerSecond;
    this.toward.busyUntilMs = 0;
    this.from.busyUntilMs = 0;
    this.#tell();
  }

  /** What the cable knows of itself. */
  status(): Omit<CableStatus, "cutAhead"> {
    return {
      id: this.id,
      room: this.room,
      city: this.city,
      carries: this.carries,
      ...this.faults,
      bytesToward: this.toward.bytes,
      bytesFrom: this.from.bytes,
      connections: this.crossers.size,
    };
  }

  #tell(): void {
    for (const crosser of this.crossers) crosser.cableChanged();
  }
}
