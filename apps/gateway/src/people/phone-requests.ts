import {
  meritRefusals,
  roomIn,
  type EnterAnswer,
  type PayAnswer,
  type Receipt,
  type TransferAnswer,
  type TransferRequest,
  type VerifyAnswer,
} from "@cablecut/protocol";
import type { RoutedAnswer } from "../rooms/route-transfer.ts";
import type { Show } from "../show/show-state.ts";
import type { PhoneSocket, Session } from "./sessions.ts";

/** Enters by token; the session is null where the door refused. A second tab takes over from the first. */
export async function enterPhone(
  show: Show,
  socket: PhoneSocket,
  { token, synthetic }: { readonly token: string; readonly synthetic: boolean },
): Promise<{ readonly answer: EnterAnswer; readonly session: Session | null }> {
  const entered = await show.enter.byToken(token, synthetic, show.doorsOpen);
  if (!entered.ok) return { answer: entered, session: null };
  const { account } = entered;
  show.directory.learn(account.account, account.shard);
  if (synthetic) show.directory.learnSynthetic(account.account, account.shard);
  const me = show.directory.known(account.account);
  if (me === null) return { answer: { ok: false, refusal: "unknown" }, session: null };
  const session: Session = {
    account: account.account,
    shard: account.shard,
    socket,
    kept: 0,
    checking: 0,
    receipts: 0,
    partner: show.sessions.of(account.account)?.partner ?? null,
    synthetic,
  };
  // Gone while the rooms were asked: there is nobody to hold a session for.
  if (!socket.connected) return { answer: { ok: false, refusal: "unknown" }, session: null };
  show.sessions.enter(session)?.socket.emit("superseded");
  // A synthetic attendee pays whom it likes, and its arrival is no news.
  if (!synthetic) session.partner ??= show.partners.choose(session.account, session.shard);
  if (entered.fresh && !synthetic) show.arrived(session.account, account.room);
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

export function pay(show: Show, session: Session, request: TransferRequest): Promise<PayAnswer> {
  return new Promise((done) => {
    show.router.route(request, session.shard, true, (routed) => {
      const answer = payAnswer(routed);
      const paid = answer.kind === "booked" && request.kind === "transfer";
      if (paid && !session.synthetic) show.cueTapped(session.account);
      done(answer);
    });
  });
}

function payAnswer(routed: RoutedAnswer): PayAnswer {
  if (routed.kind !== "answered") return routed;
  const { answer } = routed;
  const balance = { balanceCents: answer.payerBalanceCents, appliedIndex: answer.appliedIndex };
  if (answer.answer === "booked") {
    return { kind: "booked", receipt: receiptOf(answer), ...balance };
  }
  if (answer.answer === "cancelled") return { kind: "cancelled", ...balance };
  const onMerit = meritRefusals.find((refusal) => refusal === answer.answer);
  if (onMerit !== undefined) return { kind: "refused", refusal: onMerit, ...balance };
  if (answer.answer === "unknown-payer") return { kind: "rejected", refusal: "unknown-payer" };
  // The number has ended, and how is for the account's own history to say: the phone reads it.
  if (answer.answer === "sequence-conflict" || answer.answer === "archived") {
    return { kind: "rejected", refusal: "sequence-conflict" };
  }
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
export async function verify(
  show: Show,
  session: Session,
  incident: number,
  receipts: readonly Receipt[],
): Promise<VerifyAnswer> {
  if (receipts.some((receipt) => receipt.account !== session.account)) {
    return { ok: false, refusal: "malformed" };
  }
  const owner = show.watch.owner(session.shard);
  if (owner === null) return { ok: false, refusal: "unknown" };
  if (owner.status === "switching") return { ok: false, refusal: "switching" };
  const room = roomIn(show.config.topology, owner.owner).id;
  const answer = await show.calls.call(room, { kind: "verify", receipts: [...receipts] });
  if (answer.kind !== "checked") return { ok: false, refusal: "unknown" };
  show.verification.heard(incident, session.account, answer.checks);
  return { ok: true, checks: answer.checks, room: owner.owner };
}
