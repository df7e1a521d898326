import { cueAmountCents, formatCents } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import Button from "antd-mobile/es/components/button";
import { useRef, useState, type JSX } from "react";
import { usePhone, usePhoneState } from "../../shared/phone-context.ts";
import type { Profile } from "../../model/phone-state.ts";
import { cityOf } from "../../model/status/status.ts";

/** Two taps within this time are one: a thumb that trembled, not a second payment. */
const oneTapMs = 700;

/** The big button. It stays where it is through cue, cut and switching; what is tapped then is kept. */
export function PayPartner({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const world = usePhoneState((state) => state.world);
  const lastTapMs = useRef(Number.NEGATIVE_INFINITY);
  const [full, setFull] = useState(false);
  const { partner, topology } = profile;
  const amountCents = world?.cue.amountCents ?? cueAmountCents;
  const city = partner === null ? null : cityOf(partner, topology, world);
  const where = city === null ? phoneTexts.yourPartner : phoneTexts.partnerIn(city);
  return (
    <Button
      block
      color="primary"
      className="pay-partner"
      data-cue={world?.cue.on === true}
      disabled={partner === null}
      onClick={() => {
        const now = performance.now();
        if (partner === null || now - lastTapMs.current < oneTapMs) return;
        lastTapMs.current = now;
        setFull(phone.pay(partner, amountCents) !== null);
      }}
    >
      <span className="pay-partner-main">
        {partner === null
          ? t(phoneTexts.pay)
          : t(phoneTexts.payPerson(partner.name, formatCents(amountCents)))}
      </span>
      <span className="pay-partner-more">
        {t(full ? phoneTexts.tooManyOpen : partner === null ? phoneTexts.noPartnerYet : where)}
      </span>
    </Button>
  );
}
