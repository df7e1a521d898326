import { useEffect, useRef, useState, type JSX, type ReactNode } from "react";

/** Long enough that no slip of a finger does it, short enough for a speaker in full flow, ms. */
export const holdMs = 1_200;

/**
 * A button that acts only after it was held for `holdMs`, with pointer or keyboard. Letting go, leaving it, or losing
 * the window's focus cancels; the progress is visible all the time.
 */
export function HoldButton({
  onHeld,
  disabled = false,
  className = "",
  label,
  children,
}: {
  readonly onHeld: () => void;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}): JSX.Element {
  const [holding, setHolding] = useState(false);
  const held = useRef(onHeld);
  useEffect(() => {
    held.current = onHeld;
  }, [onHeld]);
  const active = holding && !disabled;

  useEffect(() => {
    if (!active) return;
    const startedAtMs = performance.now();
    const cancel = (): void => setHolding(false);
    const act = (): void => {
      setHolding(false);
      held.current();
    };
    const timer = setTimeout(act, holdMs);
    // A busy page may run the timer late: whoever has held long enough and then lets go has acted.
    const release = (): void => {
      clearTimeout(timer);
      if (performance.now() - startedAtMs >= holdMs) act();
      else cancel();
    };
    window.addEventListener("blur", cancel);
    window.addEventListener("pointerup", release);
    window.addEventListener("keyup", release);
    window.addEventListener("pointercancel", cancel);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("blur", cancel);
      window.removeEventListener("pointerup", release);
      window.removeEventListener("keyup", release);
      window.removeEventListener("pointercancel", cancel);
    };
  }, [active]);

  const isHoldKey = (key: string): boolean => key === " " || key === "Enter";
  return (
    <button
      type="button"
      className={`button hold ${className}`}
      disabled={disabled}
      aria-label={label}
      data-holding={active}
      style={{ "--hold": `${holdMs}ms` } as React.CSSProperties}
      onPointerDown={(event) => {
        if (event.button === 0) setHolding(true);
      }}
      onPointerLeave={() => setHolding(false)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isHoldKey(event.key)) return;
        event.preventDefault();
        if (!event.repeat) setHolding(true);
      }}
      onBlur={() => setHolding(false)}
    >
      <span className="hold-progress" aria-hidden="true" />
      <span className="hold-words">{children}</span>
    </button>
  );
}
