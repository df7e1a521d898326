import type { LogIndex, RoomIndex, RoomRequestRefusal } from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { AskRoom, CallOutcome, RoomCall } from "../routing/room-calls.ts";
import { wordAgeMaxMs, type OtherGateways } from "../routing/other-gateways.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import { isSameValue } from "./same-value.ts";

/** Before a turn that no room took is tried again, ms of awake time. */
const againMs = 500;
/** Turns that wait at once; beyond that a new one is not taken. */
const waitingMax = 4_608;
/** Calls of one dial whose end nobody knows. */
const lostMax = 8;
/** How long such a call may be on its way: cables are cut for a minute or two, ms of awake time. */
const lostForMs = 180_000;
/** What another gateway has turned is told within that time, and if it speaks no more that is known, ms of awake time. */
const othersToldMs = wordAgeMaxMs + 500;
/** Calls under way at once. */
const askingMax = 16;

/** A call of which no answer came. */
interface Lost {
  readonly call: RoomCall;
  readonly atMs: number;
  /** The entry that may be it, and since when that is known. */
  found: { readonly index: LogIndex; readonly sinceMs: number; readonly silent: number } | null;
}

/** The log will not take it, however often it is asked. */
const finalRefusals = ["malformed", "dials-full", "pace-while-switching"] as const;
type FinalRefusal = (typeof finalRefusals)[number];

export type TurnEnd =
  | { readonly kind: "taken"; readonly index: LogIndex }
  | { readonly kind: "refused"; readonly refusal: FinalRefusal };

interface Waiting {
  call: RoomCall;
  ended: (end: TurnEnd) => void;
  /** After the first try that came to nothing. */
  delayed: (() => void) | null;
  /** Counts the turns of this dial, so that an answer is known to be of the last one. */
  turn: number;
  asking: boolean;
  dueMs: number;
  tries: number;
}

/**
 * Turns on their way into the log: each is offered to one room after the other until one has taken it or the log refuses it
 * for good. The room that leads comes first: what others pass on to it may be held up between them for as long as a cable is
 * cut, and would come behind later turns. Of one dial the last turn counts: a newer one replaces the one that waits, and is
 * sent only when what became of that is known or given up.
 */
export class LogTurns {
  readonly #rooms: Pick<RoomWatch, "answering" | "best">;
  readonly #calls: AskRoom;
  readonly #awake: AwakeClock;
  readonly #others: Pick<OtherGateways, "wereHeard" | "fellSilent">;
  readonly #waiting = new Map<string, Waiting>();
  /** By dial. A room may have passed them on over a cable that has been cut since. */
  readonly #lost = new Map<string, Lost[]>();

  constructor(
    rooms: Pick<RoomWatch, "answering" | "best">,
    calls: AskRoom,
    awake: AwakeClock,
    others: Pick<OtherGateways, "wereHeard" | "fellSilent">,
  ) {
    this.#rooms = rooms;
    this.#others = others;
    this.#calls = calls;
    this.#awake = awake;
  }

  /** False where too many wait. `delayed`: the first try came to nothing, the turn goes on waiting. */
  put(
    dial: string,
    call: RoomCall,
    ended: (end: TurnEnd) => void,
    delayed: (() => void) | null = null,
  ): boolean {
    const before = this.#waiting.get(dial);
    if (before === undefined && this.#waiting.size >= waitingMax) return false;
    // Whoever asked for the former turn is not kept waiting for it.
    before?.delayed?.();
    const turn = (before?.turn ?? 0) + 1;
    const asking = before?.asking ?? false;
    const waiting = { call, ended, delayed, turn, asking, dueMs: this.#awake.nowMs, tries: 0 };
    this.#waiting.set(dial, waiting);
    this.#offer(dial, waiting);
    return true;
  }

  /**
   * The log holds since entry `at` what this call would have set, though a later turn of that dial was in it: whether the call is
   * one of those of which no answer came, brought by a cable that is back. Said once another gateway that had turned it would have
   * told so, never if one has fallen silent meanwhile, and once of each call.
   */
  cameLate(dial: string, call: RoomCall, at: LogIndex): boolean {
    const lost = this.#lostOf(dial);
    const one = lost.find((each) => isSameValue(each.call, call));
    if (one === undefined) return false;
    const { wereHeard, fellSilent } = this.#others;
    if (one.found?.index !== at)
      one.found = { index: at, sinceMs: this.#awake.nowMs, silent: fellSilent };
    const waitMs = wereHeard ? othersToldMs : 0;
    if (this.#awake.nowMs - one.found.sinceMs < waitMs || one.found.silent !== fellSilent)
      return false;
    lost.splice(lost.indexOf(one), 1);
    return true;
  }

  tick(): void {
    let asking = 0;
    for (const [dial, waiting] of this.#waiting) {
      if (waiting.asking) asking += 1;
      else if (asking < askingMax && waiting.dueMs <= this.#awake.nowMs) {
        asking += 1;
        this.#offer(dial, waiting);
      }
    }
  }

  #offer(dial: string, waiting: Waiting): void {
    if (waiting.asking) return;
    const rooms = this.#leaderFirst();
    const room = rooms[waiting.tries % rooms.length];
    waiting.tries += 1;
    waiting.dueMs = this.#awake.nowMs + againMs;
    if (room === undefined) return this.#delay(waiting);
    waiting.asking = true;
    const { turn, call } = waiting;
    this.#calls.call(room, call, (answer) => {
      if (mayComeYet(answer) && isLookedAfter(dial)) this.#lose(dial, call);
      const now = this.#waiting.get(dial);
      if (now === undefined) return;
      now.asking = false;
      if (now.turn !== turn) return this.#offer(dial, now);
      const end = endOf(answer);
      if (end === null) return this.#delay(now);
      this.#waiting.delete(dial);
      now.ended(end);
    });
  }

  #lose(dial: string, call: RoomCall): void {
    const others = this.#lostOf(dial).filter((each) => !isSameValue(each.call, call));
    const lost = [...others, { call, atMs: this.#awake.nowMs, found: null }];
    this.#lost.set(dial, lost.slice(-lostMax));
  }

  #lostOf(dial: string): Lost[] {
    const sinceMs = this.#awake.nowMs - lostForMs;
    const lost = (this.#lost.get(dial) ?? []).filter(({ atMs }) => atMs >= sinceMs);
    if (lost.length === 0) this.#lost.delete(dial);
    else this.#lost.set(dial, lost);
    return lost;
  }

  #leaderFirst(): readonly RoomIndex[] {
    const { answering } = this.#rooms;
    const leader = this.#rooms.best()?.leader ?? null;
    const others = answering.filter((room) => room !== leader);
    return leader !== null && answering.includes(leader) ? [leader, ...others] : others;
  }

  #delay(waiting: Waiting): void {
    const { delayed } = waiting;
    waiting.delayed = null;
    delayed?.();
  }
}

/** Attendees and sessions, which are turned one by one, and the word of a hand are not. */
function isLookedAfter(dial: string): boolean {
  return dial !== "hand" && !dial.includes(" ");
}

/** Whether the call may stand in the log one day, though nobody said that it does. */
function mayComeYet(answer: CallOutcome): boolean {
  return answer.kind === "no-answer" || (answer.kind === "refused" && answer.refusal === "unknown");
}

/** Null where it is to be offered again. */
function endOf(answer: CallOutcome): TurnEnd | null {
  if (answer.kind === "done") return { kind: "taken", index: answer.index };
  if (answer.kind !== "refused") return null;
  const refusal = finalRefusals.find((each: RoomRequestRefusal) => each === answer.refusal);
  return refusal === undefined ? null : { kind: "refused", refusal };
}
