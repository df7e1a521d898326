import type { PayAnswer } from "@cablecut/protocol";
import type { AccountModel } from "./account-model.ts";
import { realTimeViolations, type ObservedOperation } from "./real-time-checks.ts";
import { Violation } from "./violation.ts";

interface Span {
  readonly begunAt: number;
  answeredAt: number;
}

/** A linearizable read that is under way. */
export interface ReadUnderWay {
  readonly account: number;
  readonly begunAt: number;
}

/**
 * When each payment and each linearizable read of the simulated phones began and was answered, whoever they asked and whichever
 * room answered. At the end the log says where each payment stands, and all of it must be explainable in real time.
 */
export class OrderChecks {
  /** Counts what the phones saw happen, one after the other. */
  #moment = 0;
  readonly #numbers = new Map<string, Span>();
  readonly #reads: ObservedOperation[] = [];

  /** A phone asks for a number, perhaps not for the first time. */
  asked(account: number, sequence: number): void {
    this.#moment += 1;
    const key = `${account}/${sequence}`;
    if (this.#numbers.has(key)) return;
    this.#numbers.set(key, { begunAt: this.#moment, answeredAt: Infinity });
  }

  /** It was told how the number has ended. */
  answered(account: number, sequence: number): void {
    this.#moment += 1;
    const number = this.#numbers.get(`${account}/${sequence}`);
    if (number?.answeredAt === Infinity) number.answeredAt = this.#moment;
  }

  /** What a gateway answers; some of it says how the number has ended. */
  told(account: number, sequence: number, { kind }: PayAnswer): void {
    if (kind === "booked" || kind === "refused" || kind === "cancelled")
      this.answered(account, sequence);
  }

  beginRead(account: number): ReadUnderWay {
    this.#moment += 1;
    return { account, begunAt: this.#moment };
  }

  endRead({ account, begunAt }: ReadUnderWay, index: number, teller: string): void {
    this.#moment += 1;
    const name = `a read of account ${account} by ${teller}, as of entry ${index},`;
    this.#reads.push({ kind: "read", name, account, index, begunAt, answeredAt: this.#moment });
  }

  /** Throws the first that cannot have happened; answers how many payments and reads were compared. */
  demandRealTimeOrder(model: AccountModel): number {
    const operations = [...this.#reads];
    const untold: { index: number; accounts: readonly number[] }[] = [];
    for (const [account, { ended }] of model.accounts.entries()) {
      for (const [sequence, end] of ended.entries()) {
        // A number that a phone did not see end, or an account's opening, of which nobody reads before it.
        if (end === undefined) continue;
        const { index, result, payee } = end;
        const accounts = result === "booked" ? [account, payee] : [account];
        const seen = sequence === 0 ? undefined : this.#numbers.get(`${account}/${sequence}`);
        if (seen === undefined) untold.push({ index, accounts });
        else {
          const name = `number ${sequence} of account ${account}`;
          operations.push({ kind: "change", name, index, accounts, ...seen });
        }
      }
    }
    const [first] = realTimeViolations(operations, untold);
    if (first !== undefined) throw new Violation("real-time order", first);
    return operations.length;
  }
}
