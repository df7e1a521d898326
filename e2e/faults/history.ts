import {
  asCents,
  meritRefusals,
  type AccountId,
  type AccountView,
  type LogIndex,
  type MeritRefusal,
  type Receipt,
  type RoomIndex,
  type SequenceNumber,
  type TransferAnswer,
} from "@cablecut/protocol";
import { nowMs } from "../client/room-line.ts";

export type EndName = "booked" | "cancelled" | MeritRefusal;

/** How a number ended, by the answer of a room. */
export interface NumberEnd {
  readonly name: EndName;
  readonly index: LogIndex;
  readonly payee: AccountId;
  readonly amountCents: number;
  readonly chain: string;
  readonly mac: string;
  readonly atMs: number;
}

/** One number of one payer: what was asked for under it, and how it ended. */
export interface NumberRecord {
  readonly payer: AccountId;
  readonly sequence: SequenceNumber;
  /** What is asked for now; replaced only while every copy sent so far was refused for certain. */
  payee: AccountId;
  amountCents: number;
  cancelAsked: boolean;
  copies: number;
  /** Copies answered by a refusal that says: this copy did nothing. */
  refusedCopies: number;
  unknowns: number;
  readonly startedMs: number;
  end: NumberEnd | null;
}

export interface ReadRecord {
  readonly reader: AccountId;
  readonly room: RoomIndex;
  readonly view: AccountView;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Entries that the account's own answered numbers and earlier reads had shown before this read began. */
  readonly floorIndex: number;
  /** The newest number of the account that had ended before this read began. */
  readonly floorSequence: number;
}

const violationsMax = 60;

/** Everything that the client asked for and was told, from the first account to the last answer. */
export class History {
  readonly numbers = new Map<AccountId, NumberRecord[]>();
  readonly openings = new Map<AccountId, Receipt>();
  readonly reads: ReadRecord[] = [];
  readonly violations: string[] = [];
  #violationCount = 0;
  /** Answers by name, for the summary. */
  readonly answers = new Map<string, number>();
  readonly #readFloor = new Map<AccountId, number>();

  readonly violation = (what: string): void => {
    this.#violationCount += 1;
    if (this.violations.length < violationsMax) this.violations.push(what);
    else this.violations[violationsMax] = `and ${this.#violationCount - violationsMax} more`;
  };

  opened(account: AccountId, receipt: Receipt): void {
    this.openings.set(account, receipt);
    this.numbers.set(account, []);
  }

  begin(payer: AccountId, payee: AccountId, amountCents: number): NumberRecord {
    const former = this.numbers.get(payer)!;
    const record: NumberRecord = {
      payer,
      sequence: (former.length + 1) as SequenceNumber,
      payee,
      amountCents,
      cancelAsked: false,
      copies: 0,
      refusedCopies: 0,
      unknowns: 0,
      startedMs: nowMs(),
      end: null,
    };
    former.push(record);
    return record;
  }

  numberOf(payer: AccountId, sequence: number): NumberRecord | undefined {
    return this.numbers.get(payer)?.[sequence - 1];
  }

  lastEnded(payer: AccountId): NumberRecord | undefined {
    return this.numbers.get(payer)?.findLast((record) => record.end !== null);
  }

  count(answer: string): void {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }

  /** Takes an answer that says how a number ended; it must say the same as every other about that number. */
  ended(room: RoomIndex, answer: TransferAnswer, name: EndName): void {
    const record = this.numberOf(answer.payer, answer.sequence);
    const told = `${name} at ${answer.index}, ${answer.amountCents} to ${answer.payee}, chain ${hex(answer.chain)}`;
    const number = `number ${answer.sequence} of ${answer.payer}`;
    if (record === undefined) return this.violation(`${number} was never asked for: ${told}`);
    if (record.end === null) {
      this.#judgeEnd(record, answer, name, told);
      record.end = {
        name,
        index: answer.index,
        payee: answer.payee,
        amountCents: answer.amountCents,
        chain: hex(answer.chain),
        mac: hex(answer.mac),
        atMs: nowMs(),
      };
      return;
    }
    const before = record.end;
    const known = `${before.name} at ${before.index}, ${before.amountCents} to ${before.payee}, chain ${before.chain}`;
    if (told !== known)
      this.violation(`${number} has two ends: ${known}; then, by room ${room}: ${told}`);
  }

  beginRead(account: AccountId): Omit<ReadRecord, "room" | "view" | "endedMs" | "reader"> {
    const ended = this.lastEnded(account);
    return {
      startedMs: nowMs(),
      floorIndex: Math.max(this.#readFloor.get(account) ?? 0, ended?.end?.index ?? 0),
      floorSequence: ended?.sequence ?? 0,
    };
  }

  endRead(record: ReadRecord): void {
    this.reads.push(record);
    this.#raise(this.#readFloor, record.view.account, record.view.appliedIndex);
  }

  #judgeEnd(record: NumberRecord, answer: TransferAnswer, name: EndName, told: string): void {
    const number = `number ${record.sequence} of ${record.payer}`;
    if (answer.index < 1) this.violation(`${number} ended at no index: ${told}`);
    if (name === "cancelled") {
      if (!record.cancelAsked) this.violation(`${number} was cancelled by nobody: ${told}`);
    } else if (answer.payee !== record.payee || answer.amountCents !== record.amountCents) {
      this.violation(
        `${number} ended with a payload whose copies were all refused: ${told}; asked: ${record.amountCents} to ${record.payee}`,
      );
    }
    if (record.copies === 0) this.violation(`${number} was never sent: ${told}`);
  }

  #raise(floors: Map<AccountId, number>, account: AccountId, index: number): void {
    floors.set(account, Math.max(floors.get(account) ?? 0, index));
  }
}

/** Null where the answer does not say that the number has ended. */
export function endNameOf({ answer, index }: TransferAnswer): EndName | null {
  // An amount that no payment may have is refused at the door of the room and never gets into the log.
  if (index === 0 && answer !== "booked" && answer !== "cancelled") return null;
  if (answer === "booked" || answer === "cancelled") return answer;
  return meritRefusals.find((refusal) => refusal === answer) ?? null;
}

/** What the payer's phone would keep; null where the number has not ended. */
export function receiptOf(record: NumberRecord): Receipt | null {
  const { end } = record;
  if (end === null) return null;
  return {
    account: record.payer,
    sequence: record.sequence,
    payee: end.payee,
    amountCents: asCents(end.amountCents),
    result: end.name,
    index: end.index,
    chain: end.chain,
    mac: end.mac,
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
