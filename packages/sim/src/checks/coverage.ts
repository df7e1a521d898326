/**
 * What can happen in a run. Runs in which a kind never happens prove nothing about it: `npm run sim` prints how often
 * each did, and the tests demand that over their seeds each did.
 */
export const happenings = [
  // Faults.
  "messages lost",
  "messages doubled",
  "messages overtaken",
  "messages swallowed by a cut",
  "messages held by a cut",
  "rooms cut off",
  "one-way silences",
  "quorums cut",
  "crashes",
  "crashes that lost writes",
  "writes torn",
  "disks lost",
  "pauses",
  "slow disks",
  "gateways crashed",
  "gateways crashed in an incident",
  "gateways paused",
  "gateways paused in an incident",
  "gateways deaf",
  "gateways deaf in an incident",
  // The log.
  "leaders elected",
  "hand-overs of leadership asked for",
  "pre-votes refused",
  "votes refused",
  "votes granted",
  "appends refused",
  "conflicting tails truncated",
  "snapshots taken",
  "snapshots taken too late",
  "snapshots installed",
  "starts from a snapshot",
  "rooms recovered",
  // Failover.
  "suspicions",
  "suspicions withdrawn",
  "rooms drained",
  "shards failed over",
  "shards handed over",
  "paces set",
  "paces refused while switching",
  "failback set",
  "formats adopted",
  "shards back",
  "incidents ended",
  "incidents measured",
  "measurements refused",
  "dials set",
  "stale heartbeats refused",
  "stale suspicions refused",
  "stale moves refused",
  "moves refused as too late",
  // Payments, as the log has them.
  "accounts opened",
  "accounts opened again",
  "transfers booked",
  "transfers cancelled",
  "transfers refused on merit",
  "transfers fenced",
  "payers' shards switching",
  "payees' shards switching",
  "numbers repeated",
  "numbers under another payload",
  "second tabs under one number",
  "numbers too high",
  // Phones.
  "answers overdue",
  "reads answered",
  "operations in real-time order",
  "requests to the wrong room",
  "receipts verified",
  "receipts asked for too early",
  // Phones and consoles of gateways.
  "answers of gateways judged",
  "outcomes unknown",
  "phones changing their gateway",
  "phones asked to check their receipts",
  "payments told to their payees",
  "canaries booked",
  "pictures judged",
  "pictures of incidents judged",
  "feeds with a gap",
  "words of other gateways heard",
  "commands of consoles",
  "commands from an old picture refused",
  "rooms audited",
] as const;
export type Happening = (typeof happenings)[number];
export type Counts = Readonly<Record<Happening, number>>;

const none = Object.fromEntries(happenings.map((each) => [each, 0])) as Counts;

/** Counts what happens. */
export class Coverage {
  readonly #counts: Record<Happening, number> = { ...none };

  get counts(): Counts {
    return this.#counts;
  }

  note(happening: Happening, times = 1): void {
    this.#counts[happening] += times;
  }

  add(counts: Counts): void {
    for (const each of happenings) this.#counts[each] += counts[each];
  }

  /** What never happened. */
  missing(): readonly Happening[] {
    return happenings.filter((each) => this.#counts[each] === 0);
  }

  /** One line per kind, with the number in front. */
  lines(): readonly string[] {
    const width = Math.max(...happenings.map((each) => String(this.#counts[each]).length));
    return happenings.map((each) => `${String(this.#counts[each]).padStart(width)} ${each}`);
  }
}
