import { useSay } from "@cablecut/ui";
import type { LocalizedText } from "@cablecut/protocol";
import { phoneTexts } from "@cablecut/ui";
import Popup from "antd-mobile/es/components/popup";
import { useEffect, useId, useRef, type JSX, type ReactNode } from "react";
import { Icon } from "./icons.tsx";

/** A sheet from below, with a title and a way out: the button, the ground behind it, or Escape. */
export function Sheet({
  title,
  open,
  onClose,
  children,
}: {
  readonly title: LocalizedText;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Popup visible={open} onMaskClick={onClose} destroyOnClose bodyClassName="sheet-body">
      <SheetFrame title={title} onClose={onClose}>
        {children}
      </SheetFrame>
    </Popup>
  );
}

function SheetFrame({
  title,
  onClose,
  children,
}: {
  readonly title: LocalizedText;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const t = useSay();
  const titleId = useId();
  const frame = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    frame.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const closeOnEscape = (event: KeyboardEvent): void => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", closeOnEscape);
    return () => document.removeEventListener("keydown", closeOnEscape);
  }, [onClose]);
  return (
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
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <div className="sheet-content">{children}</div>
    </dialog>
  );
}
