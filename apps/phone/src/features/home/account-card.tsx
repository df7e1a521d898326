import { formatCents, shardAt, type IncomingPayment } from "@cablecut/protocol";
import { phoneTexts, roomName, useSay } from "@cablecut/ui";
import { useEffect, type JSX } from "react";
import { sentCentsOf } from "../../model/account/account-books.ts";
import { isOwed } from "../../model/account/balance-age.ts";
import type { Profile } from "../../model/phone-state.ts";
import { Avatar } from "../../shared/avatar.tsx";
import { useBalanceAge } from "../../shared/balance-age.tsx";
import { usePages, usePhoneState } from "../../shared/phone-context.ts";

/** How long a phone hums when money comes in, ms. */
const humMs = 60;

/** Who this is and what is there; money never blanks and never greys, and what is old is said to be old. */
export function AccountCard({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const pages = usePages();
  const world = usePhoneState((state) => state.world);
  const age = useBalanceAge();
  const incoming = usePhoneState((state) => state.incoming);
  const isReading = usePhoneState(isOwed);
  const { me, books, topology } = profile;
  const owner = world === null ? null : shardAt(world.shards, me.shard);
  const place = owner === null ? { en: "—", zh: "—" } : roomName(topology, owner.owner);
  const number = String(me.accountNumber);
  useHum(incoming);
  return (
    <section className="card account" aria-label={t(phoneTexts.accountNumber(number))}>
      <button
        type="button"
        className="person-line account-head"
        aria-haspopup="dialog"
        onClick={() => pages.openSheet("menu")}
      >
        <span className="hidden-words">{t(phoneTexts.menu)} </span>
        <Avatar account={me.account} />
        <span className="person-words">
          <span className="person-name account-name">{t(me.name)}</span>
          <span className="small figures">
            <span className="account-number">{number}</span>
            <span aria-hidden="true"> · </span>
            <span className="account-room">{t(place)}</span>
          </span>
        </span>
      </button>
      <p className="balance figures">
        <span key={books.balanceCents} className="digits">
          {formatCents(books.balanceCents)}
        </span>
      </p>
      <p className="equation small figures">
        <span>
          <Term label={t(phoneTexts.opening)} text={formatCents(books.openingCents)} />
          {" −\u00a0"}
          <Term
            label={t(phoneTexts.sent)}
            text={isReading ? "…" : formatCents(sentCentsOf(books))}
          />
          {" +\u00a0"}
          <Term
            label={t(phoneTexts.received)}
            text={isReading ? "…" : formatCents(books.receivedCents)}
          />
        </span>
        <span>{t(age ?? phoneTexts.testFunds)}</span>
      </p>
    </section>
  );
}

/** A figure of "start − sent + received"; what it is says a hint, and a screen reader. */
function Term({ label, text }: { readonly label: string; readonly text: string }): JSX.Element {
  return (
    <span className="term" title={label} aria-label={`${label} ${text}`}>
      {text}
    </span>
  );
}

function useHum(incoming: IncomingPayment | null): void {
  useEffect(() => {
    if (incoming !== null && "vibrate" in navigator) navigator.vibrate(humMs);
  }, [incoming]);
}
