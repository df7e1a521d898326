import { accountNumberOf, asAccountId } from "../values/ids.ts";
import {
  decodeTransferAnswers,
  frameKinds,
  visitTransfers,
  type RoomAnswer,
} from "./transfer-frames.ts";

/**
 * One payment on its way, for a log. `trace` is the payer's account number and the payment's own, as they stand on the phone and
 * in the report's transfers.csv. It has both from the phone to its entry.
 */
export type TransferTrace =
  | { readonly trace: string; readonly step: "asked" }
  /** `index`: the entry that ended the number; 0 where none has. */
  | {
      readonly trace: string;
      readonly step: "answered";
      readonly answer: RoomAnswer;
      readonly index: number;
    };

/** What a payment is called in every log: "10234-7". */
export function transferTrace(payer: number, sequence: number): string {
  return `${accountNumberOf(asAccountId(payer))}-${sequence}`;
}

/** The payments in a frame between gateway and room, either way; none in any other message. */
export function tracesIn(frame: Uint8Array): readonly TransferTrace[] {
  if (frame[0] === frameKinds.transferAnswers)
    return (decodeTransferAnswers(frame) ?? []).map(({ payer, sequence, answer, index }) => ({
      trace: transferTrace(payer, sequence),
      step: "answered",
      answer,
      index,
    }));
  const traces: TransferTrace[] = [];
  if (frame[0] === frameKinds.transfers)
    visitTransfers(frame, (_cancel, payer, _payee, _amountCents, sequence) => {
      traces.push({ trace: transferTrace(payer, sequence), step: "asked" });
    });
  return traces;
}
