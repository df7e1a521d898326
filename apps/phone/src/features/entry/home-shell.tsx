import type { LocalizedText } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import type { JSX } from "react";

/**
 * The account page before anything is known: every part in its place and of its height, so that nothing jumps when name,
 * room and funds come. The same stands in index.html, where it is painted before any script has run.
 */
export function HomeShell({ words }: { readonly words: LocalizedText | null }): JSX.Element {
  const t = useSay();
  return (
    <div className="shell">
      <header className="top-bar">
        <span className="product">Cablecut</span>
        <span className="chip">TEST 测试</span>
      </header>
      <div className="home">
        <div className="card shell-rooms">
          <i />
          <i />
          <i />
          <i />
          <i />
          <p role="status">{words === null ? null : t(words)}</p>
        </div>
        <div className="card shell-account" />
        <div className="shell-pay" />
        <div className="shell-tiles">
          <i />
          <i />
          <i />
          <i />
        </div>
      </div>
    </div>
  );
}
