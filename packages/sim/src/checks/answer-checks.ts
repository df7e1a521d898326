import {
  asAccountId,
  asCents,
  asLogIndex,
  doorRefusals,
  type AccountId,
  type PayAnswer,
  type TransferAnswer,
} from "@cablecut/protocol";
import type { Coverage } from "./coverage.ts";
import type { Asked, LedgerChecks } from "./ledger-checks.ts";
import { Violation } from "./violation.ts";

const noBytes = new Uint8Array(0);

interface AskedNumber {
  readonly account: number;
  readonly sequence: number;
  /** Tries of which nobody has said that they did nothing: any of them may be booked. */
  open: number;
  /** It had ended when it was first asked for, or an answer has said so since. */
  hasEnded: boolean;
}

/**
 * Judges what gateways answer to phones by what the log says of that account and number. Where every try of a number was
 * answered with "not booked by this one", the log must never book it, until the phone itself asks again.
 */
export class AnswerChecks {
  readonly #ledger: LedgerChecks;
  readonly #coverage: Coverage;
  readonly #numbers = new Map<string, AskedNumber>();

  constructor(ledger: LedgerChecks, coverage: Coverage) {
    this.#ledger = ledger;
    this.#coverage = coverage;
  }

  /** A phone asks for a number. */
  asked(account: AccountId, sequence: number): void {
    const key = `${account}/${sequence}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      const hasEnded = this.#endOf(account, sequence) !== undefined;
      number = { account, sequence, open: 0, hasEnded };
      this.#numbers.set(key, number);
    }
    this.#demandUntouched(number);
    number.open += 1;
  }

  /** The answer to one try; `unknown` closes nothing, and neither does no answer at all. */
  answered(teller: string, asked: Asked, answer: PayAnswer): void {
    const { payer, sequence } = asked;
    const number = this.#numbers.get(`${payer}/${sequence}`)!;
    switch (answer.kind) {
      case "unknown":
        return this.#coverage.note("outcomes unknown");
      case "not-now":
        number.open -= 1;
        return undefined;
      case "rejected":
        number.open -= 1;
        // Only the door may turn somebody away who has an account: what the log says of a number is never this.
        if (answer.refusal !== "unknown-payer" && doorRefusals.includes(answer.refusal)) return;
        throw new Violation("answers", `${teller} says ${answer.refusal} to account ${payer}`);
      case "ended-otherwise":
        number.hasEnded = true;
        return this.#endedOtherwise(teller, asked, answer.refusal);
      case "booked":
      case "refused":
      case "cancelled":
        number.hasEnded = true;
        this.#coverage.note("answers of gateways judged");
        return this.#ledger.answered(teller, asked, this.#asTold(asked, answer));
    }
  }

  /** When nothing is asked any more. */
  demandNothingUntold(): void {
    for (const number of this.#numbers.values()) this.#demandUntouched(number);
  }

  #demandUntouched({ account, sequence, open, hasEnded }: AskedNumber): void {
    if (open > 0 || hasEnded) return;
    const ended = this.#endOf(account, sequence);
    if (ended === undefined) return;
    throw new Violation(
      "answers",
      `number ${sequence} of ${account} is ${ended.result} at ${ended.index}, and every try was told "not by this one"`,
    );
  }

  #endOf(account: number, sequence: number) {
    return this.#ledger.model.accounts[account]?.ended[sequence];
  }

  /** What a phone is not told of an answer is taken from the log. */
  #asTold(
    { payer, sequence }: Asked,
    answer: PayAnswer & { kind: "booked" | "refused" | "cancelled" },
  ): TransferAnswer {
    const ended = this.#endOf(payer, sequence);
    const { appliedIndex, balanceCents: payerBalanceCents } = answer;
    if (answer.kind === "booked") {
      const { account, result, chain, mac, ...told } = answer.receipt;
      return {
        ...told,
        payer: account,
        answer: result,
        payerBalanceCents,
        appliedIndex,
        chain: Buffer.from(chain, "hex"),
        mac: Buffer.from(mac, "hex"),
      };
    }
    const index = asLogIndex(ended?.index ?? 0);
    return {
      payer: asAccountId(payer),
      sequence: sequence as TransferAnswer["sequence"],
      answer: answer.kind === "cancelled" ? "cancelled" : answer.refusal,
      index,
      payee: asAccountId(ended?.payee ?? 0),
      amountCents: asCents(ended?.amountCents ?? 0),
      payerBalanceCents,
      appliedIndex,
      chain: this.#ledger.chainAt(index),
      mac: noBytes,
    };
  }

  #endedOtherwise(teller: string, asked: Asked, refusal: "sequence-conflict" | "archived"): void {
    const { payer, sequence, payee, amountCents } = asked;
    const ended = this.#endOf(payer, sequence);
    const isAsAsked = ended?.payee === payee && ended.amountCents === amountCents;
    const wrong = ended === undefined || (refusal === "sequence-conflict" && isAsAsked);
    if (!wrong) return;
    throw new Violation(
      "answers",
      `${teller} says ${refusal} to number ${sequence} of ${payer}, but the log has ${JSON.stringify(ended)}`,
    );
  }
}
