import type { LedgerResult } from "@cablecut/protocol";

/**
 * The rules on incidents a second time (SPEC.md, I): a trail of what happened to each shard, from which everything else is
 * derived whenever it is asked for.
 */

type Happening =
  | {
      readonly what: "hit";
      readonly shard: number;
      readonly index: number;
      readonly people: number;
    }
  | {
      readonly what: "settled";
      readonly shard: number;
      readonly index: number;
      readonly moved: boolean;
    }
  | {
      readonly what: "paid";
      readonly shard: number;
      readonly index: number;
      readonly person: boolean;
    };

interface NaiveIncident {
  readonly number: number;
  readonly rooms: Set<number>;
  readonly trail: Happening[];
  readonly shardMs: Map<number, number>;
  endedAt: number;
  pace: string;
  measured: { at: number; source: string; durationMs: number } | null;
}

interface ShardStory {
  readonly hits: readonly Extract<Happening, { what: "hit" }>[];
  readonly settled: Happening | undefined;
  readonly back: Extract<Happening, { what: "paid" }> | undefined;
  readonly moved: boolean;
}

export class NaiveIncidents {
  /** What the number was when incidents came into force. */
  base = 0;
  readonly all: NaiveIncident[] = [];
  /** Of the present payload: what the last measurement came to, and how many shards it still has. */
  #measurement: { result: LedgerResult; left: number } = { result: "applied", left: 0 };

  get number(): number {
    return this.all.at(-1)?.number ?? this.base;
  }

  get open(): NaiveIncident | null {
    const last = this.all.at(-1);
    return last === undefined || last.endedAt > 0 ? null : last;
  }

  begin(number: number): NaiveIncident {
    const fresh: NaiveIncident = {
      number,
      rooms: new Set(),
      trail: [],
      shardMs: new Map(),
      endedAt: 0,
      pace: "",
      measured: null,
    };
    this.all.push(fresh);
    return fresh;
  }

  /** A suspicion of the room that owns these shards; answers what `room-suspected` tells. */
  suspected(
    room: number,
    shards: readonly { shard: number; people: number }[],
    index: number,
  ): number {
    if (this.open === null && shards.length === 0) return 0;
    const incident = this.open ?? this.begin(this.number + 1);
    if (shards.length > 0) incident.rooms.add(room);
    for (const { shard, people } of shards)
      incident.trail.push({ what: "hit", shard, index, people });
    return incident.number;
  }

  settled(shard: number, moved: boolean, index: number): void {
    this.open?.trail.push({ what: "settled", shard, index, moved });
  }

  nextPayload(): void {
    this.#measurement = { result: "applied", left: 0 };
  }

  measure(
    command: { incident: number; source: string; durationMs: number; shards: number },
    index: number,
  ): LedgerResult {
    const result = this.#measure(command, index);
    this.#measurement = { result, left: command.shards };
    return result;
  }

  #measure(
    { incident, source, durationMs }: { incident: number; source: string; durationMs: number },
    index: number,
  ): LedgerResult {
    const last = this.all.at(-1);
    if (last === undefined || last.number !== incident) return "unknown-incident";
    if (this.open !== null) return "incident-open";
    if (last.measured !== null) return "already-measured";
    last.measured = { at: index, source, durationMs };
    return "applied";
  }

  measureShard(shard: number, ms: number): LedgerResult {
    if (this.#measurement.left === 0) return "unknown-incident";
    this.#measurement.left -= 1;
    if (this.#measurement.result !== "applied") return this.#measurement.result;
    const last = this.all.at(-1)!;
    if (!this.shardsOf(last).includes(shard)) return "unknown-shard";
    if (last.shardMs.has(shard)) return "already-measured";
    last.shardMs.set(shard, ms);
    return "applied";
  }

  /** A booked transfer; answers the events that it brings about. */
  paid(shard: number, person: boolean, index: number, pace: string): readonly string[] {
    const { open } = this;
    if (open === null) return [];
    const before = this.story(open, shard);
    open.trail.push({ what: "paid", shard, index, person });
    const { back } = this.story(open, shard);
    if (before.hits.length === 0 || before.back !== undefined || back === undefined) return [];
    const events = [`shard-back ${shard} ${open.number} ${String(person)}`];
    if (this.shardsOf(open).every((hit) => this.story(open, hit).back !== undefined)) {
      open.endedAt = index;
      open.pace = pace;
      events.push(`incident-ended ${open.number}`);
    }
    return events;
  }

  /** Hit shards, ascending. */
  shardsOf(incident: NaiveIncident): readonly number[] {
    const hit = incident.trail.filter(({ what }) => what === "hit").map(({ shard }) => shard);
    return [...new Set(hit)].sort((one, two) => one - two);
  }

  story(incident: NaiveIncident, shard: number): ShardStory {
    const own = incident.trail.filter((each) => each.shard === shard);
    const hits = own.filter((each) => each.what === "hit");
    const afterHit = own.slice(own.findLastIndex((each) => each.what === "hit") + 1);
    const settledPlace = afterHit.findIndex((each) => each.what === "settled");
    const settled = settledPlace < 0 ? undefined : afterHit[settledPlace];
    const back =
      settled &&
      afterHit
        .slice(settledPlace)
        .filter((each) => each.what === "paid")
        .find((each) => each.index > settled.index);
    return {
      hits,
      settled,
      back,
      moved: own.some((each) => each.what === "settled" && each.moved),
    };
  }

  /** As the ledger tells it. */
  view(): unknown {
    const incident = this.all.at(-1);
    if (incident === undefined) return null;
    return {
      number: incident.number,
      rooms: [...incident.rooms].sort((one, two) => one - two),
      endedAt: incident.endedAt,
      shards: this.shardsOf(incident).map((shard) => {
        const { hits, settled, back, moved } = this.story(incident, shard);
        return {
          shard,
          hitAt: hits[0]!.index,
          settledAt: settled?.index ?? 0,
          backAt: back?.index ?? 0,
          moved,
          byPerson: back?.person ?? false,
          people: hits[0]!.people,
          measuredMs: incident.shardMs.get(shard) ?? null,
        };
      }),
      measured: incident.measured,
    };
  }

  past(): unknown {
    const ended = this.all.filter((incident) => incident.endedAt > 0).slice(-64);
    return ended.map((incident) => {
      const shards = this.shardsOf(incident).map((shard) => this.story(incident, shard));
      const { measured } = incident;
      return {
        number: incident.number,
        rooms: [...incident.rooms].sort((one, two) => one - two),
        shardsHit: shards.length,
        shardsMoved: shards.filter(({ moved }) => moved).length,
        peopleHit: shards.reduce((sum, { hits }) => sum + hits[0]!.people, 0),
        firstHitAt: incident.trail[0]!.index,
        endedAt: incident.endedAt,
        pace: incident.pace,
        measured: measured && { source: measured.source, durationMs: measured.durationMs },
      };
    });
  }
}
