import type { IncidentFacts } from "@cablecut/protocol";
import type { TransferRow } from "./transfer-rows.ts";

type Payment = IncidentFacts["inFlight"]["payments"][number];

/** In a report they stand by accounts and their numbers, whichever phone told first. */
export function inAccountOrder(payments: readonly Payment[]): Payment[] {
  return payments.toSorted(
    (one, other) => one.account - other.account || one.sequence - other.sequence,
  );
}

/** Where the numbers ended that phones told of, by account and number. */
export function endsOf(
  incidents: readonly IncidentFacts[],
  rows: readonly TransferRow[],
): ReadonlyMap<string, TransferRow> {
  const wanted = new Set(
    incidents.flatMap(({ inFlight }) =>
      inFlight.payments.map(({ account, sequence }) => `${account} ${sequence}`),
    ),
  );
  const ended = new Map<string, TransferRow>();
  for (const row of rows) {
    const key = `${row.account} ${row.number}`;
    if (wanted.has(key)) ended.set(key, row);
  }
  return ended;
}

/**
 * How many of these payments are not as their phones told: phones are strangers, so this is counted and shown, and is no
 * reason to disbelieve a report. `ended`: of the whole log up to when it was told; null where that is not known.
 */
export function contradictedIn(
  payments: readonly Payment[],
  ended: ReadonlyMap<string, TransferRow> | null,
): number {
  const seen = new Set<string>();
  let count = 0;
  for (const payment of payments) {
    const key = `${payment.account} ${payment.sequence}`;
    const row = ended === null ? null : (ended.get(key) ?? undefined);
    if (seen.has(key) || !agreesWithItself(payment) || !agreesWith(payment, row)) count += 1;
    seen.add(key);
  }
  return count;
}

function agreesWithItself({ end, endedAfterMs, check }: Payment): boolean {
  return (endedAfterMs === null) === (end === "open") && !(check === "verified" && end === "open");
}

/** `row`: null where nothing is known of the log, undefined where it has no such number. */
function agreesWith({ end, index }: Payment, row: TransferRow | null | undefined): boolean {
  if (row === null) return true;
  // A refusal need not be the log's, and what is open may end whenever it likes.
  if (row === undefined) return end !== "booked" && end !== "cancelled" && index === null;
  const isKnown = end === "booked" || end === "refused" || end === "cancelled";
  return (!isKnown || end === endOf(row)) && (index === null || index === row.entry);
}

function endOf({ kind, result }: TransferRow): string {
  if (result === "booked") return "booked";
  return kind === "cancel" || result === "cancelled" ? "cancelled" : "refused";
}
