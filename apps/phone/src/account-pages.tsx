import { useEffect, useState, type JSX } from "react";
import { CardPage } from "./features/card/card-page.tsx";
import { CodePage } from "./features/code/code-page.tsx";
import { CuePage } from "./features/cue/cue-page.tsx";
import { MenuSheet } from "./features/menu/menu-sheet.tsx";
import { MovePage } from "./features/move/move-page.tsx";
import { PayPage } from "./features/pay/pay-page.tsx";
import { PayeeSheet } from "./features/pay/payee-sheet.tsx";
import { ReceiptsPage } from "./features/receipts/receipts-page.tsx";
import { ResultPage } from "./features/result/result-page.tsx";
import { WindowPage } from "./features/window/window-page.tsx";
import { HomePage } from "./home-page.tsx";
import type { PagesState } from "./model/navigation/pages.ts";
import type { Profile } from "./model/phone-state.ts";
import { isCalledToPay, isOwnOut } from "./model/status/status.ts";
import { usePages, usePagesState, usePhoneState } from "./shared/phone-context.ts";

/** The account page, and what lies over it. It stays where it is below the others, so that nothing on it ever blanks. */
export function AccountPages({ profile }: { readonly profile: Profile }): JSX.Element {
  const shown = usePagesState((state) => state);
  const cue = useCall(profile, shown);
  useEscape();
  const covered = cue.isShown || shown.page.kind !== "home";
  return (
    <>
      <div className="home-layer" data-covered={covered}>
        <HomePage profile={profile} />
      </div>
      {cue.isShown ? (
        <CuePage profile={profile} onLeave={cue.leave} />
      ) : (
        <PageOnTop key={shown.opening} shown={shown} profile={profile} />
      )}
      {shown.sheet === "payee" ? <PayeeSheet profile={profile} /> : null}
      {shown.sheet === "menu" ? <MenuSheet profile={profile} /> : null}
    </>
  );
}

/** Closes what lies on top, as Back does. */
function useEscape(): void {
  const pages = usePages();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { page, sheet } = pages.store.getState();
      if (event.key === "Escape" && (sheet !== null || page.kind !== "home")) pages.back();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [pages]);
}

function PageOnTop({
  shown: { page },
  profile,
}: {
  readonly shown: PagesState;
  readonly profile: Profile;
}): JSX.Element | null {
  switch (page.kind) {
    case "home":
      return null;
    case "pay":
      return <PayPage page={page} profile={profile} />;
    case "result":
      return <ResultPage paymentId={page.paymentId} profile={profile} />;
    case "receipts":
      return <ReceiptsPage profile={profile} />;
    case "code":
      return <CodePage profile={profile} />;
    case "card":
      return <CardPage profile={profile} />;
    case "move":
      return <MovePage />;
    case "window":
      return <WindowPage profile={profile} />;
  }
}

/**
 * The call to pay comes over whatever is open, but for a payment that is being entered; leaving it is leaving this call.
 * What is open is put away at the call, and when the own room falls silent: there the account page has more to say.
 */
function useCall(
  profile: Profile,
  { page }: PagesState,
): { readonly isShown: boolean; readonly leave: () => void } {
  const pages = usePages();
  const called = usePhoneState(isCalledToPay);
  const ownOut = usePhoneState((state) => isOwnOut(state, profile));
  const [call, setCall] = useState({ called, left: false });
  // Another call is followed anew.
  if (call.called !== called) setCall({ called, left: false });
  useEffect(() => {
    const { kind } = pages.store.getState().page;
    if (called && kind !== "pay" && kind !== "home") pages.home();
  }, [pages, called]);
  useEffect(() => {
    if (ownOut && pages.store.getState().page.kind === "result") pages.home();
  }, [pages, ownOut]);
  return {
    isShown: called && !call.left && page.kind === "home",
    leave: () => setCall({ called, left: true }),
  };
}
