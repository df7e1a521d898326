import { nameOf, formatCents, type AccountId, type Cents, type World } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import { memo, useMemo, type JSX } from "react";
import { activityOf, type ActivityItem } from "../../model/history/activity.ts";
import type { Profile } from "../../model/phone-state.ts";
import { heardWorld } from "../../model/status/rooms-out.ts";
import { lineOf, type PaymentLine } from "../../model/transfer/payment-text.ts";
import { Avatar } from "../../shared/avatar.tsx";
import { usePages, usePhoneState } from "../../shared/phone-context.ts";
import { Pieces } from "../../shared/pieces.tsx";
import { useRowsInPieces } from "../../shared/rows-in-pieces.ts";

/** Rows of the list on the account page. */
const rowsMax = 40;
/** More than a tall phone shows without a scroll: they come with the page, those below follow. */
const rowsAtFirst = 12;

/** Newest first. An own payment that this phone remembers opens its result. The page around it is drawn anew far more often. */
export const ActivityList = memo(function ActivityList({
  profile,
}: {
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const book = usePhoneState((state) => state.book);
  const world = usePhoneState((state) => state.world);
  const { history } = profile.books;
  const rows = useRowsInPieces(rowsAtFirst, rowsMax);
  const items = useMemo(() => activityOf(book, history), [book, history]);
  return (
    <section className="card list payments" aria-label={t(phoneTexts.payments)}>
      {items.length === 0 ? <p className="nothing-yet">{t(phoneTexts.noPayments)}</p> : null}
      <ul>
        {items.slice(0, rows).map((item) => (
          <ActivityRow key={item.key} item={item} profile={profile} world={world} />
        ))}
      </ul>
    </section>
  );
});

function ActivityRow({
  item,
  profile,
  world,
}: {
  readonly item: ActivityItem;
  readonly profile: Profile;
  readonly world: World | null;
}): JSX.Element {
  const t = useSay();
  const open = usePhoneState((state) => state.book.open);
  const isHeard = usePhoneState((state) => heardWorld(state) !== null);
  const { me } = profile;
  const payment = item.payment ?? null;
  if (payment !== null) {
    const line = lineOf(payment, open, profile, world);
    return (
      <Row
        account={payment.payee.account}
        title={t(payment.payee.name)}
        words={isHeard ? wordsOf(t, line) : t(line.text)}
        shape={line.shape}
        cents={payment.amountCents}
        sign={line.shape === "booked" || line.shape === "confirming" ? "−" : ""}
        paymentId={payment.id}
      />
    );
  }
  if (item.kind === "payment") return <></>;
  const { kind, counterparty, amountCents } = item.line;
  const came = kind === "received";
  if (kind === "opening") {
    const words = t(phoneTexts.booked);
    const title = t(phoneTexts.openedAccount);
    return (
      <Row
        account={me.account}
        title={title}
        words={words}
        shape="booked"
        cents={amountCents}
        sign="+"
      />
    );
  }
  return (
    <Row
      account={counterparty}
      title={t(nameOf(counterparty))}
      words={t(came ? phoneTexts.paidYouRow : phoneTexts.booked)}
      shape={came ? "received" : "booked"}
      cents={amountCents}
      sign={came ? "+" : "−"}
    />
  );
}

function wordsOf(t: ReturnType<typeof useSay>, line: PaymentLine): string {
  const more = line.more === null ? "" : ` · ${t(line.more)}`;
  return `${t(line.text)}${more}`;
}

/** Nearly all of a list stays as it was when one payment changes. */
const Row = memo(function Row({
  account,
  title,
  words,
  shape,
  cents,
  sign,
  paymentId = null,
}: {
  readonly account: AccountId;
  readonly title: string;
  readonly words: string;
  readonly shape: PaymentLine["shape"] | "received";
  readonly cents: Cents;
  /** None where nothing has moved, or nobody knows. */
  readonly sign: "+" | "−" | "";
  readonly paymentId?: number | null;
}): JSX.Element {
  const pages = usePages();
  const content = (
    <>
      <Avatar account={account} size={36} />
      <span className="row-words">
        <span className="row-name">{title}</span>
        <span className="row-standing small">
          <Pieces text={words} />
        </span>
      </span>
      <span className="row-side">
        <span className="row-amount figures">{`${sign}${formatCents(cents)}`}</span>
      </span>
    </>
  );
  return (
    <li data-shape={shape}>
      {paymentId === null ? (
        <div className="row">{content}</div>
      ) : (
        <button
          type="button"
          className="row"
          onClick={() => pages.open({ kind: "result", paymentId })}
        >
          {content}
        </button>
      )}
    </li>
  );
});
