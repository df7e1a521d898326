import { FabricClient } from "@cablecut/fabric";
import { shardAt, type FeedItem, type LogEvent, type RoomIndex } from "@cablecut/protocol";
import { FeedRecord } from "../../client/feed-record.ts";
import { nowMs, RoomLine } from "../../client/room-line.ts";
import type { RunningShow } from "./running-show.ts";

const checkMs = 20;

/**
 * The onlooker's own figure, ms: not more exact than it knows the moment of the cut, and than it was run itself. What it
 * reads after a pause may have lain there since.
 */
export interface Seen {
  readonly atLeastMs: number;
  readonly atMostMs: number;
}

interface LostShard {
  movedAt: number | null;
  back: { readonly sinceMs: number; readonly readMs: number } | null;
}

/**
 * An onlooker outside the gateway, with lines of its own to fabric and rooms and with its own clock: it makes the cut, and
 * sees in the rooms' feeds when an account of each lost shard has paid again behind its move. It reads nothing of what the
 * log calls an incident.
 */
export class Witness {
  readonly #fabric: FabricClient;
  readonly #line: RoomLine;
  readonly #feeds: FeedRecord;
  readonly #checks: NodeJS.Timeout;
  readonly #lost = new Map<number, LostShard>();
  /** The last two turns of reading. */
  #turnsMs: readonly [number, number] = [nowMs(), nowMs()];
  /** The first room was cut off between these two. */
  #cut: { readonly askedMs: number; readonly answeredMs: number } | null = null;

  constructor(show: RunningShow) {
    this.#fabric = new FabricClient(show.fabric);
    this.#line = new RoomLine({
      id: "witness",
      showId: show.showId,
      linkSecret: show.linkSecret,
      topology: show.topology,
      dials: show.dials,
      owner: { feed: (room, push) => this.#feeds.push(room, push) },
    });
    this.#feeds = new FeedRecord(this.#line, (what) => {
      throw new Error(what);
    });
    this.#feeds.onNews = ({ events, items }) => {
      for (const event of events) this.#event(event);
      for (const item of items) this.#booked(item);
    };
    this.#checks = setInterval(() => {
      this.#turnsMs = [this.#turnsMs[1], nowMs()];
      this.#feeds.check();
    }, checkMs);
  }

  /** Every room answers and is caught up. */
  get seesEverything(): boolean {
    return this.#line.statuses.every(
      (status) => status?.ready === true && this.#line.isAnswering(status.room),
    );
  }

  /** Cuts these rooms' cables one after the other, first all of plane A; from its last cable on a room is cut off. */
  async cut(rooms: readonly RoomIndex[], intervalMs: number): Promise<void> {
    const status = this.#line.furthest();
    if (status === null) throw new Error("no room answers");
    for (let shard = 0; shard < status.epochs.length; shard += 1) {
      const owner = shardAt(status.shards, shard)?.owner;
      if (owner !== undefined && rooms.includes(owner))
        this.#lost.set(shard, { movedAt: null, back: null });
    }
    const ids = rooms.map((room) => this.#line.topology.rooms[room]!.id);
    const cables = ["A", "B"].flatMap((name) => ids.map((id) => `${id}/${name}`));
    const begunMs = nowMs();
    for (const [position, cable] of cables.entries()) {
      await new Promise((done) => setTimeout(done, begunMs + position * intervalMs - nowMs()));
      const askedMs = nowMs();
      const answer = await this.#fabric.cut({ targets: [cable] });
      if (!answer.ok) throw new Error(`the fabric did not cut ${cable}: ${answer.message}`);
      if (cable === `${ids[0]}/B`) this.#cut = { askedMs, answeredMs: nowMs() };
    }
  }

  /** Since the first room was cut off, ms. */
  get sinceCutMs(): number {
    if (this.#cut === null) throw new Error("nothing was cut");
    return nowMs() - this.#cut.askedMs;
  }

  /** From the cut until the last lost shard had paid again; null before that. */
  get seen(): Seen | null {
    const back = [...this.#lost.values()].flatMap((shard) => shard.back ?? []);
    if (this.#cut === null || back.length < this.#lost.size) return null;
    const { askedMs, answeredMs } = this.#cut;
    return {
      atLeastMs: Math.max(...back.map(({ sinceMs }) => sinceMs)) - answeredMs,
      atMostMs: Math.max(...back.map(({ readMs }) => readMs)) - askedMs,
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#checks);
    await this.#line.close();
  }

  #event(event: LogEvent): void {
    if (event.kind !== "shard-moved" || event.reason !== "failover") return;
    const lost = this.#lost.get(event.shard);
    if (lost !== undefined) lost.movedAt ??= event.index;
  }

  /** Only canaries pay here, and whose canary an account is follows from its number. */
  #booked({ payer, index }: FeedItem): void {
    const lost = this.#lost.get(Math.floor(payer / 2));
    if (lost === undefined || lost.movedAt === null || index <= lost.movedAt) return;
    lost.back ??= { sinceMs: this.#turnsMs[0], readMs: nowMs() };
  }
}
