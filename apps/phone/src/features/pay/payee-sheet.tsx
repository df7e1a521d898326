import type { Person } from "@cablecut/protocol";
import { phonePageTexts, phoneTexts, refusalTexts, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { payPage } from "../../model/navigation/pages.ts";
import type { Profile } from "../../model/phone-state.ts";
import { typeAccountNumber } from "../../model/pay/amount-entry.ts";
import { cityOf } from "../../model/status/cities.ts";
import { Icon } from "../../shared/icons.tsx";
import { isComposed } from "../../shared/is-composed.ts";
import { PersonRow } from "../../shared/person-row.tsx";
import { usePages, usePhoneState } from "../../shared/phone-context.ts";
import { Sheet } from "../../shared/sheet.tsx";
import { useLookUp } from "./look-up.ts";

/** Whom to pay: by number, the partner, anybody, or somebody paid before. */
export function PayeeSheet({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const pages = usePages();
  const recent = usePhoneState((state) => state.recentPayees);
  const { partner } = profile;
  const choose = (payee: Person): void => pages.chosen(payPage(payee));
  return (
    <Sheet title={phonePageTexts.choosePayee}>
      <ByNumber profile={profile} onChoose={choose} />
      {partner === null ? null : (
        <PersonButton
          person={partner}
          profile={profile}
          note={t(phonePageTexts.partner)}
          onChoose={choose}
        />
      )}
      <button
        type="button"
        className="sheet-row"
        onClick={() =>
          pages.chosen({ kind: "pay", payee: null, number: null, anybody: performance.now() })
        }
      >
        <span className="sheet-icon">
          <Icon name="random" />
        </span>
        <span className="person-words">
          <span className="person-name">{t(phonePageTexts.somebody)}</span>
          <span className="small">{t(phonePageTexts.somebodyDetail)}</span>
        </span>
      </button>
      {recent.map((person) => (
        <PersonButton
          key={person.account}
          person={person}
          profile={profile}
          note={t(phonePageTexts.recent)}
          onChoose={choose}
        />
      ))}
    </Sheet>
  );
}

function ByNumber({
  profile,
  onChoose,
}: {
  readonly profile: Profile;
  readonly onChoose: (person: Person) => void;
}): JSX.Element {
  const t = useSay();
  const [text, setText] = useState("");
  // Something was typed or pasted, and there is no number in it.
  const [isNone, setNone] = useState(false);
  const type = (value: string): void => {
    const number = typeAccountNumber(value);
    setText(number);
    setNone(number === "" && value.trim() !== "");
  };
  const lookUp = useLookUp(text, profile.me.accountNumber);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (lookUp.kind === "found") onChoose(lookUp.person);
      }}
    >
      <label className="field">
        <span className="small">{t(phonePageTexts.numberLabel)}</span>
        <input
          className="figures"
          inputMode="numeric"
          autoComplete="off"
          enterKeyHint="go"
          value={text}
          onChange={({ target: { value }, nativeEvent }) =>
            isComposed(nativeEvent) ? setText(value) : type(value)
          }
          onCompositionEnd={({ currentTarget }) => type(currentTarget.value)}
        />
      </label>
      {/* Always as high as when somebody was found: what stands below keeps its place. */}
      <div className="found" aria-live="polite">
        {lookUp.kind === "found" ? (
          <PersonButton
            person={lookUp.person}
            profile={profile}
            note={t(phonePageTexts.choose)}
            onChoose={onChoose}
          />
        ) : null}
        {lookUp.kind === "asking" ? <p className="small">{t(phonePageTexts.lookingUp)}</p> : null}
        {lookUp.kind === "waiting" ? <p className="small">{t(phoneTexts.reconnecting)}</p> : null}
        {lookUp.kind === "refused" ? (
          <p className="amber-words">{t(refusalTexts[lookUp.refusal])}</p>
        ) : null}
        {lookUp.kind === "typing" && isNone ? (
          <p className="amber-words">{t(refusalTexts["no-number"])}</p>
        ) : null}
      </div>
    </form>
  );
}

function PersonButton({
  person,
  profile,
  note,
  onChoose,
}: {
  readonly person: Person;
  readonly profile: Profile;
  readonly note: string;
  readonly onChoose: (person: Person) => void;
}): JSX.Element {
  const t = useSay();
  const world = usePhoneState((state) => state.world);
  const city = cityOf(person, profile.topology, world);
  const place = city === null ? "" : ` · ${t(city)}`;
  return (
    <button type="button" className="sheet-row" onClick={() => onChoose(person)}>
      <span className="hidden-words">{t(phoneTexts.pay)} </span>
      <PersonRow person={person} more={`${person.accountNumber}${place}`}>
        <span className="small">{note}</span>
      </PersonRow>
    </button>
  );
}
