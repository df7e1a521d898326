import type { LocalizedText } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import { useEffect, useId, useRef, useState, type JSX, type ReactNode } from "react";
import { Icon } from "./icons.tsx";
import { usePages } from "./phone-context.ts";

const focusable = "button:not([disabled]), input:not([disabled]), a[href]";

/** From below, in the middle of a wide screen. The focus stays in it; Back, Escape and the ground behind close it. */
export function Sheet({
  title,
  children,
}: {
  readonly title: LocalizedText;
  readonly children: ReactNode;
}): JSX.Element {
  const t = useSay();
  const pages = usePages();
  const titleId = useId();
  const covered = useCoveredBelow();
  const frame = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    frame.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Tab" && frame.current !== null) keepFocusIn(frame.current, event);
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div className="sheet-ground" style={{ bottom: covered }}>
      <button
        type="button"
        className="sheet-behind"
        tabIndex={-1}
        aria-hidden="true"
        onClick={() => pages.back()}
      />
      {/* Open by its attribute: a browser that knows no dialog shows it all the same. */}
      <dialog
        open
        ref={frame}
        className="sheet"
        aria-modal="true"
        aria-labelledby={titleId}
        tabIndex={-1}
      >
        <header className="sheet-head">
          <h2 id={titleId}>{t(title)}</h2>
          <button
            type="button"
            className="icon-button"
            aria-label={t(phoneTexts.close)}
            onClick={() => pages.back()}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="sheet-content">{children}</div>
      </dialog>
    </div>
  );
}

/** Some browsers lay their keyboard over the page and leave the page as high as it was: a sheet ends above the keyboard. */
function useCoveredBelow(): number {
  const [covered, setCovered] = useState(0);
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen) return;
    const fit = (): void =>
      setCovered(Math.round(Math.max(0, window.innerHeight - seen.height - seen.offsetTop)));
    fit();
    seen.addEventListener("resize", fit);
    seen.addEventListener("scroll", fit);
    return () => {
      seen.removeEventListener("resize", fit);
      seen.removeEventListener("scroll", fit);
    };
  }, []);
  return covered;
}

function keepFocusIn(frame: HTMLElement, event: KeyboardEvent): void {
  const stops = Array.from(frame.querySelectorAll<HTMLElement>(focusable));
  const [first] = stops;
  const last = stops[stops.length - 1];
  if (first === undefined || last === undefined) return;
  const { activeElement } = document;
  const edge = event.shiftKey ? [first, frame] : [last];
  // Nowhere, or below: a button that is disabled while it is asked for loses it.
  const isLost = !frame.contains(activeElement);
  if (!isLost && !edge.some((stop) => stop === activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
