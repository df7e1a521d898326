import { quorumOf, type LocalizedText, type RoomConfig, type RoomStop } from "@cablecut/protocol";
import { membersWithoutLog } from "../show/member-data.ts";
import { hasWholeLog, setRoomLogAside } from "../show/room-logs.ts";
import type { RebuildAnswer, RebuildRefusal } from "../show/show-control.ts";
import { noteRoomRan, type Show } from "../show/show-file.ts";
import type { FailedProcess, StartRefusal } from "../show/start-refusal.ts";
import { codeOf, reasonOf } from "../show/system-error.ts";
import type { MemberProcessConfig } from "./process-configs.ts";
import type { ConfigFiles } from "./process-specs.ts";
import { portTakenText, type ShowRunEvent, type SupervisorEvent } from "./supervisor-events.ts";
import type { Supervisor } from "./supervisor.ts";

const prefix = "room ";
const memberPrefix = "etcd ";
const reasonCharactersMax = 500;
/** Whoever is started again after so long has failed several times, ms. */
const triedOnMs = 1_000;
const nothing: LocalizedText = { en: "", zh: "" };
/** What the disk does not take is tried again after so long, ms. */
const retryMs = 1_000;

export interface RoomRunsParts {
  readonly show: Show;
  readonly dataDirectory: string;
  readonly configs: readonly RoomConfig[];
  readonly configFiles: ConfigFiles;
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
  /** Of etcd, before anything started: they get ready without what they had promised. */
  readonly #membersLost: ReadonlySet<string>;
  readonly #stops = new Map<string, RoomStop>();
  /** Was ready and has not ended since. */
  readonly #ready = new Set<string>();
  /** What a process said last before it ended. */
  readonly #lastWords = new Map<string, LocalizedText>();
  /** Did not get ready in time when it ended last. */
  readonly #slow = new Set<string>();
  /** Ran, and that is not written down yet, or not what an empty directory of theirs means from now on. */
  readonly #unnoted = new Set<string>();
  /** Files that the disk does not take, of which it was told. */
  readonly #failing = new Set<string>();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #firstGivenUp: string | null = null;
  #show: Show;
  #rebuilding = false;

  constructor(parts: RoomRunsParts) {
    this.#parts = parts;
    this.#show = parts.show;
    this.#lost = new Set(parts.lost);
    const membersLost = membersWithoutLog(parts.show, parts.dataDirectory);
    this.#membersLost = new Set(membersLost.map((room) => `${memberPrefix}${room}`));
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

  /** Rooms have begun with nothing, after a loss that was accepted: they follow those that have something. */
  get lossAccepted(): boolean {
    return this.#parts.configs.some(({ ifEmpty }) => ifEmpty === "follow");
  }

  #hasNoLog(room: string): boolean {
    const why = this.#stops.get(room)?.why;
    return why === "log-unreadable" || why === "log-of-another";
  }

  /** What happens to a process of the show. A note that cannot be written ends nothing, and is tried again until it is. */
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
    this.#unnoted.add(room);
    this.#noteWhoRan();
  }

  /** The show is being stopped: nothing more is written. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
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
      case "restarting":
        // Whoever is killed each time has no last words.
        if (event.inMs >= triedOnMs && !this.#stops.has(room))
          this.#stops.set(room, this.#stopOf(room, "tries-again"));
        return;
      case "log-lost":
      case "stopped":
      case "killed":
    }
  }

  #stopOf(room: string, why: RoomStop["why"]): RoomStop {
    const { en, zh } = this.#lastWords.get(prefix + room) ?? nothing;
    const short = (text: string): string => text.slice(0, reasonCharactersMax);
    return { room, why, reason: { en: short(en), zh: short(zh) } };
  }

  /**
   * From now on an empty directory has lost a log, also one that is found so at the next start of the process. Either of the two
   * is written where the other is not: without both a room whose directory is emptied later would begin as a new voter.
   */
  #noteWhoRan(): void {
    clearTimeout(this.#retry);
    if (this.#closed) return;
    for (const room of this.#unnoted) {
      const isNoted = this.#writes("show.json", () => {
        this.#show = noteRoomRan(this.#parts.dataDirectory, this.#show, room);
      });
      const isMeant = this.#writes(`config/room-${room}.json`, () => this.#emptyMeansLost(room));
      if (isNoted && isMeant) this.#unnoted.delete(room);
    }
    if (this.#unnoted.size > 0) this.#retry = setTimeout(() => this.#noteWhoRan(), retryMs).unref();
  }

  /** False where the disk does not take it. */
  #writes(file: string, write: () => void): boolean {
    const { onEvent } = this.#parts;
    try {
      write();
    } catch (error) {
      if (!this.#failing.has(file))
        onEvent({ kind: "file-trouble", file, reason: reasonOf(error) });
      this.#failing.add(file);
      return false;
    }
    if (this.#failing.delete(file)) onEvent({ kind: "file-trouble", file, reason: null });
    return true;
  }

  #emptyMeansLost(room: string): void {
    const config = this.#configs.get(room);
    if (config === undefined || config.ifEmpty === "recover") return;
    const next: RoomConfig = { ...config, ifEmpty: "recover" };
    const { configFiles, members } = this.#parts;
    configFiles.writeRoom(next);
    const member = members.find(({ names, replica }) => names[replica] === room);
    if (member !== undefined) configFiles.writeMember({ ...member, ifEmpty: "replace" });
    this.#configs.set(room, next);
  }

  /**
   * Everything but rooms and etcd's members, and a quorum of each, that have their logs; where some rooms only follow, one that
   * may lead, if not etcd does.
   */
  isEnough(ready: ReadonlySet<string>, group: readonly string[]): boolean {
    const isRoom = (name: string): boolean => name.startsWith(prefix);
    const members = group.filter((name) => name.startsWith(memberPrefix));
    const others = group.filter((name) => !isRoom(name) && !members.includes(name));
    if (!others.every((name) => ready.has(name))) return false;
    const quorum = quorumOf(this.#show.topology);
    const whole = members.filter((name) => ready.has(name) && !this.#membersLost.has(name));
    if (members.length > 0 && whole.length < quorum) return false;
    if (!group.some(isRoom)) return true;
    const withLog = group.filter(
      (name) =>
        isRoom(name) && ready.has(name) && !this.#parts.lost.includes(name.slice(prefix.length)),
    );
    const mayLead = this.#parts.configs.filter(({ ifEmpty }) => ifEmpty !== "follow");
    return (
      withLog.length >= quorum &&
      (this.#parts.members.length > 0 || mayLead.some(({ room }) => ready.has(prefix + room)))
    );
  }

  /**
   * Sets the room's log aside and lets it recover from the others. `counting`: rooms that were part of a quorum a moment ago, or
   * null where nobody knows; what stands on their disks says whether they still are. A room that runs is asked about twice.
   */
  async rebuild(
    room: string,
    confirmed: boolean,
    { supervisor, counting }: { supervisor: Supervisor; counting: ReadonlySet<string> | null },
  ): Promise<RebuildAnswer> {
    if (this.#rebuilding) return { ok: false, refusal: "busy" };
    this.#rebuilding = true;
    try {
      const refusal = await this.#refusalOf(room, confirmed, supervisor, counting);
      if (refusal !== null) return { ok: false, refusal };
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

  async #refusalOf(
    room: string,
    confirmed: boolean,
    supervisor: Supervisor,
    counting: ReadonlySet<string> | null,
  ): Promise<RebuildRefusal | null> {
    if (!this.#configs.has(room)) return "unknown-room";
    if (counting === null) return "rooms-unknown";
    const others = [...counting].filter((other) => other !== room);
    // The one that was rebuilt just now counted a moment ago.
    const whole = await Promise.all(
      others.map((other) => hasWholeLog(this.#parts.dataDirectory, other)),
    );
    if (whole.filter(Boolean).length < quorumOf(this.#show.topology)) return "no-quorum";
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
  const { lossAccepted } = rooms;
  const newer = rooms.stops.filter(({ why }) => why === "newer-build");
  if (newer.length > 0)
    return {
      kind: "newer-build",
      rooms: newer.map(({ room }) => room),
      reason: newer[0]!.reason,
      lossAccepted,
    };
  const strange = rooms.stops.filter(({ why }) => why === "log-of-another");
  if (strange.length > 0 && strange.length === rooms.withoutLog.length)
    return {
      kind: "logs-of-another",
      rooms: strange.map(({ room }) => room),
      reason: strange[0]!.reason,
      lossAccepted,
    };
  if (rooms.stops.every(({ why }) => why === "not-started" || why === "tries-again"))
    return { kind: "process-failed", logs, failed: rooms.failed };
  return { kind: "logs-unreadable", rooms: rooms.withoutLog, logs, lossAccepted };
}
