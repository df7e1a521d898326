/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: rooms are below `count` (the rules refuse others), which is the length of every column here. */
import type { WordSink, WordSource } from "../format/word-stream.ts";

/** Suspicions within `drainWindowMs` of log time that drain a room. */
export const suspicionsToDrain = 3;
export const drainWindowMs = 60_000;

/** What the log knows of each room's life. Invariants stand beside the fields. */
export class Rooms {
  readonly count: number;
  /** Log index of the last valid heartbeat; 0 before the first. */
  readonly lastHeartbeat: Float64Array;
  /** 1 while a suspicion of its last heartbeat stands. */
  readonly suspected: Uint8Array;
  readonly drained: Uint8Array;
  /**
   * The longest lease in force at any index from the predecessor of the last heartbeat on: whoever sent that heartbeat
   * had applied its predecessor, so it cannot have known an older pace since (SPEC.md, L1).
   */
  readonly leaseMs: Float64Array;
  /** The same from the last heartbeat on: what `leaseMs` becomes with the next one. Never above `leaseMs`. */
  readonly leaseSinceHeartbeatMs: Float64Array;
  /** Log times of the last `suspicionsToDrain` suspicions per room, oldest first; -Infinity where there were fewer. */
  readonly suspicionTimes: Float64Array;
  /** Log time at which the last suspicion was withdrawn. */
  readonly stableSince: Float64Array;
  /** Changes whenever a RoomView does. Not part of the state. */
  version = 0;

  constructor(count: number, leaseMs: number) {
    this.count = count;
    this.lastHeartbeat = new Float64Array(count);
    this.suspected = new Uint8Array(count);
    this.drained = new Uint8Array(count);
    this.leaseMs = new Float64Array(count).fill(leaseMs);
    this.leaseSinceHeartbeatMs = new Float64Array(count).fill(leaseMs);
    this.suspicionTimes = new Float64Array(count * suspicionsToDrain).fill(-Infinity);
    this.stableSince = new Float64Array(count);
  }

  /** `up` in the sense of a target for shards. */
  isUp(room: number): boolean {
    return this.suspected[room] === 0 && this.drained[room] === 0;
  }

  leaseMsOf(room: number): number {
    return this.leaseMs[room]!;
  }

  /** With its next heartbeat the others count on that, and it cannot know when they have applied it. */
  readLeaseMsOf(room: number): number {
    return this.leaseSinceHeartbeatMs[room]!;
  }

  heartbeat(room: number, index: number, leaseMsInForce: number): void {
    this.lastHeartbeat[room] = index;
    this.leaseMs[room] = this.leaseSinceHeartbeatMs[room]!;
    this.leaseSinceHeartbeatMs[room] = leaseMsInForce;
    this.version += 1;
  }

  paceChanged(leaseMs: number): void {
    for (let room = 0; room < this.count; room++) {
      this.leaseMs[room] = Math.max(this.leaseMs[room]!, leaseMs);
      this.leaseSinceHeartbeatMs[room] = Math.max(this.leaseSinceHeartbeatMs[room]!, leaseMs);
    }
    this.version += 1;
  }

  /** Whether this suspicion drained the room. */
  suspect(room: number, logTimeMs: number): boolean {
    this.suspected[room] = 1;
    this.version += 1;
    const first = room * suspicionsToDrain;
    const last = first + suspicionsToDrain - 1;
    this.suspicionTimes.copyWithin(first, first + 1, last + 1);
    this.suspicionTimes[last] = logTimeMs;
    if (this.drained[room] === 1) return false;
    if (logTimeMs - this.suspicionTimes[first]! > drainWindowMs) return false;
    this.drained[room] = 1;
    return true;
  }

  withdraw(room: number, logTimeMs: number): void {
    this.suspected[room] = 0;
    this.stableSince[room] = logTimeMs;
    this.version += 1;
  }

  /** Whether the room, drained so far, has now been stable for long enough. */
  undrain(room: number, logTimeMs: number): boolean {
    if (this.drained[room] === 0 || this.suspected[room] === 1) return false;
    if (logTimeMs - this.stableSince[room]! < drainWindowMs) return false;
    this.drained[room] = 0;
    this.version += 1;
    return true;
  }

  /** How much longer a drained room must be stable, by log time; null where it is not drained. */
  drainedMs(room: number, logTimeMs: number): number | null {
    if (this.drained[room] === 0) return null;
    if (this.suspected[room] === 1) return drainWindowMs;
    return Math.max(0, drainWindowMs - (logTimeMs - this.stableSince[room]!));
  }

  /** Suspicions that stand go on standing, but none of them counts towards draining. Returns the rooms that were drained. */
  forgetSuspicions(): readonly number[] {
    this.suspicionTimes.fill(-Infinity);
    const undrained = [...this.drained.keys()].filter((room) => this.drained[room] === 1);
    this.drained.fill(0);
    if (undrained.length > 0) this.version += 1;
    return undrained;
  }

  save(sink: WordSink): void {
    for (let room = 0; room < this.count; room++) {
      sink.double(this.lastHeartbeat[room]!);
      sink.word(this.suspected[room]! | (this.drained[room]! << 8));
      sink.double(this.leaseMs[room]!);
      sink.double(this.leaseSinceHeartbeatMs[room]!);
      for (let n = 0; n < suspicionsToDrain; n++) {
        sink.double(this.suspicionTimes[room * suspicionsToDrain + n]!);
      }
      sink.double(this.stableSince[room]!);
    }
  }

  load(source: WordSource): void {
    for (let room = 0; room < this.count; room++) {
      this.lastHeartbeat[room] = source.double();
      const flags = source.word();
      this.suspected[room] = flags & 1;
      this.drained[room] = (flags >>> 8) & 1;
      this.leaseMs[room] = source.double();
      this.leaseSinceHeartbeatMs[room] = source.double();
      for (let n = 0; n < suspicionsToDrain; n++) {
        this.suspicionTimes[room * suspicionsToDrain + n] = source.double();
      }
      this.stableSince[room] = source.double();
    }
    this.version += 1;
  }
}
