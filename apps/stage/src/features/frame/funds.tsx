import { formatCents, type ShowSnapshot } from "@cablecut/protocol";
import { formatCount, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { inLanguages, type StageLanguages } from "../../model/languages.ts";
import {
  differenceLanguages,
  fundsPartsFit,
  type FundsPart,
  type HeadMark,
} from "../../model/show/head-rows.ts";
import { fundsAge } from "../../model/story/words.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

/**
 * The proof that no money is gone. It has the same place, size and brightness in every scene: funds that grow pale
 * while rooms are dark would look lost.
 */
export function Funds({
  funds,
  hidden,
  mark,
  when,
}: {
  readonly funds: ShowSnapshot["funds"];
  /** The head count is hidden, and so are the sums that it could be read from. */
  readonly hidden: boolean;
  /** What stands beside it, and has its width. */
  readonly mark: HeadMark;
  readonly when: string;
}): JSX.Element {
  const languages = useStageLanguages();
  if (funds === null) {
    return (
      <section className="funds" data-testid="funds">
        <p className="funds-difference">
          <Bilingual text={stageTexts.fundsDifference} />
        </p>
        <p className="funds-parts">
          <Bilingual text={stageTexts.fundsUnknown} />
        </p>
      </section>
    );
  }
  const difference = formatCents(funds.differenceCents);
  const toldAgo = fundsAge(funds);
  const parts: readonly FundsPart[] = [
    ...(hidden ? [] : [{ label: stageTexts.fundsPeople, count: funds.people }]),
    { label: stageTexts.fundsHouse, count: funds.house },
    ...(hidden || funds.synthetic.accounts === 0
      ? []
      : [{ label: stageTexts.fundsSynthetic, count: funds.synthetic }]),
  ];
  const fit = fundsPartsFit(parts, when, languages);
  return (
    <section className="funds figures" data-testid="funds" data-exact={funds.differenceCents === 0}>
      <p className="funds-difference">
        <Bilingual
          text={{
            en: `${stageTexts.fundsDifference.en} ${difference}`,
            zh: `${stageTexts.fundsDifference.zh} ${difference}`,
          }}
          only={differenceLanguages(difference, toldAgo, mark, languages)}
        />
        {toldAgo === null ? null : <small className="funds-age">{toldAgo[languages[0]]}</small>}
      </p>
      <p className="funds-parts" style={{ fontSize: `${fit.size / 10}rem` }}>
        {parts.map((part) => (
          <Part key={part.label.en} part={part} languages={fit.languages} />
        ))}
      </p>
    </section>
  );
}

function Part({
  part: { label, count },
  languages,
}: {
  readonly part: FundsPart;
  readonly languages: StageLanguages;
}): JSX.Element {
  return (
    <span className="funds-part">
      {inLanguages(label, languages, " ")} {formatCount(count.accounts)} ·{" "}
      <span className="funds-sum">{formatCents(count.actualCents)}</span>
    </span>
  );
}
