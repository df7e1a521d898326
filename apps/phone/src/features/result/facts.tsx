import { formatCents, quorumOf, type LocalizedText } from "@cablecut/protocol";
import { formatCount, phonePageTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import type { Payment } from "../../model/transfer/payment.ts";
import type { Standing } from "../../model/transfer/standing.ts";
import { BalanceAge } from "../../shared/balance-age.tsx";

/** What is known of the payment, and of the balance where it has not ended. */
export function Facts({
  payment,
  standing,
  profile,
}: {
  readonly payment: Payment;
  readonly standing: Standing;
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const { state } = payment;
  const balance = formatCents(profile.books.balanceCents);
  if (state.kind !== "booked") {
    const unchanged = standing === "kept" || standing === "refused";
    return (
      <dl className="card facts">
        <Fact
          of={phonePageTexts.balance}
          is={unchanged ? phonePageTexts.unchanged(balance) : { en: balance, zh: balance }}
          old={<BalanceAge />}
        />
        {standing === "kept" || standing === "waiting" ? (
          <Fact of={phonePageTexts.keptOn} is={phonePageTexts.thisPhone} />
        ) : null}
      </dl>
    );
  }
  const { receipt, endedAtMs } = state;
  const rooms = profile.topology.rooms.length;
  const number = t(phonePageTexts.receiptNumber(receipt.sequence));
  const entry = t(phonePageTexts.entry(formatCount(receipt.index)));
  const { madeAtMs } = payment;
  const took =
    madeAtMs === null
      ? phonePageTexts.tookUnknown
      : phonePageTexts.milliseconds(formatCount(Math.max(1, Math.round(endedAtMs - madeAtMs))));
  return (
    <dl className="card facts figures">
      <Fact
        of={phonePageTexts.receipt}
        is={{ en: `${number} · ${entry}`, zh: `${number} · ${entry}` }}
      />
      <Fact
        of={phonePageTexts.heldBy}
        is={phonePageTexts.heldByRooms(quorumOf(profile.topology), rooms)}
      />
      <Fact of={phonePageTexts.took} is={took} />
      <Fact of={phonePageTexts.chain} is={shortChain(receipt.chain)} />
    </dl>
  );
}

function Fact({
  of,
  is,
  old = null,
}: {
  readonly of: LocalizedText;
  readonly is: LocalizedText;
  /** How old it may be. */
  readonly old?: JSX.Element | null;
}): JSX.Element {
  const t = useSay();
  return (
    <div className="fact">
      <dt>{t(of)}</dt>
      <dd>
        {t(is)}
        {old}
      </dd>
    </div>
  );
}

function shortChain(chain: string): LocalizedText {
  const text = `${chain.slice(0, 4)}…${chain.slice(-4)}`;
  return { en: text, zh: text };
}
