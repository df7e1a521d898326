import type { LogIndex, RoomIndex } from "../values/ids.ts";
import type { Percentiles } from "../values/recent-durations.ts";
import type { RoomStatus } from "../rooms/room-messages.ts";
import type { EventLine } from "../show/show-events.ts";
import type { IncidentView } from "../show/show.ts";

/**
 * What the engineer's view draws beside the snapshot: told to stages once a second. What nobody can say is null, and is
 * drawn as not known.
 */

export interface EngineRoom {
  readonly room: RoomIndex;
  /** What it was told last of itself; null before its first word, and while it does not answer. */
  readonly now: {
    readonly role: RoomStatus["role"];
    readonly term: number;
    readonly appliedIndex: LogIndex;
    /** Entries behind the furthest room. */
    readonly lagEntries: number;
    /** Of its own payloads, from proposal to being applied there. */
    readonly commitMs: Percentiles | null;
    readonly diskSyncMs: Percentiles | null;
  } | null;
  /** Since its last heartbeat in the log, as the furthest room tells; null where no room does. */
  readonly heartbeatAgeMs: number | null;
}

/** What became of payments that were asked for at this gateway, by what was answered. */
export const answerKinds = ["booked", "not-now", "unknown", "refused"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** One whole second of the show, as this gateway saw it. */
export interface EngineSecond {
  /** Its start on the wall clock, ms. */
  readonly atMs: number;
  /** Payments of people and synthetic attendees; canaries are none. A gateway of an earlier build tells them by room only. */
  readonly booked?: number;
  /** The same by the payer's room; empty where this gateway does not know the room of some. */
  readonly byRoom: readonly number[];
  readonly answers: Readonly<Record<AnswerKind, number>>;
  /** From the request to the answer `booked`, in this gateway; null in a second without one. */
  readonly answerMs: Percentiles | null;
}

/** When a run began and ended, which the charts mark; on the wall clock of the gateway, ms. */
export interface RunMoment {
  /** Null until the first suspicion. */
  readonly incident: number | null;
  readonly cutMs: number;
  /** Null while it goes on, and where nobody knows. */
  readonly endMs: number | null;
}

/** Of more runs than these nothing is marked any more. */
export const runMomentsMax = 12;

/** With what is now seen of the newest run, as far as that is known; oldest first. The same list where nothing is new. */
export function withMomentsOf(
  moments: readonly RunMoment[],
  incident: IncidentView | null,
): readonly RunMoment[] {
  const moment = momentOf(incident);
  if (moment === null) return moments;
  const last = moments.at(-1);
  if (last?.incident === moment.incident && last.endMs === moment.endMs) return moments;
  // One without a number gets it with the first suspicion; or it was healed before, and gives way to the run before it.
  const numbered = moments.filter((each) => each.incident !== null);
  return numbered.some((each) => each.incident === moment.incident)
    ? numbered.map((each) => (each.incident === moment.incident ? moment : each))
    : [...numbered, moment].slice(-runMomentsMax);
}

function momentOf(incident: IncidentView | null): RunMoment | null {
  if (incident === null || incident.startedAtMs === null) return null;
  const { id, startedAtMs, elapsedMs, state } = incident;
  const endMs = state === "running" || elapsedMs === null ? null : startedAtMs + elapsedMs;
  return { incident: id, cutMs: startedAtMs, endMs };
}

/** Lines of the event log that are told. */
export const engineEventsMax = 12;
/** Seconds that a gateway keeps. */
export const engineSecondsMax = 120;

export interface EngineFrame {
  readonly rooms: readonly EngineRoom[];
  /** A character per shard: 1 where its canary has paid lately. */
  readonly canaries: string;
  /** Since the last frame, oldest first; all that the gateway has in the first frame of a connection. */
  readonly seconds: readonly EngineSecond[];
  /** The newest last. */
  readonly events: readonly EventLine[];
  /**
   * In the first frame of a connection, runs that have a number, oldest first: the snapshot tells the newest one only. A gateway
   * of an earlier build tells none.
   */
  readonly moments?: readonly RunMoment[];
  /** Other gateways are heard: answers, and how long they took, are of this one alone. */
  readonly isOneOfSeveral?: boolean;
}
