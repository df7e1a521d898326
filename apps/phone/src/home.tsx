import { openPaymentsMax, shardAt, type AccountNumber } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import type { LocalizedText } from "@cablecut/protocol";
import { useState, type JSX } from "react";
import { Icon, type IconName } from "./shared/icons.tsx";
import { TopBar } from "./shared/top-bar.tsx";
import { Sheet } from "./shared/sheet.tsx";
import { AccountCard } from "./features/account/account-card.tsx";
import { ActivityList } from "./features/history/activity-list.tsx";
import { historyMax } from "./model/account/account-books.ts";
import { MyCodeSheet } from "./features/payee/my-code-sheet.tsx";
import { PaySheet } from "./features/payee/pay-sheet.tsx";
import { ReceiptsSheet } from "./features/receipts/receipts-sheet.tsx";
import { cutCityElsewhere } from "./model/status/status.ts";
import { StatusPanel } from "./features/status/status-panel.tsx";
import { PayPartner } from "./features/transfer/pay-partner.tsx";
import { usePhone, usePhoneState } from "./shared/phone-context.ts";
import type { Profile } from "./model/phone-state.ts";

type OpenSheet = "none" | "pay" | "code" | "history" | "receipts";

/** Rows of the list on the page itself; the sheet has them all. */
const rowsOnPage = 8;

export function Home({
  profile,
  payee,
}: {
  readonly profile: Profile;
  readonly payee: AccountNumber | null;
}): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const remembers = usePhoneState((state) => state.remembers);
  const [sheet, setSheet] = useState<OpenSheet>(payee === null ? "none" : "pay");
  const close = (): void => {
    setSheet("none");
    // The link was answered: a reload is not to ask again.
    if (window.location.search.includes("pay=")) window.history.replaceState(null, "", "/");
  };
  return (
    <>
      <TopBar rehearsal={profile.rehearsal} />
      <main className="home">
        <StatusPanel
          profile={profile}
          onReceipts={() => setSheet("receipts")}
          onPaying={() => payIntoCut(phone, profile, () => setSheet("pay"))}
        />
        <AccountCard profile={profile} />
        <PayPartner profile={profile} />
        <nav className="tiles">
          <Tile icon="number" text={phoneTexts.payByNumber} onClick={() => setSheet("pay")} />
          <Tile icon="code" text={phoneTexts.myCode} onClick={() => setSheet("code")} />
          <Tile
            icon="history"
            text={phoneTexts.history}
            onClick={() => {
              phone.readAccount();
              setSheet("history");
            }}
          />
          <Tile icon="receipts" text={phoneTexts.receipts} onClick={() => setSheet("receipts")} />
        </nav>
        <section className="card payments" aria-label={t(phoneTexts.payments)}>
          <h2 className="section-title">{t(phoneTexts.payments)}</h2>
          <ActivityList profile={profile} limit={rowsOnPage} />
        </section>
        {remembers ? null : <p className="private-hint">{t(phoneTexts.privateMode)}</p>}
      </main>
      <PaySheet profile={profile} first={payee} open={sheet === "pay"} onClose={close} />
      <MyCodeSheet profile={profile} open={sheet === "code"} onClose={close} />
      <Sheet title={phoneTexts.history} open={sheet === "history"} onClose={close}>
        <ActivityList profile={profile} limit={historyMax + 2 * openPaymentsMax} takesBack />
      </Sheet>
      <ReceiptsSheet profile={profile} open={sheet === "receipts"} onClose={close} />
    </>
  );
}

function Tile({
  icon,
  text,
  onClick,
}: {
  readonly icon: IconName;
  readonly text: LocalizedText;
  readonly onClick: () => void;
}): JSX.Element {
  const t = useSay();
  return (
    <button type="button" className="tile" onClick={onClick}>
      <Icon name={icon} />
      <span>{t(text)}</span>
    </button>
  );
}

/** "Pay someone there?": the partner if it lives there, else anybody by number. */
function payIntoCut(
  phone: ReturnType<typeof usePhone>,
  { partner, topology, me }: Profile,
  askWhom: () => void,
): void {
  const { world } = phone.store.getState();
  if (world === null) return;
  const own = shardAt(world.shards, me.shard);
  const cut = cutCityElsewhere(topology, world, own?.owner ?? null);
  const owner = partner === null ? null : shardAt(world.shards, partner.shard);
  const livesThere = owner !== null && topology.rooms[owner.owner]?.city === cut?.id;
  if (partner !== null && livesThere) phone.pay(partner, world.cue.amountCents);
  else askWhom();
}
