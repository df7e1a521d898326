import { formatCents, type LocalizedText } from "@cablecut/protocol";
import { phonePageTexts, phoneTexts, refusalTexts, useSay } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { payPage } from "../../model/navigation/pages.ts";
import type { Profile } from "../../model/phone-state.ts";
import { faceOf } from "../../model/result/face.ts";
import { cityOf } from "../../model/status/cities.ts";
import { arrivalText } from "../../model/transfer/payment-text.ts";
import { hasEnded, isUncertain, type Payment } from "../../model/transfer/payment.ts";
import { standingOf, type Standing } from "../../model/transfer/standing.ts";
import { Avatar } from "../../shared/avatar.tsx";
import { PageFrame } from "../../shared/page-frame.tsx";
import { usePages, usePhone, usePhoneState } from "../../shared/phone-context.ts";
import { FaceMark } from "./face-mark.tsx";
import { Facts } from "./facts.tsx";

const titles = {
  waiting: phoneTexts.waitingTurn,
  booked: phonePageTexts.paid,
  confirming: phoneTexts.confirming,
  kept: phonePageTexts.keptTitle,
  checking: phonePageTexts.checkingTitle,
  refused: phonePageTexts.refused,
  forgotten: phonePageTexts.forgotten,
} satisfies Record<Standing, LocalizedText>;

/** What became of one payment. It changes as the log decides; Done is always in the same place. */
export function ResultPage({
  paymentId,
  profile,
}: {
  readonly paymentId: number;
  readonly profile: Profile;
}): JSX.Element | null {
  const t = useSay();
  const pages = usePages();
  const book = usePhoneState((state) => state.book);
  const world = usePhoneState((state) => state.world);
  const payment = book.payments.find(({ id }) => id === paymentId);
  const isGone = payment === undefined;
  useEffect(() => {
    // Taken back, or so long ago that only the history tells of it.
    if (isGone) pages.putAway();
  }, [pages, isGone]);
  if (payment === undefined) return null;
  const standing = standingOf(payment, book.open, { world, profile });
  const face = faceOf(standing);
  return (
    <PageFrame title={titles[standing]} className="result-page">
      <section className="card result-card" data-face={face} aria-live="polite">
        <FaceMark face={face} />
        <p className="result-word">{t(wordOf(payment, standing))}</p>
        <p className="result-amount figures">{formatCents(payment.amountCents)}</p>
        <PaidTo payment={payment} profile={profile} />
        <Explained standing={standing} />
      </section>
      <Facts payment={payment} standing={standing} profile={profile} />
      <div className="page-space" />
      <button type="button" className="main-button" onClick={() => pages.home()}>
        {t(phonePageTexts.done)}
      </button>
      <LastButton payment={payment} isKept={face === "kept"} />
    </PageFrame>
  );
}

/**
 * Takes the payment back, or begins another one. Neither ever stands where the other one was a moment ago: whoever means to
 * take a payment back is not to make a second one, nor the other way round.
 */
function LastButton({
  payment,
  isKept,
}: {
  readonly payment: Payment;
  readonly isKept: boolean;
}): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const pages = usePages();
  const mayCancel = isKept && payment.state.kind === "unsent" && !isUncertain(payment);
  const [couldCancel, setCouldCancel] = useState(mayCancel);
  if (mayCancel && !couldCancel) setCouldCancel(true);
  if (!mayCancel && (couldCancel || !hasEnded(payment)))
    // Its place is kept, so that Done stays where it is.
    return <span className="quiet-button" aria-hidden="true" />;
  return (
    <button
      type="button"
      className="quiet-button"
      onClick={() => {
        if (!mayCancel) return pages.replace(payPage(payment.payee));
        phone.withdraw(payment.id);
        pages.home();
      }}
    >
      {t(mayCancel ? phonePageTexts.cancelPayment : phonePageTexts.payAgain)}
    </button>
  );
}

function wordOf(payment: Payment, standing: Standing): LocalizedText {
  if (payment.state.kind === "refused") return refusalTexts[payment.state.refusal];
  switch (standing) {
    case "booked":
      return arrivalText(payment);
    case "waiting":
      return phonePageTexts.waitingWord;
    case "kept":
      return phonePageTexts.keptWord;
    case "confirming":
      return phoneTexts.confirming;
    case "checking":
    case "refused":
    case "forgotten":
      return phoneTexts.checkingPrompt;
  }
}

/** The payee in both languages: the two who paid each other may read different ones. */
function PaidTo({
  payment,
  profile,
}: {
  readonly payment: Payment;
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const world = usePhoneState((state) => state.world);
  const { payee } = payment;
  const city = cityOf(payee, profile.topology, world);
  return (
    <p className="person-line result-payee">
      <Avatar account={payee.account} size={36} />
      <span>
        {t(phonePageTexts.to)}{" "}
        <strong>
          <span className="whole">{payee.name.zh}</span>{" "}
          <span className="whole">{payee.name.en}</span>
        </strong>
        <span className="small figures result-number">
          {payee.accountNumber}
          {city === null ? "" : ` · ${t(city)}`}
        </span>
      </span>
    </p>
  );
}

const explanations = {
  waiting: phonePageTexts.waitingUntil,
  kept: phonePageTexts.keptUntil,
  checking: phonePageTexts.checkingUntil,
  confirming: phonePageTexts.confirmingUntil,
  booked: null,
  refused: null,
  forgotten: null,
} satisfies Record<Standing, LocalizedText | null>;

function Explained({ standing }: { readonly standing: Standing }): JSX.Element | null {
  const t = useSay();
  const words = explanations[standing];
  return words === null ? null : <p className="small">{t(words)}</p>;
}
