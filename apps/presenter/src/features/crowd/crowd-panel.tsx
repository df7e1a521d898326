import {
  crowdPeopleMax,
  crowdRateMax,
  type CrowdState,
  type PresenterCommand,
} from "@cablecut/protocol";
import { consoleTexts, formatCount, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { hinderedAs } from "../../model/permission.ts";
import { useConsole } from "../../shared/console-context.ts";
import { NumberField } from "../../shared/number-field.tsx";
import { Reason } from "../../shared/reason.tsx";
import { useHindrance } from "../../shared/use-hindrance.ts";

/** Synthetic attendees for a rehearsal, and for load: started and stopped from here. */
export function CrowdPanel({
  crowd,
  synthetic,
}: {
  /** Null where nobody can start one. */
  readonly crowd: CrowdState | null;
  /** Accounts that synthetic attendees have opened. */
  readonly synthetic: number;
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const hindrance = useHindrance("crowd");
  // Whoever changes a crowd that runs begins with what it is.
  const runs = crowd?.kind === "running";
  const [people, setPeople] = useState(runs ? crowd.people : 100);
  const [rate, setRate] = useState(runs ? crowd.rate : 50);
  const stop: PresenterCommand = { kind: "crowd", wish: { people: 0, rate } };
  const cannotStop = useHindrance(hinderedAs(stop)) !== null;
  if (crowd === null) return <p className="hint">{t(consoleTexts.crowdUnknown)}</p>;
  return (
    <form
      className="fields"
      // The field says its bounds itself, and in the console's language.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void commands.send({ kind: "crowd", wish: { people, rate } });
      }}
    >
      <p role="status" data-testid="crowd-state" data-kind={crowd.kind}>
        {t(stateText(crowd))}
      </p>
      <NumberField
        text={consoleTexts.crowdPeople}
        value={people}
        min={2}
        max={crowdPeopleMax}
        onChange={setPeople}
      />
      <NumberField
        text={consoleTexts.crowdRate}
        value={rate}
        min={1}
        max={crowdRateMax}
        onChange={setRate}
      />
      <div className="field-buttons">
        <button type="submit" className="button button-strong" disabled={hindrance !== null}>
          {t(runs ? consoleTexts.crowdChange : consoleTexts.crowdStart)}
        </button>
        <button
          type="button"
          className="button"
          disabled={cannotStop || crowd.kind === "none"}
          onClick={() => void commands.send(stop)}
        >
          {t(consoleTexts.crowdStop)}
        </button>
      </div>
      <Reason kind="crowd" />
      <p className="hint">
        {t(consoleTexts.syntheticAccounts(formatCount(synthetic)))} {t(consoleTexts.crowdHint)}
      </p>
    </form>
  );
}

function stateText(crowd: CrowdState) {
  if (crowd.kind === "none") return consoleTexts.crowdNone;
  if (crowd.kind === "failed") return consoleTexts.crowdFailed;
  return consoleTexts.crowdRuns(crowd.people, crowd.rate);
}
