import { frameKinds, type RoomAnswerMessage, type RoomRequest } from "@cablecut/protocol";

/** A room that has not answered a request by then is treated as silent. */
export const callTimeoutMs = 2_000;
const callsMax = 20_000;

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
export type RoomCall = WithoutId<RoomRequest>;

/** `not-sent`: certainly nothing happened. `no-answer`: it may have. */
export type CallOutcome =
  | RoomAnswerMessage
  | { readonly kind: "not-sent" }
  | { readonly kind: "no-answer" };

interface OpenCall {
  readonly done: (outcome: CallOutcome) => void;
  readonly timer: NodeJS.Timeout;
}

/** Requests to rooms and their answers, matched by id; every one ends, by its answer or by time. */
export class RoomCalls {
  readonly #send: (room: string, bytes: Uint8Array) => boolean;
  readonly #open = new Map<number, OpenCall>();
  #nextId = 1;

  constructor(send: (room: string, bytes: Uint8Array) => boolean) {
    this.#send = send;
  }

  call(room: string, request: RoomCall): Promise<CallOutcome> {
    return new Promise((done) => {
      if (this.#open.size >= callsMax) return done({ kind: "not-sent" });
      const id = this.#nextId++;
      const text = Buffer.from(`\u0000${JSON.stringify({ ...request, id })}`);
      text[0] = frameKinds.json;
      if (!this.#send(room, text)) return done({ kind: "not-sent" });
      const timer = setTimeout(() => this.#end(id, { kind: "no-answer" }), callTimeoutMs);
      this.#open.set(id, { done, timer });
    });
  }

  answered(message: RoomAnswerMessage): void {
    this.#end(message.id, message);
  }

  close(): void {
    for (const id of this.#open.keys()) this.#end(id, { kind: "no-answer" });
  }

  #end(id: number, outcome: CallOutcome): void {
    const call = this.#open.get(id);
    if (call === undefined) return;
    this.#open.delete(id);
    clearTimeout(call.timer);
    call.done(outcome);
  }
}
