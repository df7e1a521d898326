import { phoneTexts, useSay } from "@cablecut/ui";
import { Component, type JSX, type ReactNode } from "react";
import { TopBar } from "../../shared/top-bar.tsx";

/** What this page itself cannot do is said, in words and with the error's own: never an endless "Opening". */
export class FailureBoundary extends Component<
  { readonly children: ReactNode },
  { readonly error: string | null }
> {
  override state: { readonly error: string | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: string } {
    return { error: String(error) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Failure error={error} />;
  }
}

export function Failure({ error }: { readonly error: string }): JSX.Element {
  const t = useSay();
  return (
    <>
      <TopBar />
      <main className="entry-screen" role="alert">
        <h1>{t(phoneTexts.failedTitle)}</h1>
        <p>{t(phoneTexts.failedBody)}</p>
        <p className="small">{error}</p>
        <button type="button" className="main-button" onClick={() => window.location.reload()}>
          {t(phoneTexts.loadAgain)}
        </button>
      </main>
    </>
  );
}
