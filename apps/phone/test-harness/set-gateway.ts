import {
  asCents,
  defaultTopology,
  encodeShards,
  type AccountId,
  type AccountView,
  type EnterAnswer,
  type FindMeAnswer,
  type Hall,
  type HistoryLine,
  type LogIndex,
  type LookUpAnswer,
  type MeritRefusal,
  type PayAnswer,
  type PayInput,
  type Person,
  type Receipt,
  type ReceiptCheck,
  type RoomCondition,
  type RoomIndex,
  type SequenceNumber,
  type TakeMoveAnswer,
  type World,
} from "@cablecut/protocol";
import type { PhoneSocket } from "../src/model/session/gateway-line.ts";
import { person } from "../src/model/testing/person.ts";

/** A gateway made of scenery, in the page itself: for looking at the phone, never shipped, never measured. */
type Listener = (...values: never[]) => void;

export interface Cast {
  readonly me: Person;
  readonly partner: Person | null;
  readonly lines: number;
}

export class SetGateway {
  connected = false;
  readonly io = { engine: { close: (): void => {} } };
  readonly cast: Cast;
  world: World;
  hall: Hall = { cue: null, incident: null };
  doorSays: Extract<EnterAnswer, { ok: false }>["refusal"] | null = null;
  answers = true;
  /** It stands still: its sockets are open, and nothing comes over them by itself. */
  standsStill = false;
  /** Requests of these names are never answered. */
  readonly deaf = new Set<string>();
  /** Accounts are read from a room that does not serve them. */
  stale = false;
  /** Payments are answered only after a long while. */
  slow = false;
  /** Every payment is refused on its merit. */
  refusal: MeritRefusal | null = null;
  check: ReceiptCheck = "verified";
  /** What a link that moves an account is answered with. */
  taken: TakeMoveAnswer = { ok: true, token: "a".repeat(32) };
  /** What every number that is looked up is answered with; null: whose it is. */
  lookedUp: LookUpAnswer | null = null;
  /** What whoever asks to be found on the stage is answered with. */
  found: FindMeAnswer = { ok: true };
  readonly entered: string[] = [];
  #balance = 100_000_000;
  #sent = 0;
  #received = 0;
  #last = 0;
  #index = 4_200;
  #history: HistoryLine[] = [];
  readonly #listeners = new Map<string, Listener[]>();
  readonly #ended = new Map<number, PayAnswer>();
  /** What is told that the line was lost; nothing, where the answer has come. */
  readonly #asked: ((error: Error) => void)[] = [];

  constructor(cast: Cast) {
    this.cast = cast;
    this.world = {
      atMs: 0,
      conditions: defaultTopology.rooms.map(() => "normal"),
      shards: encodeShards(
        Array.from({ length: 100 }, (_, shard) => ({
          owner: (shard % 5) as RoomIndex,
          status: "serving" as const,
        })),
      ),
      answering: 5,
      starting: false,
      quorum: true,
      incident: 0,
      cue: { on: false, amountCents: asCents(888) },
      holdUp: false,
      paused: false,
    };
    setInterval(() => {
      if (this.connected && !this.standsStill) this.say("worldUnchanged");
    }, 1_000);
    this.#line("opening", cast.me.account, 100_000_000, 0);
    for (let at = 0; at < cast.lines; at += 1) {
      if (at % 3 === 2) this.#receive(person(640 + at, at % 100), 2_000 + 137 * at);
      else this.#book({ sequence: this.#last + 1, payee: 10_700 + at, amountCents: 888 });
    }
  }

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }
  off(): void {}
  connect(): void {
    if (this.connected || !this.answers) return this.say("connect_error", new Error("timeout"));
    setTimeout(() => {
      this.connected = true;
      this.say("connect");
    }, 30);
  }
  disconnect(): void {
    if (!this.connected) return;
    this.connected = false;
    this.say("disconnect");
    for (const fail of this.#asked.splice(0)) fail(new Error("socket has been disconnected"));
  }
  emit(): void {}
  timeout(maxMs: number): { emitWithAck: (event: string, input: unknown) => Promise<unknown> } {
    return {
      emitWithAck: (event, input) =>
        new Promise((done, fail) => {
          setTimeout(() => fail(new Error("operation has timed out")), maxMs);
          this.#asked.push(fail);
          setTimeout(
            () => {
              if (this.deaf.has(event)) return;
              const answer = this.#answer(event, input);
              if (answer !== null) done(answer);
            },
            event === "pay" && this.slow ? 7_000 : 40,
          );
        }),
    };
  }

  say(event: string, ...values: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...(values as never[]));
  }

  change(change: Partial<World>): void {
    this.world = { ...this.world, ...change };
    this.say("world", this.world);
  }

  tellHall(hall: Hall): void {
    this.hall = hall;
    this.say("hall", hall);
  }

  /** Rooms by index get a condition; `switching` holds all their shards, a moved room gives them away. */
  rooms(conditions: Readonly<Record<number, RoomCondition>>, movedTo: number | null = null): void {
    const shards = Array.from({ length: 100 }, (_, shard) => {
      const home = shard % 5;
      const condition = conditions[home];
      const owner = (condition === "dark" && movedTo !== null ? movedTo : home) as RoomIndex;
      const status = condition === "switching" ? ("switching" as const) : ("serving" as const);
      return { owner, status };
    });
    this.change({
      conditions: defaultTopology.rooms.map((_, at) => conditions[at] ?? "normal"),
      answering: 5 - Object.keys(conditions).length,
      shards: encodeShards(shards),
      incident: Math.max(1, this.world.incident),
    });
  }

  receive(from: Person, amountCents: number): void {
    const line = this.#receive(from, amountCents);
    this.say("balance", {
      balanceCents: this.#balance,
      appliedIndex: line.index,
      incoming: { from, amountCents, index: line.index, sequence: line.sequence },
    });
  }

  #answer(event: string, input: unknown): unknown {
    if (event === "enter") {
      this.entered.push((input as { token: string }).token);
      return this.#enter();
    }
    if (event === "moveLink") return { ok: true, code: "5a".repeat(20), forMs: 60_000 };
    if (event === "takeMove") return this.taken;
    if (event === "account") return { ok: true, account: this.#view() };
    if (event === "pay") return this.#pay(input as PayInput);
    if (event === "cancel") {
      const { sequence } = input as { sequence: number };
      this.#last = sequence;
      return { kind: "cancelled", balanceCents: this.#balance, appliedIndex: this.#index };
    }
    if (event === "lookUp") {
      if (this.lookedUp !== null) return this.lookedUp;
      const { accountNumber } = input as { accountNumber: number };
      return accountNumber < 11_000
        ? { ok: true, person: person(accountNumber - 10_000, accountNumber % 100) }
        : { ok: false, refusal: "unknown-payee" };
    }
    if (event === "randomAttendee") return { ok: true, person: person(612, 3) };
    if (event === "findMe") return this.found;
    const { receipts } = input as { receipts: readonly Receipt[] };
    const checks = receipts.map((_, at) => (at === 1 ? this.check : "verified"));
    return { ok: true, checks, room: 2 };
  }

  #enter(): EnterAnswer {
    if (this.doorSays !== null) return { ok: false, refusal: this.doorSays };
    const { me, partner } = this.cast;
    return {
      ok: true,
      account: this.#view(),
      ...(this.stale ? { stale: true } : {}),
      me,
      partner,
      showId: "set",
      topology: defaultTopology,
      world: this.world,
      hall: this.hall,
      opening: this.#receipt(0, me.account, 100_000_000, 17),
      rehearsal: false,
    };
  }

  #pay(input: PayInput): PayAnswer {
    const ended = this.#ended.get(input.sequence);
    if (ended !== undefined) return ended;
    const status = (shard: number): string => this.world.shards[shard] ?? "0";
    const own = status(this.cast.me.shard);
    if (own >= "a") return { kind: "not-now", refusal: "payer-switching" };
    if (this.world.conditions[Number(own)] !== "normal") return { kind: "unknown" };
    if (this.refusal !== null) {
      this.#last = input.sequence;
      const balanceCents = asCents(this.#balance);
      const appliedIndex = this.#index as LogIndex;
      return { kind: "refused", refusal: this.refusal, balanceCents, appliedIndex };
    }
    return this.#book(input);
  }

  #book({ sequence, payee, amountCents }: PayInput): PayAnswer {
    const account = (payee - 10_000) as AccountId;
    this.#balance -= amountCents;
    this.#sent += amountCents;
    this.#last = sequence;
    const line = this.#line("sent", account, amountCents, sequence);
    const answer: PayAnswer = {
      kind: "booked",
      receipt: this.#receipt(sequence, account, amountCents, line.index),
      balanceCents: asCents(this.#balance),
      appliedIndex: line.index,
    };
    this.#ended.set(sequence, answer);
    return answer;
  }

  #receive(from: Person, amountCents: number): HistoryLine {
    this.#balance += amountCents;
    this.#received += amountCents;
    return this.#line("received", from.account, amountCents, 7);
  }

  #line(
    kind: HistoryLine["kind"],
    counterparty: AccountId,
    amountCents: number,
    sequence: number,
  ): HistoryLine {
    this.#index += 13;
    const line: HistoryLine = {
      kind,
      counterparty,
      amountCents: asCents(amountCents),
      sequence: sequence as SequenceNumber,
      index: this.#index as LogIndex,
      result: "booked",
    };
    this.#history = [line, ...this.#history];
    return line;
  }

  #receipt(sequence: number, payee: AccountId, amountCents: number, index: number): Receipt {
    return {
      account: this.cast.me.account,
      sequence: sequence as SequenceNumber,
      payee,
      amountCents: asCents(amountCents),
      result: "booked",
      index: index as LogIndex,
      chain: ((index * 2_654_435_761) % 2 ** 48).toString(16).padStart(16, "0"),
      mac: "0".repeat(32),
    };
  }

  #view(): AccountView {
    return {
      account: this.cast.me.account,
      shard: this.cast.me.shard,
      room: 0 as RoomIndex,
      synthetic: false,
      balanceCents: asCents(this.#balance),
      sentCents: asCents(this.#sent),
      receivedCents: asCents(this.#received),
      lastSequence: this.#last as SequenceNumber,
      history: this.#history,
      appliedIndex: this.#index as LogIndex,
    };
  }
}

export function asSocket(gateway: SetGateway): PhoneSocket {
  return gateway as unknown as PhoneSocket;
}
