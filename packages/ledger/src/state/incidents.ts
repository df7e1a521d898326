/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: shards are below the count of the topology (the rules refuse others), which is the length of every column
   here; a source is one of `measureSources`, a snapshot's included; an incident that ends has hit a shard. */
import {
  asLogIndex,
  asShardId,
  measuredMsMax,
  measureSources,
  type LoggedIncident,
  type MeasureSource,
  type PaceName,
} from "@cablecut/protocol";
import { PastIncidents, roomsOfBits } from "./past-incidents.ts";
import type { WordSink, WordSource } from "../format/word-stream.ts";

const movedFlag = 1;
const byPersonFlag = 2;

/**
 * The present incident, or the last one: which shards were hit, settled and are back, by entries of the log (SPEC.md, I).
 * Invariants: a shard of it is in one of the states unsettled (exactly while it is switching), awaiting and back; it is
 * open while a shard is in one of the first two. Untouched in format 1.
 */
export class Incidents {
  number = 0;
  /** A bit per room whose suspicion hit a shard. */
  roomBits = 0;
  /** 0 while it is open. */
  endedAt = 0;
  /** Per shard an entry, 0 where that has not happened (again). */
  readonly hitAt: Float64Array;
  readonly settledAt: Float64Array;
  readonly backAt: Float64Array;
  readonly #flags: Uint8Array;
  readonly #people: Uint32Array;
  /** Milliseconds + 1; 0 where that shard was not measured. */
  readonly #measured: Uint32Array;
  measuredAt = 0;
  #measureSource = 0;
  #durationMs = 0;
  readonly past = new PastIncidents();

  /** Hit shards that are not back. */
  openCount = 0;
  /** Of those, the settled ones: the next payment out of them brings them back. */
  awaitingCount = 0;
  /** 1 per awaiting shard. */
  readonly awaiting: Uint8Array;
  /** Shards that came back since this was emptied last. Not part of the state. */
  readonly cameBack: Uint16Array;
  cameBackCount = 0;

  constructor(shards: number) {
    this.hitAt = new Float64Array(shards);
    this.settledAt = new Float64Array(shards);
    this.backAt = new Float64Array(shards);
    this.#flags = new Uint8Array(shards);
    this.#people = new Uint32Array(shards);
    this.#measured = new Uint32Array(shards);
    this.awaiting = new Uint8Array(shards);
    this.cameBack = new Uint16Array(shards);
  }

  get isOpen(): boolean {
    return this.openCount > 0;
  }

  /** A new incident takes the place of the last one, which has ended. */
  begin(number: number): void {
    this.number = number;
    this.roomBits = 0;
    this.endedAt = 0;
    this.measuredAt = 0;
    this.#measureSource = 0;
    this.#durationMs = 0;
    for (const array of [this.hitAt, this.settledAt, this.backAt]) array.fill(0);
    for (const array of [this.#flags, this.#people, this.#measured]) array.fill(0);
  }

  /** The shard switches from `entry` on; the first hit in an incident stays, with the accounts of people at it. */
  hit(shard: number, people: number, entry: number): void {
    if (this.hitAt[shard] === 0) {
      this.hitAt[shard] = entry;
      this.#people[shard] = people;
      this.openCount += 1;
    } else if (this.backAt[shard]! > 0) {
      this.openCount += 1;
    }
    this.settledAt[shard] = 0;
    this.backAt[shard] = 0;
    this.#flags[shard]! &= ~byPersonFlag;
    this.#expect(shard, 0);
  }

  /** The shard has an owner that serves it again. */
  settle(shard: number, moved: boolean, entry: number): void {
    this.settledAt[shard] = entry;
    if (moved) this.#flags[shard]! |= movedFlag;
    this.#expect(shard, 1);
  }

  /** A booked payment out of an awaiting shard. The entry that settled it does not count: it must be behind that. */
  paid(shard: number, byPerson: boolean, entry: number): void {
    if (this.settledAt[shard]! >= entry) return;
    this.backAt[shard] = entry;
    if (byPerson) this.#flags[shard]! |= byPersonFlag;
    this.#expect(shard, 0);
    this.openCount -= 1;
    this.cameBack[this.cameBackCount] = shard;
    this.cameBackCount += 1;
  }

  #expect(shard: number, awaiting: 0 | 1): void {
    this.awaitingCount += awaiting - this.awaiting[shard]!;
    this.awaiting[shard] = awaiting;
  }

  wasBackByPerson(shard: number): boolean {
    return (this.#flags[shard]! & byPersonFlag) !== 0;
  }

  end(pace: PaceName, entry: number): void {
    this.endedAt = entry;
    const { number, rooms, shards } = this.view()!;
    this.past.add({
      number,
      rooms,
      shardsHit: shards.length,
      shardsMoved: shards.filter((shard) => shard.moved).length,
      peopleHit: shards.reduce((sum, shard) => sum + shard.people, 0),
      firstHitAt: asLogIndex(Math.min(...shards.map((shard) => shard.hitAt))),
      endedAt: asLogIndex(entry),
      pace,
      measured: null,
    });
  }

  measure(source: MeasureSource, durationMs: number, entry: number): void {
    this.measuredAt = entry;
    this.#measureSource = measureSources.indexOf(source);
    this.#durationMs = durationMs;
    this.past.measure({ source, durationMs });
  }

  /** False where the shard was measured before. */
  measureShard(shard: number, ms: number): boolean {
    if (this.#measured[shard] !== 0) return false;
    this.#measured[shard] = ms + 1;
    return true;
  }

  /** Null where no shard was hit, which is before the first incident. */
  view(): LoggedIncident | null {
    const shards = [...this.hitAt.keys()].filter((shard) => this.hitAt[shard]! > 0);
    if (shards.length === 0) return null;
    return {
      number: this.number,
      rooms: roomsOfBits(this.roomBits),
      endedAt: asLogIndex(this.endedAt),
      shards: shards.map((shard) => ({
        shard: asShardId(shard),
        hitAt: asLogIndex(this.hitAt[shard]!),
        settledAt: asLogIndex(this.settledAt[shard]!),
        backAt: asLogIndex(this.backAt[shard]!),
        moved: (this.#flags[shard]! & movedFlag) !== 0,
        byPerson: this.wasBackByPerson(shard),
        people: this.#people[shard]!,
        measuredMs: this.#measured[shard] === 0 ? null : this.#measured[shard]! - 1,
      })),
      measured:
        this.measuredAt === 0
          ? null
          : {
              at: asLogIndex(this.measuredAt),
              source: measureSources[this.#measureSource]!,
              durationMs: this.#durationMs,
            },
    };
  }

  save(sink: WordSink): void {
    sink.word(this.number);
    sink.word(this.roomBits);
    sink.double(this.endedAt);
    sink.double(this.measuredAt);
    sink.word(this.#measureSource);
    sink.word(this.#durationMs);
    for (let shard = 0; shard < this.hitAt.length; shard++) {
      sink.double(this.hitAt[shard]!);
      sink.double(this.settledAt[shard]!);
      sink.double(this.backAt[shard]!);
      sink.word(this.#flags[shard]!);
      sink.word(this.#people[shard]!);
      sink.word(this.#measured[shard]!);
    }
    this.past.save(sink);
  }

  /** False where what was saved cannot be. */
  load(source: WordSource, rooms: number): boolean {
    this.number = source.word();
    this.roomBits = source.word();
    this.endedAt = source.double();
    this.measuredAt = source.double();
    this.#measureSource = source.word();
    this.#durationMs = source.word();
    if (this.roomBits >>> rooms !== 0) return false;
    if (this.#measureSource >= measureSources.length) return false;
    for (let shard = 0; shard < this.hitAt.length; shard++) {
      this.hitAt[shard] = source.double();
      this.settledAt[shard] = source.double();
      this.backAt[shard] = source.double();
      const flags = source.word();
      this.#flags[shard] = flags;
      this.#people[shard] = source.word();
      this.#measured[shard] = source.word();
      if (flags > (movedFlag | byPersonFlag) || this.#measured[shard]! > measuredMsMax + 1) {
        return false;
      }
      const open = this.hitAt[shard]! > 0 && this.backAt[shard] === 0;
      if (open) this.openCount += 1;
      this.#expect(shard, open && this.settledAt[shard]! > 0 ? 1 : 0);
    }
    return this.past.load(source, rooms);
  }
}
