import { formatCents, type Hall } from "@cablecut/protocol";
import { formatCount, phonePageTexts, phoneTexts, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import { lineOf } from "../../model/transfer/payment-text.ts";
import { refusePayment } from "../../model/transfer/transfer-book.ts";
import { BalanceAge } from "../../shared/balance-age.tsx";
import { useOneTap } from "../../shared/one-tap.ts";
import { useFocusWhenOpened } from "../../shared/page-focus.ts";
import { usePages, usePhone, usePhoneState } from "../../shared/phone-context.ts";
import { TopBar } from "../../shared/top-bar.tsx";
import type { SetTaps, Taps } from "./taps.ts";

/** A thumb that trembled is one tap; a person who taps as fast as possible makes about three a second. */
const oneTapMs = 300;

/** The call to pay fills the page: one round button, the answer on it, the next tap free. */
export function CuePage({
  profile,
  taps: { made, booked },
  setTaps,
}: {
  readonly profile: Profile;
  readonly taps: Taps;
  readonly setTaps: SetTaps;
}): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const pages = usePages();
  const { world, book, hall } = usePhoneState((state) => state);
  const [isFull, setFull] = useState(false);
  const isOneTap = useOneTap(oneTapMs);
  const frame = useFocusWhenOpened<HTMLDivElement>();
  const { partner, books } = profile;
  const amountCents = world?.cue.amountCents ?? null;
  const last = book.payments.find(({ id }) => id === made[made.length - 1]);
  const answerToLast = last === undefined ? null : lineOf(last, book.open, profile, world).text;
  const answer = isFull && refusePayment(book) !== null ? phoneTexts.tooManyOpen : answerToLast;
  const pay = (): void => {
    if (partner === null || amountCents === null || !isOneTap()) return;
    const paid = phone.pay(partner, amountCents);
    setFull(!paid.ok);
    if (paid.ok) setTaps((before) => ({ ...before, made: [...before.made, paid.paymentId] }));
  };
  return (
    <div
      ref={frame}
      className="page cue-page"
      role="region"
      aria-label={t(phonePageTexts.everyone)}
      tabIndex={-1}
    >
      <TopBar rehearsal={profile.rehearsal} onBack={() => pages.back()} />
      <main className="cue-main">
        <h1 className="cue-call">{t(phonePageTexts.everyone)}</h1>
        <p className="cue-payee">
          {partner === null || amountCents === null
            ? t(phoneTexts.noPartnerYet)
            : t(phoneTexts.payPerson(partner.name, formatCents(amountCents)))}
        </p>
        <span className="page-space" />
        <button type="button" className="cue-button" disabled={partner === null} onClick={pay}>
          {t(phoneTexts.pay)}
          <small>{answer === null ? "" : t(answer)}</small>
        </button>
        {/* What changes within a button is not read out. */}
        <p className="hidden-words" role="status">
          {answer === null ? "" : t(answer)}
        </p>
        <span className="page-space" />
        <HallCount count={hall?.cue ?? null} />
        <p className="figures">
          {t(phonePageTexts.cueBooked(formatCents(books.balanceCents), booked.length))}
          <BalanceAge />
        </p>
      </main>
    </div>
  );
}

/** How many of all have tapped. */
function HallCount({ count }: { readonly count: Hall["cue"] }): JSX.Element {
  const t = useSay();
  return (
    <p className="cue-count figures">
      {count === null ? (
        "\u00a0"
      ) : (
        <>
          <span>{formatCount(count.tapped)}</span>{" "}
          <small>{t(phonePageTexts.ofTapped(formatCount(count.joined)))}</small>
        </>
      )}
    </p>
  );
}
