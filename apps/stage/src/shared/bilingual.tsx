import type { LocalizedText } from "@cablecut/protocol";
import { Fragment, type JSX } from "react";
import type { StageLanguages } from "../model/languages.ts";
import { useStageLanguages } from "./stage-languages.ts";

const documentLanguage = { en: "en", zh: "zh-CN" } as const;

/**
 * A text in the languages of the screen, its own one first: half the hall reads the one, half the other. `lines` puts them
 * under each other, otherwise they stand in one line with a dot between.
 */
export function Bilingual({
  text,
  lines = false,
  only,
}: {
  readonly text: LocalizedText;
  readonly lines?: boolean;
  /** Those of them that there is room for. */
  readonly only?: StageLanguages;
}): JSX.Element {
  const all = useStageLanguages();
  const order = only ?? all;
  if (text.en === text.zh) return <span>{text.en}</span>;
  return (
    <span className={lines ? "bilingual bilingual-lines" : "bilingual"}>
      {order.map((language, position) => (
        <Fragment key={language}>
          {position === 0 || lines ? null : <span className="bilingual-dot"> · </span>}
          <span lang={documentLanguage[language]}>{text[language]}</span>
        </Fragment>
      ))}
    </span>
  );
}
