import { formatCents, shardAt } from "@cablecut/protocol";
import { cityOfRoom, phonePageTexts, roomName, useSay } from "@cablecut/ui";
import { useEffect, type JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import { isServed } from "../../model/status/status.ts";
import { BalanceAge } from "../../shared/balance-age.tsx";
import { useFocusWhenOpened } from "../../shared/page-focus.ts";
import { usePages, usePhoneState } from "../../shared/phone-context.ts";
import { keepAwake } from "./keep-awake.ts";

/** The phone as one window of the hall: lit while its room serves it, dark from when it gets no answer. */
export function WindowPage({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const pages = usePages();
  const state = usePhoneState((phone) => phone);
  const { world } = state;
  const { topology, me, books } = profile;
  const owner = world === null ? null : shardAt(world.shards, me.shard);
  const dark = !isServed(state, profile);
  const city = owner === null ? { en: "—", zh: "—" } : cityOfRoom(topology, owner.owner);
  const room = owner === null ? city : roomName(topology, owner.owner);
  const window = useFocusWhenOpened<HTMLButtonElement>();
  useEffect(() => keepAwake(), []);
  const title = dark ? phonePageTexts.noAnswer : phonePageTexts.holdUp;
  return (
    <>
      <button
        ref={window}
        type="button"
        className="page window-page"
        data-dark={dark}
        onClick={() => pages.back()}
      >
        <span className="window-title">
          <span className="whole">{title.en}</span> · <span className="whole">{title.zh}</span>
        </span>
        <span className="window-city">{t(city)}</span>
        <span className="window-room">{t(room)}</span>
        <span className="window-balance figures">
          {t(phonePageTexts.balanceIs(formatCents(books.balanceCents)))}
          <BalanceAge />
        </span>
        <span className="window-back">{t(phonePageTexts.tapToGoBack)}</span>
      </button>
      {/* What changes within a button is not read out. */}
      <p className="hidden-words" role="status">
        {t(dark ? phonePageTexts.noAnswer : room)}
      </p>
    </>
  );
}
