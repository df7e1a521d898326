import {
  accountIdOf,
  cancelSchema,
  enterSchema,
  keepingSchema,
  lookUpSchema,
  meritRefusals,
  paySchema,
  phonesMax,
  verifySchema,
  type AccountAnswer,
  type EnterAnswer,
  type LookUpAnswer,
  type MeritRefusal,
  type PayAnswer,
  type Receipt,
  type SequenceNumber,
  type TransferAnswer,
  type TransferRequest,
  type VerifyAnswer,
} from "@cablecut/protocol";
import type { z } from "zod";
import type { PhoneSocket, Session } from "../people/sessions.ts";
import type { RoutedAnswer } from "../rooms/route-transfer.ts";
import type { Show } from "../show/show-state.ts";
import { RateLimit } from "./rate-limit.ts";

/** A person taps a few times a second at most; a phone that resumes asks a little more at once. */
const requestBurst = 20;
const requestsPerSecond = 8;

/** One phone's connection. Everything it says is checked; everything it asks is answered, by name if refused. */
export function servePhone(show: Show, socket: PhoneSocket): void {
  const limit = new RateLimit(requestBurst, requestsPerSecond);
  let session: Session | null = null;
  let entering = false;

  /** Checks form, rate and entrance, in this order; a message without an ack function is dropped. */
  function guarded<Schema extends z.ZodType, Answer>(
    schema: Schema,
    refuse: (refusal: "malformed" | "too-fast" | "not-entered") => Answer,
    answer: (input: z.output<Schema>, session: Session) => Promise<Answer> | Answer,
  ) {
    return (raw: unknown, ack: unknown): void => {
      if (typeof ack !== "function") return;
      const reply = ack as (value: Answer) => void;
      const input = schema.safeParse(raw);
      if (!input.success) return reply(refuse("malformed"));
      if (!limit.take()) return reply(refuse("too-fast"));
      if (session === null) return reply(refuse("not-entered"));
      Promise.resolve(answer(input.data, session)).then(reply, (error: unknown) => show.bug(error));
    };
  }

  socket.on("enter", ((raw: unknown, ack: unknown) => {
    if (typeof ack !== "function") return;
    const reply = ack as (value: EnterAnswer) => void;
    const input = enterSchema.safeParse(raw);
    if (!input.success) return reply({ ok: false, refusal: "malformed" });
    if (!limit.take() || entering) return reply({ ok: false, refusal: "too-fast" });
    if (input.data.showId !== null && input.data.showId !== show.config.showId) {
      return reply({ ok: false, refusal: "new-show" });
    }
    if (show.sessions.online >= phonesMax) return reply({ ok: false, refusal: "too-many-phones" });
    entering = true;
    enterPhone(show, socket, input.data.token)
      .then(({ answer, session: entered }) => {
        entering = false;
        session = entered ?? session;
        reply(answer);
      })
      .catch((error: unknown) => show.bug(error));
  }) as never);

  const rejected = (refusal: "malformed" | "too-fast" | "not-entered"): PayAnswer => ({
    kind: "rejected",
    refusal,
  });
  socket.on(
    "pay",
    guarded<typeof paySchema, PayAnswer>(paySchema, rejected, async (input, mine) => {
      const payee = accountIdOf(input.payee);
      if (payee === null || show.directory.isHouse(payee))
        return { kind: "rejected", refusal: "malformed" };
      return pay(show, mine, {
        kind: "transfer",
        payer: mine.account,
        payee,
        amountCents: input.amountCents,
        sequence: input.sequence as SequenceNumber,
      });
    }) as never,
  );
  socket.on(
    "cancel",
    guarded<typeof cancelSchema, PayAnswer>(cancelSchema, rejected, async (input, mine) =>
      pay(show, mine, {
        kind: "cancel",
        payer: mine.account,
        payee: mine.account,
        amountCents: 0,
        sequence: input.sequence as SequenceNumber,
      }),
    ) as never,
  );
  const refused = (refusal: "malformed" | "too-fast" | "not-entered") => ({
    ok: false as const,
    refusal,
  });
  socket.on("account", ((raw: unknown, ack: unknown) => {
    if (typeof ack !== "function" || raw === undefined) return;
    const reply = ack as (value: AccountAnswer) => void;
    if (!limit.take()) return reply(refused("too-fast"));
    if (session === null) return reply(refused("not-entered"));
    show.enter.read(session.account).then(reply, (error: unknown) => show.bug(error));
  }) as never);
  socket.on(
    "lookUp",
    guarded<typeof lookUpSchema, LookUpAnswer>(lookUpSchema, refused, async (input) => {
      const account = accountIdOf(input.accountNumber);
      const person = account === null ? null : await show.directory.find(account);
      return person === null ? { ok: false, refusal: "unknown-payee" } : { ok: true, person };
    }) as never,
  );
  socket.on(
    "verify",
    guarded<typeof verifySchema, VerifyAnswer>(verifySchema, refused, async (input, mine) =>
      verify(show, mine, input.incident, input.receipts),
    ) as never,
  );
  socket.on("keeping", ((raw: unknown) => {
    const input = keepingSchema.safeParse(raw);
    if (!input.success || session === null || !limit.take()) return;
    Object.assign(session, input.data);
  }) as never);
  socket.on("disconnect", () => {
    if (session !== null) show.sessions.left(socket.id, session.account);
  });
}

async function enterPhone(
  show: Show,
  socket: PhoneSocket,
  token: string,
): Promise<{ readonly answer: EnterAnswer; readonly session: Session | null }> {
  const entered = await show.enter.byToken(token, show.doorsOpen);
  if (!entered.ok) return { answer: entered, session: null };
  const { account } = entered;
  show.directory.learn(account.account, account.shard);
  const session: Session = {
    account: account.account,
    shard: account.shard,
    socket,
    kept: 0,
    checking: 0,
    receipts: 0,
    partner: show.sessions.of(account.account)?.partner ?? null,
    balanceIndex: account.appliedIndex,
  };
  show.sessions.enter(session)?.socket.emit("superseded");
  session.partner ??= show.partners.choose(session.account, session.shard);
  if (entered.fresh) show.arrived(session.account, account.room);
  const me = show.directory.known(session.account);
  if (me === null) return { answer: { ok: false, refusal: "unknown" }, session: null };
  const answer: EnterAnswer = {
    ok: true,
    account,
    me,
    partner: session.partner === null ? null : show.directory.known(session.partner),
    showId: show.config.showId,
    topology: show.config.topology,
    world: show.world(),
    opening: entered.opening,
    rehearsal: show.config.rehearsal,
  };
  return { answer, session };
}

function pay(show: Show, session: Session, request: TransferRequest): Promise<PayAnswer> {
  return new Promise((done) => {
    show.router.route(request, session.shard, true, (routed) => {
      const answer = payAnswer(routed);
      if (answer.kind === "booked" && request.kind === "transfer") show.cueTapped(session.account);
      done(answer);
    });
  });
}

function payAnswer(routed: RoutedAnswer): PayAnswer {
  if (routed.kind !== "answered") return routed;
  const { answer } = routed;
  const balance = { balanceCents: answer.payerBalanceCents, appliedIndex: answer.appliedIndex };
  if (answer.answer === "booked") return { kind: "booked", receipt: receiptOf(answer), ...balance };
  if (answer.answer === "cancelled") return { kind: "cancelled", ...balance };
  if ((meritRefusals as readonly string[]).includes(answer.answer)) {
    return { kind: "refused", refusal: answer.answer as MeritRefusal, ...balance };
  }
  if (answer.answer === "sequence-conflict")
    return { kind: "rejected", refusal: "sequence-conflict" };
  if (answer.answer === "unknown-payer") return { kind: "rejected", refusal: "unknown-payer" };
  return { kind: "rejected", refusal: "malformed" };
}

function receiptOf(answer: TransferAnswer): Receipt {
  return {
    account: answer.payer,
    sequence: answer.sequence,
    payee: answer.payee,
    amountCents: answer.amountCents,
    result: "booked",
    index: answer.index,
    chain: Buffer.from(answer.chain).toString("hex"),
    mac: Buffer.from(answer.mac).toString("hex"),
  };
}

/** Asks the room that serves the account now; only that room's word counts as the audience's verification. */
async function verify(
  show: Show,
  session: Session,
  incident: number,
  receipts: readonly Receipt[],
): Promise<VerifyAnswer> {
  if (receipts.some((receipt) => receipt.account !== session.account))
    return { ok: false, refusal: "malformed" };
  const owner = show.watch.owner(session.shard);
  if (owner === null) return { ok: false, refusal: "unknown" };
  if (owner.status === "switching") return { ok: false, refusal: "switching" };
  const room = show.config.topology.rooms[owner.owner]!.id;
  const answer = await show.calls.call(room, { kind: "verify", receipts: [...receipts] });
  if (answer.kind !== "checked") return { ok: false, refusal: "unknown" };
  show.verification.heard(incident, session.account, answer.checks);
  return { ok: true, checks: answer.checks, room: owner.owner };
}
