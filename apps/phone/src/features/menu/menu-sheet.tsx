import { moveTexts, phoneTexts, refusalTexts, useSay } from "@cablecut/ui";
import type { LocalizedText } from "@cablecut/protocol";
import { useState, type JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import { Icon } from "../../shared/icons.tsx";
import { PersonRow } from "../../shared/person-row.tsx";
import { useIsInside, usePages, usePhone, usePhoneState } from "../../shared/phone-context.ts";
import { Sheet } from "../../shared/sheet.tsx";

/** Behind the avatar: being found on the stage, and what the phone keeps of the account. */
export function MenuSheet({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const phone = usePhone();
  const pages = usePages();
  const isInside = useIsInside();
  const remembers = usePhoneState((state) => state.remembers);
  const [answer, setAnswer] = useState<LocalizedText | null>(null);
  const [asking, setAsking] = useState(false);
  const words = isInside ? (answer ?? phoneTexts.findMeDetail) : phoneTexts.reconnecting;
  const findMe = async (): Promise<void> => {
    setAsking(true);
    const found = await phone.findMe();
    setAsking(false);
    if (found === null) setAnswer(refusalTexts.unreachable);
    else setAnswer(found.ok ? phoneTexts.found : refusalTexts[found.refusal]);
  };
  return (
    <Sheet title={phoneTexts.menu}>
      <p className="sheet-row">
        <PersonRow person={profile.me} more={String(profile.me.accountNumber)} />
      </p>
      <button
        type="button"
        className="sheet-row"
        disabled={!isInside || asking}
        onClick={() => void findMe()}
      >
        <span className="sheet-icon">
          <Icon name="find" />
        </span>
        <span className="person-words">
          <span className="person-name">{t(phoneTexts.findMe)}</span>
          <span className="small">{t(words)}</span>
        </span>
      </button>
      <button type="button" className="sheet-row" onClick={() => pages.replace({ kind: "move" })}>
        <span className="sheet-icon">
          <Icon name="move" />
        </span>
        <span className="person-words">
          <span className="person-name">{t(moveTexts.move)}</span>
          <span className="small">{t(moveTexts.moveDetail)}</span>
        </span>
      </button>
      {/* What changes within a button is not read out. */}
      <p className="hidden-words" role="status">
        {answer === null ? "" : t(answer)}
      </p>
      <p className="small menu-note">
        {t(remembers ? phoneTexts.moneyStays : phoneTexts.privateMode)}
      </p>
    </Sheet>
  );
}
