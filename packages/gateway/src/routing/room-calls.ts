import {
  frameKinds,
  type RoomAnswerMessage,
  type RoomIndex,
  type RoomRequest,
} from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { GatewayPorts } from "../ports.ts";

/** A room that has not answered a request by then is treated as silent, ms of awake time. */
export const callTimeoutMs = 2_000;
const callsMax = 20_000;
/** Ids count on from a random number below this (2^51), so that each of them is a safe integer for ever. */
const firstIdMax = 2 ** 51;

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
export type RoomCall = WithoutId<RoomRequest>;

/** `not-sent`: certainly nothing happened. `no-answer`: it may have. */
export type CallOutcome =
  | RoomAnswerMessage
  | { readonly kind: "not-sent"; readonly reason: "unreachable" | "too-many-calls" }
  | { readonly kind: "no-answer" };

interface OpenCall {
  readonly done: (outcome: CallOutcome) => void;
  readonly deadlineMs: number;
}

/** Asking a room; `done` is called exactly once, perhaps within the call. */
export type AskRoom = Pick<RoomCalls, "call">;

/**
 * Requests to rooms and their answers, matched by id; every one ends, by its answer or by time.
 *
 * A room knows a gateway by its name: what it was asked by a gateway that was killed since, it answers to the one that was
 * started after it. So no life of a gateway uses the ids of another one, or a phone would be told a stranger's account.
 */
export class RoomCalls {
  readonly #ports: Pick<GatewayPorts, "toRoom" | "encodeText">;
  readonly #awake: AwakeClock;
  /** All wait equally long, so the first is the first to be overdue. */
  readonly #open = new Map<number, OpenCall>();
  #nextId: number;

  constructor(ports: Pick<GatewayPorts, "toRoom" | "encodeText" | "random">, awake: AwakeClock) {
    this.#nextId = Math.floor(ports.random() * firstIdMax);
    this.#ports = ports;
    this.#awake = awake;
  }

  call(room: RoomIndex, request: RoomCall, done: (outcome: CallOutcome) => void): void {
    if (this.#open.size >= callsMax) return done({ kind: "not-sent", reason: "too-many-calls" });
    const id = this.#nextId++;
    const text = this.#ports.encodeText(`\u0000${JSON.stringify({ ...request, id })}`);
    text[0] = frameKinds.json;
    this.#open.set(id, { done, deadlineMs: this.#awake.nowMs + callTimeoutMs });
    if (!this.#ports.toRoom(room, text)) this.#end(id, { kind: "not-sent", reason: "unreachable" });
  }

  answered(message: RoomAnswerMessage): void {
    this.#end(message.id, message);
  }

  tick(): void {
    for (const [id, call] of this.#open) {
      if (this.#awake.nowMs < call.deadlineMs) return;
      this.#end(id, { kind: "no-answer" });
    }
  }

  close(): void {
    for (const id of this.#open.keys()) this.#end(id, { kind: "no-answer" });
  }

  #end(id: number, outcome: CallOutcome): void {
    const call = this.#open.get(id);
    if (call === undefined) return;
    this.#open.delete(id);
    call.done(outcome);
  }
}
