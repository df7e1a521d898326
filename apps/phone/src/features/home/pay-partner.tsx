import {
  cueAmountCents,
  formatCents,
  tapsAreFree,
  type LocalizedText,
  type Person,
} from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import type { PhoneState, Profile } from "../../model/phone-state.ts";
import { cityOf, isSameCity } from "../../model/status/cities.ts";
import { heardWorld, isOwnerOut } from "../../model/status/rooms-out.ts";
import { isPartnerBack } from "../../model/status/status.ts";
import { lineOf } from "../../model/transfer/payment-text.ts";
import { refusePayment } from "../../model/transfer/transfer-book.ts";
import { useOneTap } from "../../shared/one-tap.ts";
import { usePages, usePhone, usePhoneState } from "../../shared/phone-context.ts";

/** Two taps within this time are one: a thumb that trembled, not a second payment. */
const oneTapMs = 700;

/** The payment of the last tap that had no page of its own; `full`: as many were open as can be. */
type Tapped = number | "full" | null;

const amountOf = ({ world }: Pick<PhoneState, "world">) => world?.cue.amountCents ?? cueAmountCents;

/** One tap, one payment to the partner, from wherever on the account page; what became of it stands on the button. */
export function usePartnerPayment(): {
  readonly tapped: Tapped;
  readonly pay: (partner: Person) => void;
} {
  const phone = usePhone();
  const pages = usePages();
  const isOneTap = useOneTap(oneTapMs);
  const [tapped, setTapped] = useState<Tapped>(null);
  const areFree = usePhoneState(tapsAreFree);
  const isKnown = usePhoneState(({ world }) => world !== null);
  // What was answered in one cut is no answer in the next.
  if (isKnown && !areFree && typeof tapped === "number") setTapped(null);
  const pay = (partner: Person): void => {
    if (!isOneTap()) return;
    const made = phone.pay(partner, amountOf(phone.store.getState()));
    const isFree = tapsAreFree(phone.store.getState());
    setTapped(!made.ok ? "full" : isFree ? made.paymentId : null);
    if (made.ok && !isFree) pages.open({ kind: "result", paymentId: made.paymentId });
  };
  return { tapped, pay };
}

/** Stays where it is through cue, cut and switching; what is tapped then is kept. */
export function PayPartner({
  profile,
  tapped,
  onPay,
}: {
  readonly profile: Profile;
  readonly tapped: Tapped;
  readonly onPay: (partner: Person) => void;
}): JSX.Element {
  const t = useSay();
  const amountCents = usePhoneState(amountOf);
  const below = useWordsBelow(profile, tapped);
  const { partner } = profile;
  return (
    <>
      <button
        type="button"
        className="main-button pay-partner"
        disabled={partner === null}
        onClick={() => partner !== null && onPay(partner)}
      >
        {partner === null
          ? t(phoneTexts.pay)
          : t(phoneTexts.payPerson(partner.name, formatCents(amountCents)))}
        <small>{t(below)}</small>
      </button>
      {/* What changes within a button is not read out. */}
      <p className="hidden-words" role="status">
        {tapped === null ? "" : t(below)}
      </p>
    </>
  );
}

/** While taps are free the answer to the last one stands here; else who the partner is. */
function useWordsBelow(profile: Profile, tapped: Tapped): LocalizedText {
  const state = usePhoneState((phone) => phone);
  const { partner, topology, me } = profile;
  const { world, book } = state;
  const heard = heardWorld(state);
  if (tapped === "full" && refusePayment(book) !== null) return phoneTexts.tooManyOpen;
  if (partner === null) return phoneTexts.noPartnerYet;
  const payment = book.payments.find(({ id }) => id === tapped);
  if (payment !== undefined) return lineOf(payment, book.open, profile, world).text;
  if (heard?.quorum === true && isOwnerOut(heard, me.shard)) return phoneTexts.goOnTapping;
  if (isPartnerBack(state, profile)) return phoneTexts.partnerIsBack;
  const city = cityOf(partner, topology, world);
  return city === null || isSameCity(partner, me, topology, world)
    ? phoneTexts.yourPartner
    : phoneTexts.partnerIn(city);
}
