import type { AccountId, PhoneFacts } from "@cablecut/protocol";
import type { Session } from "../people/sessions.ts";
import type { PhoneVerification } from "../people/verification-count.ts";
import type { PhoneKept } from "./incident-book.ts";

const nothing = {
  kept: null,
  keptCents: null,
  checking: null,
  inFlight: null,
  checks: null,
  notYet: null,
  newest: null,
} as const;

/** Whoever told something of an incident, by account. */
export function phonesOf(
  incident: number,
  told: {
    readonly kept: readonly PhoneKept[] | null;
    readonly inFlight: ReadonlyMap<AccountId, number>;
    readonly verified: readonly PhoneVerification[] | null;
  },
): readonly PhoneFacts[] {
  const rows = new Map<AccountId, PhoneFacts>();
  const put = (account: AccountId, facts: Partial<PhoneFacts>): void => {
    const kept = told.kept === null ? null : 0;
    const before = rows.get(account) ?? { ...nothing, incident, account, kept };
    rows.set(account, { ...before, ...facts });
  };
  for (const { account, kept } of told.kept ?? []) put(account, { kept });
  for (const [account, inFlight] of told.inFlight) put(account, { inFlight });
  for (const { account, checks, notHeard, newest } of told.verified ?? []) {
    if (checks === null) put(account, { notYet: notHeard });
    else {
      const { "not-yet": notYet, ...judged } = checks;
      put(account, { checks: judged, notYet, newest });
    }
  }
  return [...rows.values()].toSorted((one, other) => one.account - other.account);
}

/** Whoever keeps something now, or is finding something out. */
export function phonesNow(
  outboxes: readonly Pick<Session, "account" | "kept" | "keptCents" | "checking">[],
): readonly PhoneFacts[] {
  return outboxes
    .map((each) => ({ ...nothing, incident: null, ...each }))
    .toSorted((one, other) => one.account - other.account);
}
