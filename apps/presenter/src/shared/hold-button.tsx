import type { JSX, ReactNode } from "react";
import { holdMs, useHold } from "./use-hold.ts";

/** A button that acts only after it was held, with pointer or keyboard; the progress is visible all the time. */
export function HoldButton({
  act = "",
  onHeld,
  disabled = false,
  className = "",
  label,
  children,
}: {
  /** What it does now, where the same button does one thing after the other. */
  readonly act?: string;
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}): JSX.Element {
  const { holding, begin, cancel } = useHold(act, onHeld, disabled);
  return (
    <button
      type="button"
      className={`button hold ${className}`}
      disabled={disabled}
      aria-label={label}
      data-holding={holding}
      style={{ "--hold": `${holdMs}ms` } as React.CSSProperties}
      onPointerDown={(event) => {
        if (event.button === 0) begin();
      }}
      // A browser keeps a touch with what it began on; given back, a finger that slides off leaves it as a mouse does.
      onGotPointerCapture={(event) => event.currentTarget.releasePointerCapture(event.pointerId)}
      onPointerLeave={cancel}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        if (!event.repeat) begin();
      }}
      onBlur={cancel}
    >
      <span className="hold-progress" aria-hidden="true" />
      <span className="hold-words">{children}</span>
    </button>
  );
}
