import type { z } from "zod";

export type GuardRefusal = "malformed" | "too-fast" | "not-entered";

/** What a socket handler gets from socket.io: anything at all, from anybody. */
export type RawHandler = (raw: unknown, ack: unknown) => void;

/** One handler for all connections of a kind: thousands of them are not to hold a dozen closures each. */
export type SharedHandler<Asker> = (asker: Asker, raw: unknown, ack: unknown) => void;

/**
 * A handler for one request of a browser: counts it, whatever it says, checks its form, then whether it may be asked now,
 * then answers. A message without an ack function is counted and dropped; where there is nothing but one, nothing was
 * said. `bug` is told of what was thrown; the asker's
 * own timeout ends its wait.
 */
export function guardedFor<Asker, Schema extends z.ZodType, Context, Answer>(parts: {
  readonly schema: Schema;
  /** Whether one more request, which nobody has looked at yet, is within this connection's budget. */
  readonly mayAsk: (asker: Asker, raw: unknown) => boolean;
  /** Why this connection may not ask this now, or what the answer needs. */
  readonly admit: (
    input: z.output<Schema>,
    asker: Asker,
  ) => { readonly refusal: GuardRefusal } | { readonly context: Context };
  readonly refuse: (refusal: GuardRefusal) => Answer;
  /** Calls `reply` once, now or later. */
  readonly answer: (
    input: z.output<Schema>,
    context: Context,
    reply: (answer: Answer) => void,
  ) => void;
  readonly bug: (error: unknown) => void;
}): SharedHandler<Asker> {
  return (asker, ...heard) => {
    const [raw, ack] = typeof heard[0] === "function" ? [undefined, heard[0]] : heard;
    const mayAsk = parts.mayAsk(asker, raw);
    if (typeof ack !== "function") return;
    const reply = (answer: Answer): void => void ack(answer);
    if (!mayAsk) return reply(parts.refuse("too-fast"));
    const input = parts.schema.safeParse(raw);
    if (!input.success) return reply(parts.refuse("malformed"));
    const admitted = parts.admit(input.data, asker);
    if ("refusal" in admitted) return reply(parts.refuse(admitted.refusal));
    try {
      parts.answer(input.data, admitted.context, reply);
    } catch (error) {
      parts.bug(error);
    }
  };
}

/** The same of one connection. */
export function guarded<Schema extends z.ZodType, Context, Answer>(
  parts: Parameters<typeof guardedFor<null, Schema, Context, Answer>>[0],
): RawHandler {
  const handle = guardedFor(parts);
  return (raw, ack) => handle(null, raw, ack);
}
