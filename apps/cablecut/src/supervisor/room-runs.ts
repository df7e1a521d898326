import { quorumOf, type LocalizedText, type RoomConfig, type RoomStop } from "@cablecut/protocol";
import { setRoomLogAside } from "../show/room-logs.ts";
import type { RebuildAnswer, RebuildRefusal } from "../show/show-control.ts";
import { noteRoomRan, type Show } from "../show/show-file.ts";
import type { FailedProcess, StartRefusal } from "../show/start-refusal.ts";
import { codeOf, reasonOf } from "../show/system-error.ts";
import type { MemberProcessConfig } from "./process-configs.ts";
import { writeMemberConfig, writeRoomConfig } from "./process-specs.ts";
import { portTakenText, type ShowRunEvent, type SupervisorEvent } from "./supervisor-events.ts";
import type { Supervisor } from "./supervisor.ts";

const prefix = "room ";
const reasonCharactersMax = 500;
const nothing: LocalizedText = { en: "", zh: "" };

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
  readonly #stops = new Map<string, RoomStop>();
  /** Was ready and has not ended since. */
  readonly #ready = new Set<string>();
  /** What a process said last before it ended. */
  readonly #lastWords = new Map<string, LocalizedText>();
  /** Did not get ready in time when it ended last. */
  readonly #slow = new Set<string>();
  #firstGivenUp: string | null = null;
  #show: Show;
  #rebuilding = false;

  constructor(parts: RoomRunsParts) {
    this.#parts = parts;
    this.#show = parts.show;
    this.#lost = new Set(parts.lost);
    this.#configs = new Map(parts.configs.map((config) => [config.room, config]));
  }

  /** Rooms that do not run, with what they said of it; those that may come back by themselves included. */
  get stops(): readonly RoomStop[] {
    return [...this.#stops.values()];
  }

  /** The first process that was given up, be it a room or not, with what it said last. */
  get failed(): FailedProcess | null {
    const process = this.#firstGivenUp;
    if (process === null) return null;
    return {
      process,
      words: this.#lastWords.get(process) ?? nothing,
      slow: this.#slow.has(process),
    };
  }

  /** Rooms that are not there now, those included that are being started again. */
  get absent(): readonly RoomStop[] {
    return this.#show.topology.rooms
      .filter(({ id }) => !this.#ready.has(id))
      .map(({ id }) => this.#stops.get(id) ?? this.#stopOf(id, "not-started"));
  }

  /** Rooms that can promise nothing: without a log, or with one that cannot be read. */
  get withoutLog(): readonly string[] {
    return this.#show.topology.rooms
      .map(({ id }) => id)
      .filter((room) => this.#parts.lost.includes(room) || this.#hasNoLog(room));
  }

  #hasNoLog(room: string): boolean {
    const why = this.#stops.get(room)?.why;
    return why === "log-unreadable" || why === "log-of-another";
  }

  /** What happens to a process of the show. A note that cannot be written ends nothing, and is tried at the next start. */
  heard(event: SupervisorEvent): void {
    if (event.kind === "ended") {
      this.#lastWords.set(event.process, event.lastWords ?? nothing);
      if (event.ending.kind === "not-ready") this.#slow.add(event.process);
      else this.#slow.delete(event.process);
    }
    if (event.kind === "given-up") this.#firstGivenUp ??= event.process;
    if (!event.process.startsWith(prefix)) return;
    const room = event.process.slice(prefix.length);
    this.#noteStop(room, event);
    if (event.kind !== "ready") return;
    if (this.#lost.delete(room)) this.#parts.onEvent({ kind: "log-lost", process: event.process });
    try {
      this.#noteRan(room);
    } catch (error) {
      this.#parts.onEvent({ kind: "file-trouble", file: "show.json", reason: reasonOf(error) });
    }
  }

  #noteStop(room: string, event: SupervisorEvent): void {
    if (event.kind !== "ready") this.#ready.delete(room);
    switch (event.kind) {
      case "log-unreadable":
      case "log-of-another":
      case "newer-build":
        this.#lastWords.set(event.process, event.reason);
        this.#stops.set(room, this.#stopOf(room, event.kind));
        return;
      case "port-taken":
        this.#lastWords.set(event.process, portTakenText(event.port));
        this.#stops.set(room, this.#stopOf(room, "not-started"));
        return;
      case "given-up":
        this.#stops.set(room, this.#stopOf(room, "not-started"));
        return;
      case "ready":
        this.#ready.add(room);
        this.#stops.delete(room);
        return;
      case "ended":
        if (saidWhy(event)) this.#stops.set(room, this.#stopOf(room, "tries-again"));
        return;
      case "log-lost":
      case "restarting":
      case "stopped":
      case "killed":
    }
  }

  #stopOf(room: string, why: RoomStop["why"]): RoomStop {
    const { en, zh } = this.#lastWords.get(prefix + room) ?? nothing;
    const short = (text: string): string => text.slice(0, reasonCharactersMax);
    return { room, why, reason: { en: short(en), zh: short(zh) } };
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
      const done = await this.#setAside(room);
      if (done === null) {
        await supervisor.startOne(process);
        return { ok: false, refusal: "not-set-aside" };
      }
      const { aside } = done;
      this.#lost.add(room);
      if (await supervisor.startOne(process)) return { ok: true, aside };
      return { ok: false, refusal: "not-started" };
    } finally {
      this.#rebuilding = false;
    }
  }

  /** `aside`: the folder where the log is now, null where there was none. Null where the disk refused, which ends nothing. */
  async #setAside(room: string): Promise<{ readonly aside: string | null } | null> {
    try {
      this.#emptyMeansLost(room);
      return { aside: await setRoomLogAside(this.#parts.dataDirectory, room, new Date()) };
    } catch (error) {
      if (codeOf(error) === null) throw error;
      return null;
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

/** It ended by itself and told why; one that was killed has nothing to tell, and may be back at once. */
function saidWhy({ ending, lastWords }: Extract<SupervisorEvent, { kind: "ended" }>): boolean {
  return ending.kind === "exit" && ending.code !== 0 && lastWords !== null;
}

/** Some process did not get ready: because of what the rooms' directories hold, or whatever stands in the logs of processes. */
export function whyNotStarted(rooms: RoomRuns, logs: string): StartRefusal {
  const newer = rooms.stops.filter(({ why }) => why === "newer-build");
  if (newer.length > 0)
    return {
      kind: "newer-build",
      rooms: newer.map(({ room }) => room),
      reason: newer[0]!.reason,
    };
  const strange = rooms.stops.filter(({ why }) => why === "log-of-another");
  if (strange.length > 0 && strange.length === rooms.withoutLog.length)
    return {
      kind: "logs-of-another",
      rooms: strange.map(({ room }) => room),
      reason: strange[0]!.reason,
    };
  if (rooms.stops.every(({ why }) => why === "not-started" || why === "tries-again"))
    return { kind: "process-failed", logs, failed: rooms.failed };
  return { kind: "logs-unreadable", rooms: rooms.withoutLog, logs };
}
