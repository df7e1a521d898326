import type { LocalizedText, ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { consoleTexts, presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { seenForMs } from "../../model/store.ts";
import { useConsole, useConsoleState } from "../../shared/console-context.ts";
import {
  actAside,
  actBack,
  nextAct,
  type Act,
  type GivenAct,
  type OtherAct,
} from "../../model/acts.ts";
import { hinderedAs } from "../../model/permission.ts";
import { useHindrance } from "../../shared/use-hindrance.ts";
import { ArmedMark } from "./armed-mark.tsx";
import { useFocusKept } from "./use-focus-kept.ts";
import { useNextRest } from "./use-next-rest.ts";
import { useOncePerTap } from "./use-once-per-tap.ts";
import { HoldButton } from "../../shared/hold-button.tsx";

const nextControl = ".next-button, .next-wait";

/** The one thing to do next, as large as it is important, and the few that may be done instead. */
export function NextAct({ description, show }: NextProps): JSX.Element {
  const t = useSay();
  const lastsMs = useConsoleState(seenForMs);
  const act = nextAct(show, description.topology, {
    cablesAreReal: description.realCables === true,
    seenForMs: lastsMs,
  });
  const rests = useNextRest(act.kind, "commands" in act);
  const disabled = useHindrance("commands" in act ? act.commands[0].kind : "blank") !== null;
  const { place, onFocus, onBlur } = useFocusKept(nextControl, `${act.kind} ${disabled}`);
  return (
    <section
      ref={place}
      className="next-act"
      data-testid="next-act"
      data-act={act.kind}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <h2 className="unseen">{t(consoleTexts.next)}</h2>
      {"commands" in act ? (
        <NextButton act={act} text={actText(act, description)} rests={rests} disabled={disabled} />
      ) : (
        <p className="next-wait" tabIndex={-1}>
          {t(ofCity(waitTexts[act.kind], description))}
        </p>
      )}
      <div className="next-foot">
        <p className="next-hint">
          <ArmedMark act={act} />
          {"hand" in act ? <span>{t(handTexts[act.hand])}</span> : null}
        </p>
        <OtherButton other={actBack(show)} />
        <OtherButton other={actAside(show, description.topology)} />
      </div>
    </section>
  );
}

interface NextProps {
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
}

/** Where it `rests` it shows that it does, so that nobody taps in vain. */
function NextButton({
  act,
  text,
  rests,
  disabled,
}: {
  readonly act: GivenAct;
  readonly text: LocalizedText;
  readonly rests: boolean;
  readonly disabled: boolean;
}): JSX.Element {
  const t = useSay();
  const { commands, store } = useConsole();
  const give = (): void => void commands.give(act);
  // Two taps may come before the first is drawn.
  const tap = (): void => {
    if (performance.now() >= store.getState().next.restsUntilMs) give();
  };
  if (act.hand === "tap") {
    return (
      <button
        type="button"
        className="button button-strong next-button"
        disabled={disabled}
        aria-disabled={rests}
        onClick={tap}
      >
        {t(text)}
      </button>
    );
  }
  return (
    <HoldButton
      act={act.kind}
      className={act.kind === "cut" ? "button-cut next-button" : "button-strong next-button"}
      disabled={disabled}
      onHeld={give}
    >
      {t(text)}
    </HoldButton>
  );
}

function OtherButton({ other }: { readonly other: OtherAct | null }): JSX.Element | null {
  const t = useSay();
  const { commands } = useConsole();
  const hindrance = useHindrance(other === null ? "blank" : hinderedAs(other.command));
  const { rests, once } = useOncePerTap();
  if (other === null) return null;
  return (
    <button
      type="button"
      className="button"
      disabled={hindrance !== null}
      aria-disabled={rests}
      onClick={() => once(() => void commands.send(other.command))}
    >
      {t(otherTexts[other.kind])}
    </button>
  );
}

const waitTexts = {
  wait: presenterTexts.actWaitHint,
  overdue: presenterTexts.actOverdue,
  "overdue-plug": presenterTexts.actOverduePlug,
  starting: presenterTexts.actStartingHint,
  counting: presenterTexts.actCountingHint,
  "rooms-away": presenterTexts.actRoomsAway,
  pull: presenterTexts.actPull,
  plug: presenterTexts.actPlug,
} satisfies Record<Exclude<Act["kind"], GivenAct["kind"]>, CityText>;

const otherTexts = {
  "end-call": presenterTexts.actCueOff,
  lobby: presenterTexts.actLobby,
  live: presenterTexts.actBackToZero,
  "hold-up": presenterTexts.actHoldUp,
} satisfies Record<OtherAct["kind"], LocalizedText>;

const handTexts = {
  tap: presenterTexts.tapToAct,
  hold: presenterTexts.holdToAct,
} satisfies Record<GivenAct["hand"], LocalizedText>;

type CityText = LocalizedText | ((city: string) => LocalizedText);

/** With the name of the city that is cut, where the words have it. */
function ofCity(text: CityText, { topology }: ShowDescription): LocalizedText {
  if (typeof text !== "function") return text;
  const city = topology.cities.find(({ id }) => id === topology.cutCity)?.name;
  return { en: text(city?.en ?? "").en, zh: text(city?.zh ?? "").zh };
}

function actText(act: GivenAct, description: ShowDescription): LocalizedText {
  switch (act.kind) {
    case "live":
      return presenterTexts.actLive;
    case "cue":
      return presenterTexts.actCue;
    case "cut":
      return ofCity(presenterTexts.actCut, description);
    case "report":
      return presenterTexts.actReport;
    case "again":
      return presenterTexts.actAgain;
    case "restore":
      return ofCity(presenterTexts.actRestore, description);
    case "restore-everything":
      return presenterTexts.restoreEverything;
    case "failback":
      return presenterTexts.actFailback;
  }
}
