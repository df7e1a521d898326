import type { CableHealth, CableId } from "@cablecut/protocol";
import { presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { useHindrance } from "../../shared/use-hindrance.ts";
import { isCarrying, isSilent } from "../../model/cables.ts";

/**
 * One cable: a switch that shows the fabric's word. Solid line, dashed with a cross and the number of the cut, or striped. A
 * real cable looks the same and is no switch.
 */
export function CableSwitch({
  cable,
  name,
  label,
  fault,
  number,
}: {
  readonly cable: CableId;
  readonly name: string;
  readonly label: string;
  readonly fault: CableHealth["fault"];
  /** In which order it was cut; null where nobody knows. */
  readonly number: number | null;
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const cutHindrance = useHindrance("cut");
  const restoreHindrance = useHindrance("restore");
  const whole = fault === "none";
  const silent = isSilent({ fault });
  const known = fault !== "unknown";
  const carries = isCarrying({ fault });
  const hindrance = carries ? cutHindrance : restoreHindrance;
  const state = whole
    ? presenterTexts.cableWhole
    : silent
      ? presenterTexts.cableCut
      : known
        ? presenterTexts.cableImpaired
        : presenterTexts.cableUnknown;
  const picture = <CablePicture name={name} number={silent ? number : null} />;
  const look = whole ? "whole" : silent ? "cut" : known ? "impaired" : "unknown";
  if (hindrance === "real-cables") {
    return (
      <span
        className="button cable-switch cable-real"
        role="img"
        aria-label={t(presenterTexts.cableState(label, t(state)))}
        data-testid={`cable-${cable}`}
        title={t(state)}
        data-look={look}
      >
        {picture}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="button cable-switch"
      role="switch"
      aria-checked={carries}
      aria-label={t(carries ? presenterTexts.cutCable(label) : presenterTexts.restoreCable(label))}
      data-testid={`cable-${cable}`}
      title={t(state)}
      data-look={look}
      disabled={hindrance !== null}
      onClick={() =>
        void commands.send(
          carries
            ? { kind: "cut", targets: [cable], intervalMs: 0, evenIfQuorumIsLost: false }
            : { kind: "restore", targets: [cable] },
        )
      }
    >
      {picture}
    </button>
  );
}

function CablePicture({
  name,
  number,
}: {
  readonly name: string;
  readonly number: number | null;
}): JSX.Element {
  return (
    <>
      <span className="cable-switch-name">{name}</span>
      {number !== null ? (
        <span className="cable-switch-number figures">✕ {number}</span>
      ) : (
        <svg viewBox="0 0 40 16" className="cable-switch-line" aria-hidden="true">
          <path className="cable-switch-core" d="M2 8H38" />
          <path className="cable-switch-cross" d="M14 2L26 14M26 2L14 14" />
        </svg>
      )}
    </>
  );
}
