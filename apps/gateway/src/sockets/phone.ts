import {
  asCents,
  accountIdOf,
  cancelSchema,
  enterSchema,
  outboxSchema,
  lookUpSchema,
  paySchema,
  phonesMax,
  readSchema,
  verifySchema,
  asSequenceNumber,
  type AccountAnswer,
  type EnterAnswer,
  type LookUpAnswer,
  type PayAnswer,
  type VerifyAnswer,
} from "@cablecut/protocol";
import type { z } from "zod";
import { enterPhone, pay, verify } from "../people/phone-requests.ts";
import type { PhoneSocket, Session } from "../people/sessions.ts";
import type { Show } from "../show/show-state.ts";
import { guarded, type GuardRefusal, type RawHandler } from "./guarded.ts";
import { RateLimit } from "./rate-limit.ts";

/** A person taps a few times a second at most; a phone that resumes asks a little more at once. */
const requestBurst = 20;
const requestsPerSecond = 8;

const rejected = (refusal: GuardRefusal): PayAnswer => ({ kind: "rejected", refusal });
const refused = (refusal: GuardRefusal) => ({ ok: false as const, refusal });

/** One phone's connection: who it is, once it has entered, and how often it may ask. */
interface Line {
  readonly show: Show;
  readonly socket: PhoneSocket;
  readonly limit: RateLimit;
  session: Session | null;
  entering: boolean;
}

/** Everything a phone says is checked; everything it asks is answered, by name if refused. */
export function servePhone(show: Show, socket: PhoneSocket): void {
  const limit = new RateLimit(requestBurst, requestsPerSecond);
  const line: Line = { show, socket, limit, session: null, entering: false };
  answerEntering(line);
  answerPayments(line);
  answerQuestions(line);
  line.socket.on("outbox", (raw: unknown) => {
    const input = outboxSchema.safeParse(raw);
    if (input.success && line.session !== null && limit.take())
      Object.assign(line.session, input.data);
  });
  socket.on("disconnect", () => {
    if (line.session !== null) show.sessions.left(socket.id, line.session.account);
  });
}

/** A request of somebody who has entered. */
function request<Schema extends z.ZodType, Answer>(
  line: Line,
  schema: Schema,
  refuse: (refusal: GuardRefusal) => Answer,
  answer: (input: z.output<Schema>, mine: Session) => Promise<Answer> | Answer,
): RawHandler {
  const admit = (): { refusal: GuardRefusal } | { context: Session } => {
    if (!line.limit.take()) return { refusal: "too-fast" };
    return line.session === null ? { refusal: "not-entered" } : { context: line.session };
  };
  return guarded({ schema, admit, refuse, answer, bug: (error) => line.show.bug(error) });
}

function answerEntering(line: Line): void {
  const { show, socket, limit } = line;
  const enter = async (input: z.output<typeof enterSchema>): Promise<EnterAnswer> => {
    const { token, showId, synthetic = false } = input;
    if (showId !== null && showId !== show.config.showId) return { ok: false, refusal: "new-show" };
    if (show.sessions.online >= phonesMax) return { ok: false, refusal: "too-many-phones" };
    line.entering = true;
    try {
      const entered = await enterPhone(show, socket, { token, synthetic });
      line.session = entered.session ?? line.session;
      return entered.answer;
    } finally {
      line.entering = false;
    }
  };
  const handler = guarded<typeof enterSchema, null, EnterAnswer>({
    schema: enterSchema,
    admit: () => (!limit.take() || line.entering ? { refusal: "too-fast" } : { context: null }),
    refuse: refused,
    answer: enter,
    bug: (error) => show.bug(error),
  });
  line.socket.on("enter", handler);
}

function answerPayments(line: Line): void {
  const { show } = line;
  const payment = request<typeof paySchema, PayAnswer>(line, paySchema, rejected, (input, mine) => {
    const payee = accountIdOf(input.payee);
    if (payee === null || show.directory.isHouse(payee)) return rejected("malformed");
    const { amountCents } = input;
    const sequence = asSequenceNumber(input.sequence);
    return pay(show, mine, { kind: "transfer", payer: mine.account, payee, amountCents, sequence });
  });
  const cancel = request<typeof cancelSchema, PayAnswer>(
    line,
    cancelSchema,
    rejected,
    (input, mine) => {
      const sequence = asSequenceNumber(input.sequence);
      const of = { payer: mine.account, payee: mine.account, amountCents: asCents(0), sequence };
      return pay(show, mine, { kind: "cancel", ...of });
    },
  );
  line.socket.on("pay", payment);
  line.socket.on("cancel", cancel);
}

function answerQuestions(line: Line): void {
  const { show } = line;
  const account = request<typeof readSchema, AccountAnswer>(line, readSchema, refused, (_, mine) =>
    show.enter.read(mine.account),
  );
  const lookUp = request<typeof lookUpSchema, LookUpAnswer>(
    line,
    lookUpSchema,
    refused,
    async (input) => {
      const id = accountIdOf(input.accountNumber);
      const person = id === null ? null : await show.directory.find(id);
      return person === null ? { ok: false, refusal: "unknown-payee" } : { ok: true, person };
    },
  );
  const check = request<typeof verifySchema, VerifyAnswer>(
    line,
    verifySchema,
    refused,
    (input, mine) => verify(show, mine, input.incident, input.receipts),
  );
  line.socket.on("account", account);
  line.socket.on("lookUp", lookUp);
  line.socket.on("verify", check);
}
