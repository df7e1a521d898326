import { formatCents, parseAmount, tapsAreFree, type Person } from "@cablecut/protocol";
import { phonePageTexts, phoneTexts, refusalTexts, useSay } from "@cablecut/ui";
import { useRef, useState, type JSX } from "react";
import type { Page } from "../../model/navigation/pages.ts";
import type { Profile } from "../../model/phone-state.ts";
import {
  firstAmount,
  pressKey,
  typeAmount,
  typeOver,
  type AmountEntry,
} from "../../model/pay/amount-entry.ts";
import { cityOf } from "../../model/status/cities.ts";
import { refusePayment } from "../../model/transfer/transfer-book.ts";
import { BalanceAge } from "../../shared/balance-age.tsx";
import { isComposed } from "../../shared/is-composed.ts";
import { isLowScreen } from "../../shared/low-screen.ts";
import { PageFrame } from "../../shared/page-frame.tsx";
import { PersonRow } from "../../shared/person-row.tsx";
import { useIsInside, usePages, usePhone, usePhoneState } from "../../shared/phone-context.ts";
import { useAnswer } from "../../shared/use-answer.ts";
import { Keypad } from "./keypad.tsx";
import { lookUpOf, useLookUp, type LookUp } from "./look-up.ts";

/** Whom, how much, one key. One opening of this page makes one payment, however often it is sent off. */
export function PayPage({
  page,
  profile,
}: {
  readonly page: Extract<Page, { kind: "pay" }>;
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const pages = usePages();
  const payee = usePayee(page, profile);
  const [entry, setEntry] = useState(firstAmount);
  const [full, setFull] = useState(false);
  const sent = useRef(false);
  const amount = parseAmount(entry.text);
  const ready = payee.kind === "found" && amount.ok;
  const submit = (): void => {
    if (payee.kind !== "found" || !amount.ok || sent.current) return;
    const made = phone.pay(payee.person, amount.cents);
    if (!made.ok) return setFull(true);
    sent.current = true;
    // Back and not home: the call to pay, which may be waiting, opens behind the browser's own step.
    if (tapsAreFree(phone.store.getState())) pages.back();
    else pages.replace({ kind: "result", paymentId: made.paymentId });
  };
  const refusal = amount.ok || entry.text === "" ? null : refusalTexts[amount.refusal];
  const isFull = usePhoneState(({ book }) => refusePayment(book) !== null);
  const trouble = full && isFull ? phoneTexts.tooManyOpen : refusal;
  return (
    <PageFrame title={phoneTexts.pay} className="pay-page">
      <form
        className="pay-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <section className="card person-line payee">
          <Payee payee={payee} profile={profile} />
          <button type="button" className="pill" onClick={() => pages.openSheet("payee")}>
            {t(payee.kind === "found" ? phonePageTexts.change : phonePageTexts.choose)}
          </button>
        </section>
        <label className="card amount-card">
          <span className="small">{t(phonePageTexts.amountLabel)}</span>
          <AmountField entry={entry} onEntry={setEntry} />
          <span className={trouble === null ? "small figures" : "amber-words"}>
            <span role="status">
              {t(trouble ?? phonePageTexts.amountLimit(formatCents(profile.books.balanceCents)))}
            </span>
            {trouble === null ? <BalanceAge /> : null}
          </span>
        </label>
        <Keypad
          amount={amount.ok ? formatCents(amount.cents) : null}
          ready={ready}
          onKey={(key) => setEntry((before) => pressKey(before, key))}
        />
      </form>
    </PageFrame>
  );
}

/** The own keypad types into it; a real keyboard and pasting work as well. */
function AmountField({
  entry,
  onEntry,
}: {
  readonly entry: AmountEntry;
  readonly onEntry: (entry: AmountEntry) => void;
}): JSX.Element {
  const t = useSay();
  return (
    <input
      className="amount figures"
      inputMode={isLowScreen() ? "decimal" : "none"}
      autoComplete="off"
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- a real keyboard types at once; no other one comes up
      autoFocus
      aria-label={t(phonePageTexts.amountLabel)}
      value={entry.text}
      // What is composed takes the place of the amount that stood there, as every other key's does.
      onCompositionStart={() => entry.untouched && onEntry(typeAmount(""))}
      onChange={({ target: { value }, nativeEvent: event }) =>
        onEntry(
          isComposed(event)
            ? { text: value, untouched: false }
            : typeOver(entry, value, insertedBy(event)),
        )
      }
      onCompositionEnd={({ currentTarget }) => onEntry(typeAmount(currentTarget.value))}
    />
  );
}

function insertedBy(event: Event): string | null {
  return event instanceof InputEvent ? event.data : null;
}

/** A person who was chosen, or is still asked for: by a link's number, or anybody in the hall. */
function usePayee(page: Extract<Page, { kind: "pay" }>, profile: Profile): LookUp {
  const phone = usePhone();
  const isInside = useIsInside();
  const byNumber = useLookUp(
    typeof page.number === "number" ? String(page.number) : "",
    profile.me.accountNumber,
  );
  const anybody = useAnswer(page.anybody === null ? null : `anybody ${page.anybody}`, () =>
    phone.randomAttendee(),
  );
  if (page.payee !== null) return { kind: "found", person: page.payee };
  if (page.number === "unreadable") return { kind: "refused", refusal: "unreadable-link" };
  if (page.number !== null) return byNumber;
  return page.anybody === null ? { kind: "typing" } : lookUpOf(anybody, isInside);
}

function Payee({
  payee,
  profile,
}: {
  readonly payee: LookUp;
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  switch (payee.kind) {
    case "found":
      return <FoundPayee person={payee.person} profile={profile} />;
    case "refused":
      return <p className="person-words amber-words">{t(refusalTexts[payee.refusal])}</p>;
    case "asking":
      return <p className="person-words">{t(phonePageTexts.lookingUp)}</p>;
    case "waiting":
      return <p className="person-words">{t(phoneTexts.reconnecting)}</p>;
    case "typing":
      return <p className="person-words">{t(phonePageTexts.choosePayee)}</p>;
  }
}

function FoundPayee({
  person,
  profile,
}: {
  readonly person: Person;
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const world = usePhoneState((state) => state.world);
  const city = cityOf(person, profile.topology, world);
  const isPartner = profile.partner?.account === person.account;
  const words = [
    String(person.accountNumber),
    ...(city === null ? [] : [t(city)]),
    ...(isPartner ? [t(phonePageTexts.partner)] : []),
  ];
  return <PersonRow person={person} more={words.join(" · ")} />;
}
