import { useDocumentLanguage } from "@cablecut/ui";
import { useDeferredValue, useEffect, useRef, type JSX } from "react";
import { AccountPages } from "./account-pages.tsx";
import { EntryScreen } from "./features/entry/entry-screen.tsx";
import { Failure, FailureBoundary } from "./features/entry/entry-failure.tsx";
import { FailureNotice } from "./features/entry/failure-notice.tsx";
import type { LinkedNumber } from "./model/navigation/pages.ts";
import { useSinglePresses } from "./shared/single-presses.ts";
import { usePages, usePhoneState } from "./shared/phone-context.ts";

/** A phone that knows its account shows it at once, whatever the line is doing. */
export function App({ payee }: { readonly payee: LinkedNumber | null }): JSX.Element {
  useDocumentLanguage();
  useSinglePresses();
  const pages = usePages();
  const entry = usePhoneState((state) => state.entry);
  const profile = usePhoneState((state) => state.profile);
  const failure = usePhoneState((state) => state.failure);
  const isInside = entry.kind === "entered" || entry.kind === "entering";
  const isShown = isInside && profile !== null;
  // In pieces, as all pages are: the shell stays until all of the account page is there.
  const isDrawn = useDeferredValue(isShown);
  const answered = useRef(false);
  useEffect(() => {
    if (!isShown || payee === null || answered.current) return;
    answered.current = true;
    // The link is being answered: a reload is not to ask again.
    const { history, location } = window;
    history.replaceState(history.state, "", `${location.pathname}${location.hash}`);
    pages.open({ kind: "pay", payee: null, number: payee, anybody: null });
  }, [pages, isShown, payee]);
  return (
    <FailureBoundary>
      {failure !== null && entry.kind === "entering" && profile === null ? (
        <Failure error={failure} />
      ) : isShown && isDrawn ? (
        <>
          <AccountPages profile={profile} />
          <FailureNotice />
        </>
      ) : (
        <EntryScreen entry={entry} payee={payee} />
      )}
    </FailureBoundary>
  );
}
