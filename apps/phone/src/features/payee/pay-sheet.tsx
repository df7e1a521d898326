import {
  cueAmountCents,
  formatCents,
  parseAmount,
  type AccountNumber,
  type Person,
} from "@cablecut/protocol";
import { phoneTexts, refusalTexts, useSay } from "@cablecut/ui";
import Button from "antd-mobile/es/components/button";
import { useState, type JSX } from "react";
import { Sheet } from "../../shared/sheet.tsx";
import { usePhone, usePhoneState } from "../../shared/phone-context.ts";
import type { Profile } from "../../model/phone-state.ts";
import { cityOf } from "../../model/status/status.ts";
import { useLookUp, type LookUp } from "./look-up.ts";

/** Pay by account number: the number, whose it is, the amount, one tap. */
export function PaySheet({
  profile,
  open,
  first,
  onClose,
}: {
  readonly profile: Profile;
  readonly open: boolean;
  /** The number that a payee's link named. */
  readonly first: AccountNumber | null;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Sheet title={phoneTexts.payTo} open={open} onClose={onClose}>
      <PayForm profile={profile} first={first} onPaid={onClose} />
    </Sheet>
  );
}

function PayForm({
  profile,
  first,
  onPaid,
}: {
  readonly profile: Profile;
  readonly first: AccountNumber | null;
  readonly onPaid: () => void;
}): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const [numberText, setNumberText] = useState(first === null ? "" : String(first));
  const [amountText, setAmountText] = useState(formatCents(cueAmountCents));
  const [full, setFull] = useState(false);
  const lookUp = useLookUp(numberText, profile.me.accountNumber);
  const amount = parseAmount(amountText);
  const ready = lookUp.kind === "found" && amount.ok;
  return (
    <form
      className="pay-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (lookUp.kind !== "found" || !amount.ok) return;
        if (phone.pay(lookUp.person, amount.cents) === null) onPaid();
        else setFull(true);
      }}
    >
      <Recent onChoose={(person) => setNumberText(String(person.accountNumber))} />
      <label className="field">
        <span>{t(phoneTexts.numberLabel)}</span>
        <input
          className="figures"
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
          value={numberText}
          onChange={(event) => setNumberText(event.target.value.replaceAll(/\D/g, ""))}
        />
      </label>
      <Payee lookUp={lookUp} profile={profile} />
      <label className="field">
        <span>{t(phoneTexts.amountLabel)}</span>
        <input
          className="figures"
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          value={amountText}
          onChange={(event) => setAmountText(event.target.value)}
        />
      </label>
      <p className="field-note" role="alert">
        {full ? t(phoneTexts.tooManyOpen) : amount.ok ? null : t(refusalTexts[amount.refusal])}
      </p>
      <Button block color="primary" type="submit" className="pay-now" disabled={!ready}>
        {amount.ok ? t(phoneTexts.confirmPay(formatCents(amount.cents))) : t(phoneTexts.pay)}
      </Button>
    </form>
  );
}

/** Always as high as when somebody was found, so that the amount below keeps its place. */
function Payee({
  lookUp,
  profile,
}: {
  readonly lookUp: LookUp;
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const world = usePhoneState((state) => state.world);
  const city = lookUp.kind === "found" ? cityOf(lookUp.person, profile.topology, world) : null;
  return (
    <div className="payee" data-kind={lookUp.kind} aria-live="polite">
      {lookUp.kind === "asking" ? t(phoneTexts.lookingUp) : null}
      {lookUp.kind === "refused" ? t(refusalTexts[lookUp.refusal]) : null}
      {lookUp.kind === "found" ? (
        <>
          <strong>{t(lookUp.person.name)}</strong>
          {city === null ? null : <span>{t(city)}</span>}
        </>
      ) : null}
    </div>
  );
}

function Recent({ onChoose }: { readonly onChoose: (person: Person) => void }): JSX.Element | null {
  const t = useSay();
  const recent = usePhoneState((state) => state.recentPayees);
  if (recent.length === 0) return null;
  return (
    <div className="recent">
      <p>{t(phoneTexts.recent)}</p>
      <div className="recent-people">
        {recent.map((person) => (
          <button key={person.account} type="button" onClick={() => onChoose(person)}>
            {t(person.name)}
          </button>
        ))}
      </div>
    </div>
  );
}
