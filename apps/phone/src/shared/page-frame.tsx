import type { LocalizedText } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import { useEffect, useRef, type JSX, type ReactNode } from "react";
import { usePages } from "./phone-context.ts";
import { TopBar } from "./top-bar.tsx";

/** A page over the account page. It takes the focus, so that a screen reader goes on there. */
export function PageFrame({
  title,
  className,
  children,
}: {
  readonly title: LocalizedText;
  readonly className: string;
  readonly children: ReactNode;
}): JSX.Element {
  const t = useSay();
  const pages = usePages();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Unless something on the page has it already.
    if (frame.current?.contains(document.activeElement) === false)
      frame.current.focus({ preventScroll: true });
  }, []);
  return (
    <div
      ref={frame}
      className={`page ${className}`}
      role="region"
      aria-label={t(title)}
      tabIndex={-1}
    >
      <TopBar title={title} onBack={() => pages.back()} />
      <main className="page-main">{children}</main>
    </div>
  );
}
