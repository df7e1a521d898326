import type { IncomingPayment } from "@cablecut/protocol";
import { formatSignedMoney, phoneTexts, useSay } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { Avatar } from "../../shared/avatar.tsx";
import { usePhoneState } from "../../shared/phone-context.ts";

/** In 200, stay 2,500, out 150, ms. */
const toastMs = 2_850;

/** At the foot, never over the band: who paid, and how much. */
export function MoneyToast(): JSX.Element | null {
  const t = useSay();
  const incoming = usePhoneState((state) => state.incoming);
  const [gone, setGone] = useState<IncomingPayment | null>(incoming);
  useEffect(() => {
    if (incoming === null) return;
    const timer = setTimeout(() => setGone(incoming), toastMs);
    return () => clearTimeout(timer);
  }, [incoming]);
  return (
    <div className="toast-place" role="status">
      {incoming === null || incoming === gone ? null : (
        <p className="toast" key={`${incoming.from.account}-${incoming.sequence}`}>
          <Avatar account={incoming.from.account} size={36} />
          <span className="toast-words">{t(phoneTexts.paidYou(incoming.from.name))}</span>
          <strong className="figures">{formatSignedMoney(incoming.amountCents)}</strong>
        </p>
      )}
    </div>
  );
}
