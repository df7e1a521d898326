import { formatCents, shardAt, type Cents, type IncomingPayment } from "@cablecut/protocol";
import { phoneTexts, roomName, useSay } from "@cablecut/ui";
import { useEffect, type JSX } from "react";
import { usePhoneState } from "../../shared/phone-context.ts";
import type { Profile } from "../../model/phone-state.ts";
import { sentCentsOf } from "../../model/account/account-books.ts";

/** How long a phone hums when money comes in, ms. */
const humMs = 60;

export function AccountCard({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const world = usePhoneState((state) => state.world);
  const connected = usePhoneState((state) => state.connection === "connected");
  const incoming = usePhoneState((state) => state.incoming);
  const { me, books, topology } = profile;
  const owner = world === null ? null : shardAt(world.shards, me.shard);
  useHum(incoming);
  return (
    <section
      className="card account"
      aria-label={t(phoneTexts.accountNumber(String(me.accountNumber)))}
    >
      <div className="account-head">
        <h2 className="account-name">{t(me.name)}</h2>
        <p className="account-place">
          <span className="figures account-number">
            {t(phoneTexts.accountNumber(String(me.accountNumber)))}
          </span>
          <span aria-hidden="true"> · </span>
          <span className="account-room">
            {t(owner === null ? { en: "—", zh: "—" } : roomName(topology, owner.owner))}
          </span>
        </p>
      </div>
      <p className="balance-label">
        {t(phoneTexts.balance)}
        <Copies
          answering={connected && world !== null ? world.answering : null}
          copies={topology.rooms.length}
        />
      </p>
      <p className="balance figures">{formatCents(books.balanceCents)}</p>
      <dl className="equation figures">
        <Term label={t(phoneTexts.opening)} sign="" cents={books.openingCents} />
        <Term label={t(phoneTexts.sent)} sign={"\u2212 "} cents={sentCentsOf(books)} />
        <Term label={t(phoneTexts.received)} sign="+ " cents={books.receivedCents} />
      </dl>
      <p className="came-in" aria-live="polite">
        {incoming === null ? (
          <span className="sum-words">{t(phoneTexts.sum)}</span>
        ) : (
          <span className="came-in-words" key={`${incoming.from.account}-${incoming.sequence}`}>
            {t(phoneTexts.cameIn(incoming.from.name, formatCents(incoming.amountCents)))}
          </span>
        )}
      </p>
    </section>
  );
}

function Term({
  label,
  sign,
  cents,
}: {
  readonly label: string;
  readonly sign: string;
  readonly cents: Cents;
}): JSX.Element {
  return (
    <div className="term">
      <dd>
        {sign}
        {formatCents(cents)}
      </dd>
      <dt>{label}</dt>
    </div>
  );
}

/** One small square a copy: full if it answers, dashed if not, outlined while nothing is heard. */
function Copies({
  copies,
  answering,
}: {
  readonly copies: number;
  readonly answering: number | null;
}): JSX.Element {
  return (
    <span className="copies" aria-hidden="true">
      {Array.from({ length: copies }, (_, at) => (
        <span
          key={at}
          className="copy"
          data-answers={answering === null ? "unheard" : at < answering ? "yes" : "no"}
        />
      ))}
    </span>
  );
}

function useHum(incoming: IncomingPayment | null): void {
  useEffect(() => {
    if (incoming !== null && "vibrate" in navigator) navigator.vibrate(humMs);
  }, [incoming]);
}
