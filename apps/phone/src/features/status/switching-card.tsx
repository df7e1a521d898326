import { formatCents } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import { ringOf } from "../../model/status/ring.ts";
import { checkingCount, keptPayments } from "../../model/transfer/outbox-counts.ts";
import { usePhoneState } from "../../shared/phone-context.ts";

/** Slips that fit beside each other; of more the number above them tells. */
const slipsMax = 4;
const radius = 41;
const around = 2 * Math.PI * radius;

/** How far the switch is, and what of this phone waits for it. */
export function SwitchingCard({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const state = usePhoneState((phone) => phone);
  const kept = keptPayments(state);
  const isChecking = checkingCount(state) > 0;
  const { share, elapsedMs } = ringOf(state, profile);
  return (
    <section className="card switching-card">
      <svg className="ring" viewBox="0 0 92 92" width="92" height="92" aria-hidden="true">
        <circle className="ring-ground" cx="46" cy="46" r={radius} />
        <circle
          className="ring-share"
          cx="46"
          cy="46"
          r={radius}
          strokeDasharray={`${share * around} ${around}`}
          transform="rotate(-90 46 46)"
        />
        <text x="46" y="54" textAnchor="middle" className="figures">
          {elapsedMs === null ? "–" : t(phoneTexts.seconds(Math.floor(elapsedMs / 1_000)))}
        </text>
      </svg>
      <div className="switching-words" role="status">
        <strong>
          {t(
            kept.length > 0
              ? phoneTexts.keptCount(kept.length)
              : isChecking
                ? phoneTexts.checkingPrompt
                : phoneTexts.nothingWaits,
          )}
        </strong>
        <span className="small">
          {t(kept.length > 0 ? phoneTexts.keptExplained(kept.length) : phoneTexts.moneyStays)}
        </span>
        {kept.length === 0 ? null : (
          <span className="slips figures" aria-hidden="true">
            {kept.slice(0, slipsMax).map((payment) => (
              <span key={payment.id} className="slip">
                {formatCents(payment.amountCents)}
              </span>
            ))}
          </span>
        )}
        {kept.length > 0 && isChecking ? (
          <span className="small amber-words also-checking">{t(phoneTexts.checkingPrompt)}</span>
        ) : null}
      </div>
    </section>
  );
}
