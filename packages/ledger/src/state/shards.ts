/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: shards are below `count` (the rules refuse others), which is the length of every column here. */
import {
  asEpoch,
  asShardId,
  homeRoomOf,
  shardCountOf,
  type Epoch,
  type Topology,
} from "@cablecut/protocol";
import type { WordSink, WordSource } from "../format/word-stream.ts";

/**
 * Which room owns which shard, under which epoch. Invariants: a shard is switching exactly while its owner is suspected;
 * an epoch has one owner and never comes back.
 */
export class Shards {
  readonly count: number;
  readonly owners: Uint8Array;
  readonly epochs: Uint32Array;
  /** 1 while switching. */
  readonly switching: Uint8Array;
  switchingCount = 0;
  /** Accounts per shard that were opened: of people and of synthetic attendees, without the house. */
  readonly opened: Uint32Array;
  /** Changes whenever owner, epoch or status of a shard does. Not part of the state. */
  version = 0;

  constructor(topology: Topology) {
    this.count = shardCountOf(topology);
    this.owners = Uint8Array.from({ length: this.count }, (_, shard) =>
      homeRoomOf(topology, asShardId(shard)),
    );
    this.epochs = new Uint32Array(this.count).fill(1);
    this.switching = new Uint8Array(this.count);
    this.opened = new Uint32Array(this.count);
  }

  /** How many began to switch. */
  suspend(owner: number): number {
    return this.#turn(owner, 1);
  }

  /** How many serve again. */
  resume(owner: number): number {
    return this.#turn(owner, 0);
  }

  /** The new owner serves at once: it has applied the same log. */
  move(shard: number, to: number): void {
    if (this.switching[shard] === 1) this.switchingCount -= 1;
    this.switching[shard] = 0;
    this.owners[shard] = to;
    this.epochs[shard]! += 1;
    this.version += 1;
  }

  ownerOf(shard: number): number {
    return this.owners[shard]!;
  }

  epochOf(shard: number): Epoch {
    return asEpoch(this.epochs[shard]!);
  }

  openedIn(shard: number): number {
    return this.opened[shard]!;
  }

  accountOpened(shard: number): void {
    this.opened[shard]! += 1;
  }

  #turn(owner: number, switching: 0 | 1): number {
    let turned = 0;
    for (let shard = 0; shard < this.count; shard++) {
      if (this.owners[shard] !== owner || this.switching[shard] === switching) continue;
      this.switching[shard] = switching;
      turned += 1;
    }
    this.switchingCount += switching === 1 ? turned : -turned;
    this.version += 1;
    return turned;
  }

  save(sink: WordSink): void {
    for (let shard = 0; shard < this.count; shard++) {
      sink.word(this.owners[shard]! | (this.switching[shard]! << 8));
      sink.word(this.epochs[shard]!);
      sink.word(this.opened[shard]!);
    }
  }

  load(source: WordSource, rooms: number): boolean {
    this.switchingCount = 0;
    for (let shard = 0; shard < this.count; shard++) {
      const word = source.word();
      if ((word & 0xff) >= rooms || word >>> 8 > 1) return false;
      this.owners[shard] = word & 0xff;
      this.switching[shard] = word >>> 8;
      this.switchingCount += word >>> 8;
      this.epochs[shard] = source.word();
      this.opened[shard] = source.word();
    }
    this.version += 1;
    return true;
  }
}
