import type { LocalizedText } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import type { JSX, ReactNode } from "react";
import { useFocusWhenOpened } from "./page-focus.ts";
import { usePages } from "./phone-context.ts";
import { TopBar } from "./top-bar.tsx";

/** A page over the account page. */
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
  const frame = useFocusWhenOpened<HTMLDivElement>();
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
