import { recordKinds, type BatchReader } from "@cablecut/ledger";
import type { LedgerResult, LoggedIncident } from "@cablecut/protocol";
import type { AccountModel } from "./account-model.ts";
import { Violation } from "./violation.ts";

interface ShardStory {
  readonly hitAt: number;
  /** Accounts of people in it then. */
  readonly people: number;
  /** 0 where that has not happened since the last hit. */
  settledAt: number;
  backAt: number;
  moved: boolean;
}

interface Incident {
  readonly number: number;
  readonly rooms: Set<number>;
  readonly shards: Map<number, ShardStory>;
  endedAt: number;
  measuredAt: number;
  measuredMs: number | null;
}

/** An incident as the log had it from one entry on. */
export interface IncidentPicture {
  readonly number: number;
  readonly rooms: readonly number[];
  readonly hit: number;
  readonly moved: number;
  readonly back: number;
  readonly peopleHit: number;
  readonly peopleBack: number;
  readonly hasEnded: boolean;
  readonly measuredMs: number | null;
}

/**
 * What an incident is, once more, from the records of the log and their results: who is suspected, which shards wait for what,
 * and when the last of them has paid. Whatever the ledger tells of its incident is compared with this after every entry.
 */
export class IncidentChecks {
  readonly #model: AccountModel;
  readonly #suspected = new Set<number>();
  #adopted = false;
  /** Before the format was adopted: suspicions while no shard was switching. */
  #numberBefore = 0;
  #incident: Incident | null = null;
  #told = "";
  /** Every picture that there was in turn, with the entry from which on it was the log's. */
  readonly pictures: { readonly index: number; readonly picture: IncidentPicture }[] = [];

  /** `model`: owners of shards as they are when a record is applied. */
  constructor(model: AccountModel) {
    this.#model = model;
  }

  /** Before the model takes the record: it says who owned what. */
  before(index: number, record: BatchReader, result: LedgerResult): void {
    if (record.kind === recordKinds.incidentMeasured) return this.#measured(index, record, result);
    if (result !== "applied") return;
    switch (record.kind) {
      case recordKinds.adoptFormat:
        return this.#adopt(index);
      case recordKinds.suspectRoom:
        return this.#suspect(index, record.room);
      case recordKinds.heartbeat:
        return this.#heard(index, record.room);
      case recordKinds.moveShard:
        return record.reason === "failover" ? this.#moved(index, record.shard) : undefined;
      default:
        return undefined;
    }
  }

  /** A transfer that this very entry booked. */
  booked(index: number, payer: number): void {
    const shard = this.#model.accounts[payer]!.shard;
    const incident = this.#incident;
    const story = incident?.shards.get(shard);
    if (incident === null || story === undefined || story.backAt > 0) return;
    if (story.settledAt === 0 || story.settledAt >= index) return;
    story.backAt = index;
    if ([...incident.shards.values()].every(({ backAt }) => backAt > 0)) incident.endedAt = index;
  }

  /** After each entry. */
  compare(index: number, number: number, told: LoggedIncident | null): void {
    this.#note(index);
    const incident = this.#incident;
    const expected = incident?.number ?? this.#numberBefore;
    if (number !== expected) fail(index, `its number is ${number}, not ${expected}`);
    if (incident === null || told === null) {
      if (incident !== null || told !== null)
        fail(index, `there is ${told === null ? "none" : "one"}`);
      return;
    }
    const { rooms, shards, endedAt, measuredAt } = incident;
    if (told.endedAt !== endedAt) fail(index, `it ended at ${told.endedAt}, not ${endedAt}`);
    if ((told.measured?.at ?? 0) !== measuredAt) fail(index, `it is measured at ${measuredAt}`);
    if (told.rooms.length !== rooms.size || told.rooms.some((room) => !rooms.has(room))) {
      fail(index, `its rooms are ${told.rooms.join(" ")}, not ${[...rooms].join(" ")}`);
    }
    if (told.shards.length !== shards.size) fail(index, `it hit ${told.shards.length} shards`);
    for (const { shard, hitAt, settledAt, backAt, moved } of told.shards) {
      const story = shards.get(shard);
      const same =
        story?.hitAt === hitAt &&
        story.settledAt === settledAt &&
        story.backAt === backAt &&
        story.moved === moved;
      if (!same)
        fail(index, `of shard ${shard}: ${settledAt} ${backAt}, not ${JSON.stringify(story)}`);
    }
  }

  #note(index: number): void {
    if (this.#incident === null) return;
    const { number, rooms, shards, endedAt, measuredMs } = this.#incident;
    const all = [...shards.values()];
    const back = all.filter(({ backAt }) => backAt > 0);
    const people = (some: readonly ShardStory[]): number =>
      some.reduce((sum, each) => sum + each.people, 0);
    const picture: IncidentPicture = {
      number,
      rooms: [...rooms].toSorted((a, b) => a - b),
      hit: all.length,
      moved: all.filter(({ moved }) => moved).length,
      back: back.length,
      peopleHit: people(all),
      peopleBack: people(back),
      hasEnded: endedAt > 0,
      measuredMs,
    };
    const text = JSON.stringify(picture);
    if (text === this.#told) return;
    this.#told = text;
    this.pictures.push({ index, picture });
  }

  #ownedBy(room: number): number[] {
    return [...this.#model.shards.keys()].filter(
      (shard) => this.#model.shards[shard]!.owner === room,
    );
  }

  #adopt(index: number): void {
    if (this.#adopted) return;
    this.#adopted = true;
    const lost = [...this.#suspected].filter((room) => this.#ownedBy(room).length > 0);
    if (lost.length > 0) this.#begin(Math.max(1, this.#numberBefore));
    for (const room of lost) this.#hit(index, room);
  }

  #suspect(index: number, room: number): void {
    const noneSwitching = [...this.#suspected].every((each) => this.#ownedBy(each).length === 0);
    this.#suspected.add(room);
    if (!this.#adopted) {
      if (noneSwitching) this.#numberBefore += 1;
      return;
    }
    if (this.#ownedBy(room).length === 0) return;
    const over = this.#incident === null || this.#incident.endedAt > 0;
    if (over) this.#begin((this.#incident?.number ?? this.#numberBefore) + 1);
    this.#hit(index, room);
  }

  #begin(number: number): void {
    const nothing = { endedAt: 0, measuredAt: 0, measuredMs: null };
    this.#incident = { number, rooms: new Set(), shards: new Map(), ...nothing };
  }

  #hit(index: number, room: number): void {
    const { rooms, shards } = this.#incident!;
    rooms.add(room);
    for (const shard of this.#ownedBy(room)) {
      const former = shards.get(shard);
      const hitAt = former?.hitAt ?? index;
      const people = former?.people ?? this.#peopleIn(shard);
      shards.set(shard, { hitAt, people, settledAt: 0, backAt: 0, moved: former?.moved ?? false });
    }
  }

  #peopleIn(shard: number): number {
    const { accounts } = this.#model;
    return accounts.filter((each) => each.owner === "people" && each.shard === shard).length;
  }

  #heard(index: number, room: number): void {
    if (!this.#suspected.delete(room)) return;
    for (const shard of this.#ownedBy(room)) {
      const story = this.#incident?.shards.get(shard);
      if (story !== undefined) story.settledAt = index;
    }
  }

  #moved(index: number, shard: number): void {
    const story = this.#incident?.shards.get(shard);
    if (story === undefined) return;
    story.settledAt = index;
    story.moved = true;
  }

  #measured(index: number, record: BatchReader, result: LedgerResult): void {
    const expected = this.#resultOfMeasurement(record.incident);
    if (result !== expected) fail(index, `a measurement is ${result}, not ${expected}`);
    if (result !== "applied") return;
    this.#incident!.measuredAt = index;
    this.#incident!.measuredMs = record.durationMs;
  }

  #resultOfMeasurement(number: number): LedgerResult {
    if (!this.#adopted) return "format-not-in-force";
    if (this.#incident?.number !== number) return "unknown-incident";
    if (this.#incident.endedAt === 0) return "incident-open";
    return this.#incident.measuredAt > 0 ? "already-measured" : "applied";
  }
}

function fail(index: number, what: string): never {
  throw new Violation("incidents", `after entry ${index} of the last incident: ${what}`);
}
