import { deepStrictEqual } from "node:assert/strict";
import {
  asCents,
  measureSources,
  type AccountId,
  type DialChange,
  type Pace,
} from "@cablecut/protocol";
import fc from "fast-check";
import type { Command } from "./commands.ts";
import {
  applyNext,
  fullSpeed,
  keynote,
  resultsOf,
  smallLedger,
  syntheticHashOf,
  tokenHashOf,
} from "./ledger-fixture.ts";
import {
  eventText,
  expectSameAccounts,
  expectSameFailover,
  expectSameShow,
  expectSameTotals,
} from "./model-agreement.ts";
import { NaiveModel } from "./naive-model.ts";
import { encodeRaw } from "./raw-payload.ts";

/**
 * The ledger against the naive model over random histories. fast-check draws numbers; what they mean is decided against
 * the state at hand, so that most commands are nearly right: the next number or one beside it, the present epoch or an
 * old one, the last heartbeat or the one before. On failure fast-check prints seed and path, which replay it.
 */
type Draw = readonly [number, number, number, number, number];

/** What happens between payloads. */
export type Step =
  | { readonly kind: "payload"; readonly draws: readonly Draw[] }
  | { readonly kind: "snapshot" }
  | { readonly kind: "damaged"; readonly draws: readonly Draw[]; readonly bit: number }
  | { readonly kind: "engine-entry" };

const draw = fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999), fc.nat(999), fc.nat(999));
const draws = fc.array(draw, { minLength: 1, maxLength: 14 });
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant("payload" as const), draws }) },
  { weight: 1, arbitrary: fc.constant({ kind: "snapshot" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("damaged" as const), draws, bit: fc.nat() }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "engine-entry" as const }) },
);

const booth: Pace = { ...keynote, name: "booth", leaseMs: 19_000 };
const paces = [keynote, booth, fullSpeed];
const amounts = [1, 888, 999_999, 1_000_000, 1_000_001, 0, 4_294_967_295];

/** Turns draws into commands that fit the model's present state. Remembers what was sent, for replays. */
class Intentions {
  readonly #sent: Command[] = [];
  readonly #model: NaiveModel;

  constructor(model: NaiveModel) {
    this.#model = model;
  }

  /** Mostly one; a measurement comes with its shards. */
  commandsOf([what, a, b, c, d]: Draw): readonly Command[] {
    const commands =
      what >= 930 && what < 945 ? this.#measurement(a, b, c, d) : [this.#choose(what, a, b, c, d)];
    this.#sent.push(...commands);
    return commands;
  }

  #choose(what: number, a: number, b: number, c: number, d: number): Command {
    if (what < 440) return this.#transfer(a, b, c, d);
    if (what < 500 && this.#sent.length > 0)
      return this.#sent.at(-1 - (a % Math.min(40, this.#sent.length)))!;
    if (what < 550) return this.#cancel(a, b);
    if (what < 610) return this.#open(a, b, c);
    if (what < 790) return this.#heartbeat(a, b, c);
    if (what < 825) return this.#suspect(a, b, c);
    if (what < 925) return this.#move(a, b, c, d);
    if (what < 930) return { kind: "adopt-format" };
    if (what < 975) return { kind: "set-dial", change: this.#dial(a, b) };
    if (what < 990) return { kind: "set-pace", pace: paces[a % paces.length]! };
    return { kind: "set-failback", failback: ([true, false, null] as const)[a % 3] ?? null };
  }

  #measurement(a: number, b: number, c: number, d: number): readonly Command[] {
    const incident = Math.max(1, this.#model.incidents.number - (a % 6 === 0 ? 1 : 0));
    const last = this.#model.incidents.all.at(-1);
    const hit = last === undefined ? [] : this.#model.incidents.shardsOf(last);
    const shards = hit.slice(0, b % 4);
    // Now and then one that was not hit, that is none, or that stands there twice.
    if (c % 5 === 0) shards.push(...[d % 12, shards[0] ?? 3].slice(0, 1 + (c % 2)));
    const source = measureSources[d % measureSources.length]!;
    return [
      { kind: "incident-measured", incident, source, durationMs: a, shards: shards.length },
      ...shards.map((shard): Command => ({ kind: "shard-measured", shard, ms: b + shard })),
    ];
  }

  #dial(a: number, b: number): DialChange {
    const on = b % 2 === 0;
    const [account, session] = [(b % 30) as AccountId, tokenHashOf(b % 300).slice(0, 16)];
    const changes: readonly DialChange[] = [
      { dial: "act", value: on ? { act: "cue", amountCents: asCents(1 + b) } : { act: "hold-up" } },
      { dial: "doorsOpen", value: on },
      { dial: "blank", value: on },
      { dial: "headCountHidden", value: on },
      { dial: "paused", value: on },
      { dial: "stageLanguages", value: on ? "zh" : "en" },
      { dial: "stageView", value: on ? "dashboard" : "story" },
      { dial: "sound", value: on },
      { dial: "removed", value: { account, removed: b % 3 > 0 } },
      { dial: "endedSessions", value: { session, expiresAtS: 2 ** 33 + (b % 50) } },
    ];
    return changes[a % changes.length]!;
  }

  /** Often out of a shard that waits for a payment: incidents shall end. */
  #payer(n: number): number {
    const { open } = this.#model.incidents;
    if (open === null || n % 2 === 0) return this.#account(n);
    const waiting = this.#model.incidents
      .shardsOf(open)
      .filter((shard) => this.#model.incidents.story(open, shard).back === undefined);
    const own = [...this.#model.accounts.keys()].filter((account) =>
      waiting.includes(this.#model.accounts[account]!.shard),
    );
    return own.length === 0 ? this.#account(n) : own[n % own.length]!;
  }

  /** Mostly few accounts, so that numbers run past the 32 that are kept and funds run out. */
  #account(n: number): number {
    if (n % 40 === 0) return this.#model.accounts.length + (n % 3);
    return n % 3 === 0 ? n % this.#model.accounts.length : n % 4;
  }

  #epoch(account: number, n: number): number {
    const shard = this.#model.accounts[account]?.shard ?? 0;
    return this.#model.shards[shard]!.epoch - (n % 15 === 0 ? 1 : 0);
  }

  #sequence(account: number, n: number): number {
    const next = this.#model.accounts[account]?.ended.length ?? 1;
    if (n % 8 > 1) return next;
    return Math.max(0, next + ((n % 5) - 3) * (n % 7 === 0 ? 12 : 1));
  }

  #transfer(a: number, b: number, c: number, d: number): Command {
    const payer = this.#payer(a);
    const payee = b % 3 === 0 ? this.#account(b) : 1 + (b % 3);
    const amount = amounts[c % 4 === 0 ? d % amounts.length : 3]!;
    const [payerEpoch, payeeEpoch] = [this.#epoch(payer, c), this.#epoch(payee, d)];
    const sequence = this.#sequence(payer, d);
    return { kind: "transfer", payer, payee, amount, sequence, payerEpoch, payeeEpoch };
  }

  #cancel(a: number, b: number): Command {
    const payer = this.#account(a);
    const sequence = this.#sequence(payer, b);
    return { kind: "cancel", payer, sequence, payerEpoch: this.#epoch(payer, b) };
  }

  #open(a: number, b: number, c: number): Command {
    const shard = a % 50 === 0 ? 10 : a % 10;
    const epoch = (this.#model.shards[shard]?.epoch ?? 1) - (b % 12 === 0 ? 1 : 0);
    const tokenHash = c % 4 === 0 ? syntheticHashOf(c % 60) : tokenHashOf(c % 60);
    return { kind: "open", tokenHash, shard, epoch };
  }

  #heartbeat(a: number, b: number, c: number): Command {
    const room = a % 50 === 0 ? 5 : a % 5;
    const beats = this.#model.rooms[room]?.beats ?? [];
    const predecessor = beats.at(b % 12 === 0 ? -2 : -1)?.index ?? 0;
    const wrongClock = room === 3 ? 1e9 * (c % 3) : 0;
    const clockMs = 1_000_000 + this.#model.index * 900 + (c % 400) + wrongClock;
    return { kind: "heartbeat", room, predecessor, clockMs };
  }

  #suspect(a: number, b: number, c: number): Command {
    const room = a % 50 === 0 ? 6 : a % 5;
    const beats = this.#model.rooms[room]?.beats ?? [];
    const lastHeartbeat = beats.at(b % 8 === 0 ? -2 : -1)?.index ?? 0;
    return { kind: "suspect", room, by: c % 5, lastHeartbeat };
  }

  #move(a: number, b: number, c: number, d: number): Command {
    const switching = this.#model.shards.flatMap((_, n) => (this.#model.switching(n) ? [n] : []));
    const failover = c % 4 !== 0;
    const shard =
      a % 60 === 0
        ? 11
        : failover && switching.length > 0
          ? switching[a % switching.length]!
          : a % 10;
    const { owner, epoch } = this.#model.shards[shard] ?? { owner: 0, epoch: 1 };
    const from = b % 15 === 0 ? (owner + 1) % 5 : owner;
    const by = d % 10 === 0 ? (from + 1) % 5 : from;
    const reason = failover ? "failover" : "handover";
    return {
      kind: "move",
      shard,
      from,
      to: b % 5,
      epoch: epoch - (d % 15 === 0 ? 1 : 0),
      reason,
      ownerHeartbeat: Math.max(0, this.#model.lastHeartbeat(from) - (c % 13 === 0 ? 1 : 0)),
      by,
    };
  }
}

function damage(payload: Uint8Array, bit: number): Uint8Array {
  const at = bit % (8 * payload.length);
  payload[at >>> 3]! ^= 1 << (at & 7);
  return bit % 3 === 0 ? payload.subarray(0, Math.max(1, at >>> 3)) : payload;
}

/** The model, the ledger beside it, and what was sent so far. */
class Play {
  readonly model = new NaiveModel(5, 2, keynote);
  readonly #intentions = new Intentions(this.model);
  readonly #met: Set<string>;
  ledger = smallLedger();

  /** Account 0 has paid nearly all of its funds away, so that they run out now and then. */
  constructor(met: Set<string>) {
    this.#met = met;
    const payments = Array.from({ length: 98 }, (_, n): Command => {
      const [payer, payee, amount, sequence] = [0, 8, 1_000_000, n + 1];
      return { kind: "transfer", payer, payee, amount, sequence, payerEpoch: 1, payeeEpoch: 1 };
    });
    this.model.apply(payments);
    applyNext(this.ledger, encodeRaw(payments));
  }

  /** Within a payload every command was chosen for the state before it: many meet what an earlier one did. */
  payload(drawn: readonly Draw[]): void {
    const commands = drawn.flatMap((one) => this.#intentions.commandsOf(one));
    const expected = this.model.apply(commands);
    const applied = applyNext(this.ledger, encodeRaw(commands));
    const results = resultsOf(applied);
    deepStrictEqual(
      results,
      expected.map((one) => one.result),
    );
    const endedAt = [...applied.endedAt.subarray(0, applied.count)];
    deepStrictEqual(
      endedAt,
      expected.map((one) => one.endedAt),
    );
    deepStrictEqual(applied.events.map(eventText), this.model.events);
    expectSameFailover(this.ledger, this.model);
    expectSameShow(this.ledger, this.model);
    for (const result of results) this.#met.add(result);
    for (const event of applied.events) this.#met.add(event.kind);
  }

  damagedPayload(drawn: readonly Draw[], bit: number): void {
    const commands = drawn.flatMap((one) => this.#intentions.commandsOf(one));
    this.#withoutEffect(damage(encodeRaw(commands), bit), "malformed");
  }

  engineEntry(): void {
    this.#withoutEffect(new Uint8Array(0), "applied");
  }

  #withoutEffect(payload: Uint8Array, outcome: string): void {
    this.model.apply([]);
    const applied = applyNext(this.ledger, payload);
    deepStrictEqual([applied.outcome, applied.count, applied.events.length], [outcome, 0, 0]);
  }

  snapshot(): void {
    const restored = smallLedger();
    const outcome = restored.restore(this.ledger.snapshot());
    deepStrictEqual(outcome, { ok: true, index: this.model.index });
    deepStrictEqual(restored.digest(), this.ledger.digest());
    this.ledger = restored;
  }
}

/** Throws where ledger and model differ. `met` gathers the names of all results and events that came up. */
export function play(steps: readonly Step[], met: Set<string>): void {
  const state = new Play(met);
  for (const next of steps) {
    if (next.kind === "payload") state.payload(next.draws);
    else if (next.kind === "damaged") state.damagedPayload(next.draws, next.bit);
    else if (next.kind === "snapshot") state.snapshot();
    else state.engineEntry();
  }
  expectSameAccounts(state.ledger, state.model);
  expectSameFailover(state.ledger, state.model);
  expectSameShow(state.ledger, state.model);
  expectSameTotals(state.ledger, state.model);
}
