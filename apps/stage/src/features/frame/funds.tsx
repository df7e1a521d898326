import {
  formatCents,
  type FundsCount,
  type LocalizedText,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { formatCount, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { fundsAge } from "../../model/story/words.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useBoth, useStageLanguages } from "../../shared/stage-languages.ts";

/**
 * The proof that no money is gone. It has the same place, size and brightness in every scene: funds that grow pale
 * while rooms are dark would look lost.
 */
export function Funds({
  funds,
  hidden,
}: {
  readonly funds: ShowSnapshot["funds"];
  /** The head count is hidden, and so are the sums that it could be read from. */
  readonly hidden: boolean;
}): JSX.Element {
  const [first] = useStageLanguages();
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
  return (
    <section className="funds figures" data-testid="funds" data-exact={funds.differenceCents === 0}>
      <p className="funds-difference">
        <Bilingual
          text={{
            en: `${stageTexts.fundsDifference.en} ${difference}`,
            zh: `${stageTexts.fundsDifference.zh} ${difference}`,
          }}
        />
        {toldAgo === null ? null : <small className="funds-age">{toldAgo[first]}</small>}
      </p>
      <p className="funds-parts">
        {hidden ? null : <Part label={stageTexts.fundsPeople} count={funds.people} />}
        <Part label={stageTexts.fundsHouse} count={funds.house} />
        {hidden || funds.synthetic.accounts === 0 ? null : (
          <Part label={stageTexts.fundsSynthetic} count={funds.synthetic} />
        )}
      </p>
    </section>
  );
}

function Part({
  label,
  count,
}: {
  readonly label: LocalizedText;
  readonly count: FundsCount;
}): JSX.Element {
  const t = useBoth();
  return (
    <span className="funds-part">
      {t(label, " ")} {formatCount(count.accounts)} ·{" "}
      <span className="funds-sum">{formatCents(count.actualCents)}</span>
    </span>
  );
}
