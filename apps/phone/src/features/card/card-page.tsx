import { phonePageTexts, useSay } from "@cablecut/ui";
import { useMemo, type JSX } from "react";
import { cardFactsOf } from "../../model/card/card-facts.ts";
import type { Profile } from "../../model/phone-state.ts";
import { PageFrame } from "../../shared/page-frame.tsx";
import { usePages, usePhoneState } from "../../shared/phone-context.ts";
import { drawCard } from "./draw-card.ts";

/** A picture to keep: the hall's figures and this phone's receipts. */
export function CardPage({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const pages = usePages();
  const facts = usePhoneState((state) => JSON.stringify(cardFactsOf(state, profile)));
  const picture = useMemo(() => {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- the text was written one line above, from this type
    const read = JSON.parse(facts) as ReturnType<typeof cardFactsOf>;
    return read === null ? null : drawCard(read, profile.me.account);
  }, [facts, profile.me.account]);
  return (
    <PageFrame title={phonePageTexts.yourCard} className="card-page">
      <div className="picture">
        {picture === null ? null : <img src={picture} alt={t(phonePageTexts.cardAlt)} />}
      </div>
      <p className="small press-and-hold">{t(phonePageTexts.pressAndHold)}</p>
      <button type="button" className="main-button" onClick={() => pages.home()}>
        {t(phonePageTexts.done)}
      </button>
    </PageFrame>
  );
}
