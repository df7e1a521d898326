import type { LocalizedText } from "@cablecut/protocol";
import { consoleTexts, drawerTexts, useSay, type DrawerSection } from "@cablecut/ui";
import { useEffect, useRef, type JSX, type ReactNode } from "react";

/** A section of the drawer as its list shows it. */
export interface DrawerEntry {
  readonly section: DrawerSection;
  /** A word beside its name; null: nothing is to be seen to. */
  readonly mark: LocalizedText | string | null;
  readonly content: ReactNode;
}

/** What is needed before the show and rarely in it: a list, of which one section at a time opens over this column. */
export function Drawer({
  entries,
  open,
  onOpen,
}: {
  readonly entries: readonly DrawerEntry[];
  readonly open: DrawerSection | null;
  readonly onOpen: (section: DrawerSection | null) => void;
}): JSX.Element {
  const t = useSay();
  const list = useRef<HTMLUListElement>(null);
  const opened = entries.find(({ section }) => section === open) ?? null;
  const before = useRef<DrawerSection | null>(null);
  useEffect(() => {
    // Whoever closes a section is where it was opened.
    if (open === null && before.current !== null)
      list.current?.querySelector<HTMLElement>(`[data-section="${before.current}"]`)?.focus();
    before.current = open;
  }, [open]);
  return (
    <>
      <nav
        className="card drawer"
        aria-labelledby="drawer-title"
        data-open={opened !== null}
        // On a laptop it lies under the opened section, where nobody would see what has the focus.
        inert={opened !== null}
        data-testid="drawer"
      >
        <h2 id="drawer-title">{t(consoleTexts.drawer)}</h2>
        <ul ref={list}>
          {entries.map(({ section, mark }) => (
            <li key={section}>
              <button
                type="button"
                className="drawer-entry"
                data-section={section}
                aria-expanded={section === open}
                onClick={() => onOpen(section)}
              >
                <span>{t(drawerTexts[section])}</span>
                {mark === null ? null : (
                  <span className="drawer-mark figures">
                    {typeof mark === "string" ? mark : t(mark)}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {opened === null ? null : (
        <OpenSection key={opened.section} entry={opened} onClose={() => onOpen(null)} />
      )}
    </>
  );
}

function OpenSection({
  entry: { section, content },
  onClose,
}: {
  readonly entry: DrawerEntry;
  readonly onClose: () => void;
}): JSX.Element {
  const t = useSay();
  const title = useRef<HTMLHeadingElement>(null);
  const place = useRef<HTMLElement>(null);
  useEffect(() => title.current?.focus(), []);
  useEffect(() => {
    const here = place.current;
    const onKey = (event: KeyboardEvent): void => {
      // The same key drops what an input method offers.
      if (event.key === "Escape" && !event.isComposing) onClose();
    };
    here?.addEventListener("keydown", onKey);
    return () => here?.removeEventListener("keydown", onKey);
  }, [onClose]);
  return (
    <section
      ref={place}
      className="card drawer-open"
      aria-labelledby="drawer-section"
      data-testid={`drawer-${section}`}
    >
      <div className="drawer-head">
        <h2 id="drawer-section" tabIndex={-1} ref={title}>
          {t(drawerTexts[section])}
        </h2>
        <button type="button" className="button" onClick={onClose}>
          {t(consoleTexts.close)}
        </button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard, also where nothing in it is */}
      <div className="drawer-content" role="group" aria-labelledby="drawer-section" tabIndex={0}>
        {content}
      </div>
    </section>
  );
}
