import { phonePageTexts, phoneTexts, useSay } from "@cablecut/ui";
import { memo, type JSX } from "react";
import { AccountCard } from "./features/home/account-card.tsx";
import { ActivityList } from "./features/home/activity-list.tsx";
import { InAppHint } from "./features/home/in-app-hint.tsx";
import { MoneyToast } from "./features/home/money-toast.tsx";
import { Offer } from "./features/home/offer.tsx";
import { PayPartner, usePartnerPayment } from "./features/home/pay-partner.tsx";
import { Tiles } from "./features/home/tiles.tsx";
import { StatusBand } from "./features/status/band.tsx";
import { RoomsCard } from "./features/status/rooms-card.tsx";
import { SwitchingCard } from "./features/status/switching-card.tsx";
import { cardRunOf } from "./model/card/card-run.ts";
import { payPage } from "./model/navigation/pages.ts";
import type { Profile } from "./model/phone-state.ts";
import { bandOf, isOwnOut, partnerInCut } from "./model/status/status.ts";
import { checkingCount, keptCount } from "./model/transfer/outbox-counts.ts";
import { useIsInside, usePages, usePhone, usePhoneState } from "./shared/phone-context.ts";
import { TopBar } from "./shared/top-bar.tsx";

/** The account page: what is the matter, the rooms, the account, the one button, the newest payments. */
export const HomePage = memo(function HomePage({
  profile,
}: {
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const pages = usePages();
  const state = usePhoneState((all) => all);
  const band = bandOf(state, profile);
  const ownOut = isOwnOut(state, profile);
  const isInside = useIsInside();
  const waits = band?.kind === "switching" || keptCount(state) + checkingCount(state) > 0;
  // Also when everybody is home: it is of the last run, until the next one begins.
  const hasCard = isInside && !ownOut && cardRunOf(state) !== null;
  const { tapped, pay } = usePartnerPayment();
  const payIntoCut = (): void => {
    const partner = partnerInCut(phone.store.getState(), profile);
    if (partner !== null) pay(partner);
    else {
      pages.open(payPage(null));
      pages.openSheet("payee");
    }
  };
  return (
    <>
      <TopBar rehearsal={profile.rehearsal} />
      <main className="home">
        <div className="status">
          {band === null ? null : (
            <StatusBand
              band={band}
              onReceipts={() => pages.open({ kind: "receipts" })}
              onPaying={payIntoCut}
            />
          )}
          <RoomsCard profile={profile} />
          {waits ? <SwitchingCard profile={profile} /> : null}
        </div>
        {state.world?.holdUp === true ? (
          <Offer
            title={phonePageTexts.holdUp}
            detail={phonePageTexts.holdUpDetail}
            onClick={() => pages.open({ kind: "window" })}
          />
        ) : null}
        <AccountCard profile={profile} />
        <PayPartner profile={profile} tapped={tapped} onPay={pay} />
        {hasCard ? (
          <Offer
            title={phoneTexts.keepPicture}
            detail={phoneTexts.keepPictureDetail}
            onClick={() => pages.open({ kind: "card" })}
          />
        ) : null}
        {ownOut ? null : <Tiles />}
        {band === null ? <InAppHint /> : null}
        <ActivityList profile={profile} />
        {state.remembers ? null : <p className="private-hint">{t(phoneTexts.privateMode)}</p>}
      </main>
      <MoneyToast />
    </>
  );
});
