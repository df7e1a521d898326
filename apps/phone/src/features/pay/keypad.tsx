import { phonePageTexts, phoneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import type { AmountKey } from "../../model/pay/amount-entry.ts";
import { Icon } from "../../shared/icons.tsx";

const rows: readonly AmountKey[] = ["1", "2", "3", "erase", "4", "5", "6"];
const below: readonly AmountKey[] = ["7", "8", "9", ".", "0", "00"];

/** Own keys, so that nothing of the page is hidden by the system's; Pay is three rows high. */
export function Keypad({
  amount,
  ready,
  onKey,
}: {
  /** As it will be paid; null while there is none. */
  readonly amount: string | null;
  readonly ready: boolean;
  readonly onKey: (key: AmountKey) => void;
}): JSX.Element {
  const t = useSay();
  const key = (name: AmountKey): JSX.Element => (
    <button
      key={name}
      type="button"
      className="key figures"
      aria-label={
        name === "erase" ? t(phonePageTexts.erase) : name === "." ? t(phonePageTexts.point) : name
      }
      // The field keeps the focus, so that Enter and a real keyboard go on working.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onKey(name)}
    >
      {name === "erase" ? <Icon name="erase" /> : name}
    </button>
  );
  return (
    <div className="keypad">
      {rows.map(key)}
      <button
        type="submit"
        className="key key-pay"
        disabled={!ready}
        aria-label={amount === null ? t(phoneTexts.pay) : t(phonePageTexts.confirmPay(amount))}
      >
        <span>
          {t(phoneTexts.pay)} <small className="figures">{amount}</small>
        </span>
      </button>
      {below.map(key)}
    </div>
  );
}
