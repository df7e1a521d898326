import { cueAmountCents, formatCents, type LocalizedText } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import { useRef, useState, type JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import { cityOf, isSameCity } from "../../model/status/cities.ts";
import { isOwnerOut } from "../../model/status/rooms-out.ts";
import { tapsAreFree } from "../../model/status/status.ts";
import { lineOf } from "../../model/transfer/payment-text.ts";
import { usePages, usePhone, usePhoneState } from "../../shared/phone-context.ts";

/** Two taps within this time are one: a thumb that trembled, not a second payment. */
const oneTapMs = 700;

/** Stays where it is through cue, cut and switching; what is tapped then is kept. */
export function PayPartner({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const pages = usePages();
  const amountCents = usePhoneState((state) => state.world?.cue.amountCents ?? cueAmountCents);
  const lastTapMs = useRef(Number.NEGATIVE_INFINITY);
  const [tapped, setTapped] = useState<number | "full" | null>(null);
  const below = useWordsBelow(profile, tapped);
  const { partner } = profile;
  return (
    <>
      <button
        type="button"
        className="main-button pay-partner"
        disabled={partner === null}
        onClick={() => {
          const now = performance.now();
          if (partner === null || now - lastTapMs.current < oneTapMs) return;
          lastTapMs.current = now;
          const made = phone.pay(partner, amountCents);
          setTapped(made.ok ? made.paymentId : "full");
          if (made.ok && !tapsAreFree(phone.store.getState()))
            pages.open({ kind: "result", paymentId: made.paymentId });
        }}
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
function useWordsBelow(profile: Profile, tapped: number | "full" | null): LocalizedText {
  const state = usePhoneState((phone) => phone);
  const { partner, topology, me } = profile;
  const { world, book, episode } = state;
  if (tapped === "full") return phoneTexts.tooManyOpen;
  if (partner === null) return phoneTexts.noPartnerYet;
  const payment = book.payments.find(({ id }) => id === tapped);
  if (payment !== undefined && tapsAreFree(state)) {
    return lineOf(payment, book.open, profile, world).text;
  }
  if (world?.quorum === true && isOwnerOut(world, me.shard)) return phoneTexts.goOnTapping;
  if (episode.partnerIsBack && !isOwnerOut(world, partner.shard)) return phoneTexts.partnerIsBack;
  const city = cityOf(partner, topology, world);
  return city === null || isSameCity(partner, me, topology, world)
    ? phoneTexts.yourPartner
    : phoneTexts.partnerIn(city);
}
