import {
  resultMeanings,
  type PayAnswer,
  type Receipt,
  type ResultTold,
  type ToldToPhone,
  type TransferAnswer,
  type TransferResult,
} from "@cablecut/protocol";
import type { RoutedAnswer } from "../routing/transfer-router.ts";
import { hexOf } from "./token-hash.ts";

/** What a phone is told of the payment it asked for: what the log says, by the table of results. */
export function payAnswer(routed: RoutedAnswer): PayAnswer {
  if (routed.kind !== "answered") return routed;
  const { answer } = routed;
  const result = answer.answer;
  const balance = { balanceCents: answer.payerBalanceCents, appliedIndex: answer.appliedIndex };
  if (isTold("booked", result)) return { kind: "booked", receipt: receiptOf(answer), ...balance };
  if (isTold("cancelled", result)) return { kind: "cancelled", ...balance };
  if (isTold("refused", result)) return { kind: "refused", refusal: result, ...balance };
  if (isTold("ended-otherwise", result)) return { kind: "ended-otherwise", refusal: result };
  if (isTold("not-now", result)) return { kind: "not-now", refusal: result };
  if (isTold("rejected", result)) return { kind: "rejected", refusal: result };
  // Nothing but what is told as unknown is left here; a result without a branch above does not compile.
  return { kind: resultMeanings[result].told };
}

function isTold<Told extends ToldToPhone>(
  told: Told,
  result: TransferResult,
): result is ResultTold<Told> {
  return resultMeanings[result].told === told;
}

function receiptOf(answer: TransferAnswer): Receipt {
  return {
    account: answer.payer,
    sequence: answer.sequence,
    payee: answer.payee,
    amountCents: answer.amountCents,
    result: "booked",
    index: answer.index,
    chain: hexOf(answer.chain),
    mac: hexOf(answer.mac),
  };
}
