import {
  asLogIndex,
  asRoomIndex,
  measureSources,
  pastIncidentsMax,
  type PastIncident,
  type RoomIndex,
} from "@cablecut/protocol";
import { paceNameCodes } from "../format/record-format.ts";
import type { WordSink, WordSource } from "../format/word-stream.ts";

/** The last incidents that have ended, oldest first (SPEC.md, I9). */
export class PastIncidents {
  list: readonly PastIncident[] = [];

  add(incident: PastIncident): void {
    this.list = [...this.list, incident].slice(-pastIncidentsMax);
  }

  /** The last one is the one that is measured. */
  measure(measured: NonNullable<PastIncident["measured"]>): void {
    const last = this.list.at(-1);
    if (last !== undefined) this.list = [...this.list.slice(0, -1), { ...last, measured }];
  }

  save(sink: WordSink): void {
    sink.word(this.list.length);
    for (const incident of this.list) {
      const { measured } = incident;
      sink.word(incident.number);
      sink.word(bitsOfRooms(incident.rooms));
      sink.word(incident.shardsHit);
      sink.word(incident.shardsMoved);
      sink.word(incident.peopleHit);
      sink.double(incident.firstHitAt);
      sink.double(incident.endedAt);
      sink.word(paceNameCodes.indexOf(incident.pace));
      sink.word(measured === null ? 0 : 1 + measureSources.indexOf(measured.source));
      sink.word(measured?.durationMs ?? 0);
    }
  }

  /** False where what was saved cannot be. */
  load(source: WordSource, rooms: number): boolean {
    const count = source.word();
    if (count > pastIncidentsMax) return false;
    const list: PastIncident[] = [];
    for (let n = 0; n < count; n++) {
      const incident = loadOne(source, rooms);
      if (incident === null) return false;
      list.push(incident);
    }
    this.list = list;
    return true;
  }
}

function loadOne(source: WordSource, rooms: number): PastIncident | null {
  const number = source.word();
  const bits = source.word();
  const [shardsHit, shardsMoved, peopleHit] = [source.word(), source.word(), source.word()];
  const [firstHitAt, endedAt] = [asLogIndex(source.double()), asLogIndex(source.double())];
  const pace = paceNameCodes[source.word()];
  const code = source.word();
  const durationMs = source.word();
  const measureSource = measureSources[code - 1];
  if (bits >>> rooms !== 0 || pace === undefined) return null;
  if (code !== 0 && measureSource === undefined) return null;
  const measured = measureSource === undefined ? null : { source: measureSource, durationMs };
  const lost = roomsOfBits(bits);
  return {
    number,
    rooms: lost,
    shardsHit,
    shardsMoved,
    peopleHit,
    firstHitAt,
    endedAt,
    pace,
    measured,
  };
}

export function bitsOfRooms(rooms: readonly RoomIndex[]): number {
  return rooms.reduce<number>((bits, room) => bits | (1 << room), 0);
}

/** Ascending. */
export function roomsOfBits(bits: number): readonly RoomIndex[] {
  const rooms: RoomIndex[] = [];
  for (let room = 0; bits >>> room !== 0; room++) {
    if ((bits >>> room) & 1) rooms.push(asRoomIndex(room));
  }
  return rooms;
}
