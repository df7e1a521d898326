import { accountNumberOf, asAccountId, asCents, formatCents } from "@cablecut/protocol";

const dayMs = 86_400_000;

/** "2026-11-28 08:14:07.250 UTC". The days are counted from 1970 as in the Gregorian calendar. */
export function utcText(wallMs: number): string {
  const days = Math.floor(wallMs / dayMs);
  const rest = wallMs - days * dayMs;
  const { year, month, day } = dateOf(days);
  const date = [pad(year, 4), pad(month, 2), pad(day, 2)].join("-");
  const time = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60];
  const seconds = pad(Math.floor(rest / 1_000) % 60, 2);
  return `${date} ${time.map((part) => pad(part, 2)).join(":")}:${seconds}.${pad(Math.floor(rest % 1_000), 3)} UTC`;
}

/** A year that begins in March has its leap day at its end; eras of 400 years are all alike. */
function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

/** "26.03 s". */
export function secondsText(ms: number | null): string {
  return ms === null ? "—" : `${(ms / 1_000).toFixed(2)} s`;
}

/** An account's number, as people see it. */
export function accountText(account: number): string {
  return String(accountNumberOf(asAccountId(account)));
}

export function countText(value: number | null): string {
  return value === null ? "—" : String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function moneyText(cents: number | null): string {
  return cents === null ? "—" : formatCents(asCents(cents));
}
