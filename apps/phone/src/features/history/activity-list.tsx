import { accountNumberOf, nameOf, negateCents, type Cents, type World } from "@cablecut/protocol";
import { commonTexts, formatSignedMoney, phoneTexts, useSay } from "@cablecut/ui";
import { useMemo, type JSX } from "react";
import { usePhone, usePhoneState } from "../../shared/phone-context.ts";
import type { Profile } from "../../model/phone-state.ts";
import { standingOf, type PaymentStanding } from "../../model/transfer/payment-text.ts";
import type { Payment } from "../../model/transfer/payment.ts";
import { StandingMark, type StandingShape } from "../../shared/standing-mark.tsx";
import { activityOf, type ActivityItem } from "../../model/history/activity.ts";

export function ActivityList({
  profile,
  limit,
  takesBack = false,
}: {
  readonly profile: Profile;
  readonly limit: number;
  /** With a button to take back what was not sent. */
  readonly takesBack?: boolean;
}): JSX.Element {
  const t = useSay();
  const book = usePhoneState((state) => state.book);
  const world = usePhoneState((state) => state.world);
  const { history } = profile.books;
  const items = useMemo(() => activityOf(book.payments, history), [book.payments, history]);
  if (items.length === 0) return <p className="nothing-yet">{t(phoneTexts.noPayments)}</p>;
  return (
    <ul className="activity">
      {items.slice(0, limit).map((item) => (
        <ActivityRow
          key={item.key}
          item={item}
          profile={profile}
          world={world}
          takesBack={takesBack}
        />
      ))}
    </ul>
  );
}

function ActivityRow({
  item,
  profile,
  world,
  takesBack,
}: {
  readonly item: ActivityItem;
  readonly profile: Profile;
  readonly world: World | null;
  readonly takesBack: boolean;
}): JSX.Element {
  const t = useSay();
  const open = usePhoneState((state) => state.book.open);
  const { topology, me } = profile;
  if (item.kind === "payment") {
    const { payment } = item;
    const mine = open?.paymentId === payment.id ? open : null;
    const standing = standingOf(payment, mine, topology, world, me.shard);
    return (
      <Row
        shape={standing.shape}
        title={t(phoneTexts.to(payment.payee.name))}
        number={payment.payee.accountNumber}
        words={wordsOf(t, standing)}
        cents={negateCents(payment.amountCents)}
        action={takesBack ? <TakeBack payment={payment} /> : null}
      />
    );
  }
  const { line, payment } = item;
  const name = nameOf(line.counterparty);
  if (line.kind === "opening") {
    return (
      <Row
        shape="booked"
        title={t(phoneTexts.openedAccount)}
        number={null}
        words={t(phoneTexts.booked)}
        cents={line.amountCents}
      />
    );
  }
  const standing = payment === null ? null : standingOf(payment, null, topology, world, me.shard);
  return (
    <Row
      shape={line.kind === "received" ? "received" : "booked"}
      title={t(line.kind === "received" ? phoneTexts.from(name) : phoneTexts.to(name))}
      number={accountNumberOf(line.counterparty)}
      words={standing === null ? t(phoneTexts.booked) : wordsOf(t, standing)}
      cents={line.kind === "received" ? line.amountCents : negateCents(line.amountCents)}
    />
  );
}

function wordsOf(t: ReturnType<typeof useSay>, standing: PaymentStanding): string {
  const more = standing.more === null ? "" : ` · ${t(standing.more)}`;
  return `${t(standing.text)}${more}`;
}

function Row({
  shape,
  title,
  number,
  words,
  cents,
  action = null,
}: {
  readonly shape: StandingShape;
  readonly title: string;
  readonly number: number | null;
  readonly words: string;
  readonly cents: Cents;
  readonly action?: JSX.Element | null;
}): JSX.Element {
  const t = useSay();
  return (
    <li className="row" data-shape={shape}>
      <StandingMark shape={shape} />
      <div className="row-words">
        <p className="row-name">{title}</p>
        <p className="row-standing">
          {number === null ? null : <span className="row-number figures">{number}</span>}
          {words}
        </p>
      </div>
      <div className="row-side">
        <p className="row-amount figures">{formatSignedMoney(cents)}</p>
        <p className="row-test">{t(commonTexts.testMark)}</p>
      </div>
      {action}
    </li>
  );
}

function TakeBack({ payment }: { readonly payment: Payment }): JSX.Element | null {
  const t = useSay();
  const phone = usePhone();
  if (payment.state.kind !== "unsent" || payment.takesNumber !== null) return null;
  return (
    <button type="button" className="take-back" onClick={() => phone.withdraw(payment.id)}>
      {t(phoneTexts.withdraw)}
    </button>
  );
}
