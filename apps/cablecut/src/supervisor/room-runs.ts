import { quorumOf, type RoomConfig } from "@cablecut/protocol";
import { setRoomLogAside } from "../show/room-logs.ts";
import type { RebuildAnswer, RebuildRefusal } from "../show/show-control.ts";
import { noteRoomRan, type Show } from "../show/show-file.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import type { MemberProcessConfig } from "./process-configs.ts";
import { writeMemberConfig, writeRoomConfig } from "./process-specs.ts";
import type { ShowRunEvent, SupervisorEvent } from "./supervisor-events.ts";
import type { Supervisor } from "./supervisor.ts";

const prefix = "room ";

export interface RoomRunsParts {
  readonly show: Show;
  readonly dataDirectory: string;
  readonly configs: readonly RoomConfig[];
  /** Beside the rooms, in the same order; none where the rooms make the log themselves. */
  readonly members: readonly MemberProcessConfig[];
  /** Rooms whose logs are lost: they recover from the others. */
  readonly lost: readonly string[];
  readonly onEvent: (event: ShowRunEvent) => void;
}

/** The rooms of a show that is being started or runs: which of them ever ran, which have no log, how one is rebuilt. */
export class RoomRuns {
  readonly #parts: RoomRunsParts;
  readonly #configs: Map<string, RoomConfig>;
  readonly #lost: Set<string>;
  /** Why the log cannot be read, by room. */
  readonly #unreadable = new Map<string, string>();
  /** Did not start, for another reason. */
  readonly #givenUp = new Set<string>();
  #show: Show;
  #rebuilding = false;

  constructor(parts: RoomRunsParts) {
    this.#parts = parts;
    this.#show = parts.show;
    this.#lost = new Set(parts.lost);
    this.#configs = new Map(parts.configs.map((config) => [config.room, config]));
  }

  get unreadable(): readonly string[] {
    return [...this.#unreadable.keys()];
  }

  get givenUp(): readonly string[] {
    return [...this.#givenUp];
  }

  /** Rooms that can promise nothing: without a log, or with one that cannot be read. */
  get withoutLog(): readonly string[] {
    return this.#show.topology.rooms
      .map(({ id }) => id)
      .filter((room) => this.#parts.lost.includes(room) || this.#unreadable.has(room));
  }

  /** What happens to a process of the show. A note that cannot be written ends nothing, and is tried at the next start. */
  heard(event: SupervisorEvent): void {
    if (!event.process.startsWith(prefix)) return;
    const room = event.process.slice(prefix.length);
    if (event.kind === "log-unreadable") this.#unreadable.set(room, event.reason);
    if (event.kind === "given-up") this.#givenUp.add(room);
    if (event.kind !== "ready") return;
    this.#unreadable.delete(room);
    this.#givenUp.delete(room);
    if (this.#lost.delete(room)) this.#parts.onEvent({ kind: "log-lost", process: event.process });
    try {
      this.#noteRan(room);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.onEvent({ kind: "file-trouble", file: "show.json", reason });
    }
  }

  /** From now on an empty directory has lost a log, also one that is found so at the next start of the process. */
  #noteRan(room: string): void {
    const { dataDirectory } = this.#parts;
    this.#show = noteRoomRan(dataDirectory, this.#show, room);
    this.#emptyMeansLost(room);
  }

  #emptyMeansLost(room: string): void {
    const config = this.#configs.get(room);
    if (config === undefined || config.ifEmpty === "recover") return;
    const next: RoomConfig = { ...config, ifEmpty: "recover" };
    this.#configs.set(room, next);
    const { dataDirectory, members } = this.#parts;
    writeRoomConfig(next, dataDirectory);
    const member = members.find(({ names, replica }) => names[replica] === room);
    if (member !== undefined) writeMemberConfig({ ...member, ifEmpty: "replace" }, dataDirectory);
  }

  /** Everything but rooms, and a quorum of rooms that have their logs. */
  isEnough(ready: ReadonlySet<string>, group: readonly string[]): boolean {
    const isRoom = (name: string): boolean => name.startsWith(prefix);
    if (!group.every((name) => isRoom(name) || ready.has(name))) return false;
    if (!group.some(isRoom)) return true;
    const withLog = group.filter(
      (name) =>
        isRoom(name) && ready.has(name) && !this.#parts.lost.includes(name.slice(prefix.length)),
    );
    return withLog.length >= quorumOf(this.#show.topology);
  }

  /**
   * Sets the room's log aside and lets it recover from the others. `counting`: rooms that are part of a quorum now, or
   * null where nobody knows. A room that runs is asked about twice.
   */
  async rebuild(
    room: string,
    confirmed: boolean,
    { supervisor, counting }: { supervisor: Supervisor; counting: ReadonlySet<string> | null },
  ): Promise<RebuildAnswer> {
    const refusal = this.#refusalOf(room, confirmed, supervisor, counting);
    if (refusal !== null) return { ok: false, refusal };
    this.#rebuilding = true;
    try {
      const process = prefix + room;
      await supervisor.stopOne(process);
      this.#emptyMeansLost(room);
      const aside = await setRoomLogAside(this.#parts.dataDirectory, room, new Date());
      this.#lost.add(room);
      if (await supervisor.startOne(process)) return { ok: true, aside };
      return { ok: false, refusal: "not-started" };
    } finally {
      this.#rebuilding = false;
    }
  }

  #refusalOf(
    room: string,
    confirmed: boolean,
    supervisor: Supervisor,
    counting: ReadonlySet<string> | null,
  ): RebuildRefusal | null {
    if (this.#rebuilding) return "busy";
    if (!this.#configs.has(room)) return "unknown-room";
    if (counting === null) return "rooms-unknown";
    const others = [...counting].filter((other) => other !== room);
    if (others.length < quorumOf(this.#show.topology)) return "no-quorum";
    const runs = supervisor.pids()[prefix + room] !== undefined;
    return runs && !confirmed ? "room-runs" : null;
  }
}

/** Some process did not get ready: because logs cannot be read, or whatever stands in the logs of processes. */
export function whyNotStarted(rooms: RoomRuns, logs: string): StartRefusal {
  if (rooms.unreadable.length === 0) return { kind: "process-failed", logs };
  return { kind: "logs-unreadable", rooms: rooms.withoutLog, logs };
}
