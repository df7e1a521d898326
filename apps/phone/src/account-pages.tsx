import { memo, useDeferredValue, useEffect, type JSX } from "react";
import { CardPage } from "./features/card/card-page.tsx";
import { CodePage } from "./features/code/code-page.tsx";
import { CuePage } from "./features/cue/cue-page.tsx";
import { useTaps, type SetTaps, type Taps } from "./features/cue/taps.ts";
import { MenuSheet } from "./features/menu/menu-sheet.tsx";
import { MovePage } from "./features/move/move-page.tsx";
import { PayPage } from "./features/pay/pay-page.tsx";
import { PayeeSheet } from "./features/pay/payee-sheet.tsx";
import { ReceiptsPage } from "./features/receipts/receipts-page.tsx";
import { ResultPage } from "./features/result/result-page.tsx";
import { WindowPage } from "./features/window/window-page.tsx";
import { HomePage } from "./home-page.tsx";
import { isMeantByClosing, type PagesState } from "./model/navigation/pages.ts";
import type { Profile } from "./model/phone-state.ts";
import { isCalledToPay, isOwnOut } from "./model/status/status.ts";
import { useBackBeforeAnyTap } from "./shared/back-before-a-tap.ts";
import { isComposed } from "./shared/is-composed.ts";
import { useClicksOfWhatIsShown } from "./shared/left-pages.ts";
import { isLowScreen } from "./shared/low-screen.ts";
import { useFocusWhereLeft } from "./shared/page-focus.ts";
import { usePages, usePagesState, usePhoneState } from "./shared/phone-context.ts";

/**
 * What was opened is drawn in pieces with breaks between them, and shown when all of it is there: on a slow phone a whole page
 * is too much for one breath, in which no finger is heard.
 */
export function AccountPages({ profile }: { readonly profile: Profile }): JSX.Element {
  const opened = usePagesState((state) => state);
  const drawn = useDeferredValue(opened);
  const shown = asksWithinTheTap(opened) ? opened : drawn;
  const [taps, setTaps] = useTaps(profile.books.history);
  const called = useCall(profile, opened, taps, setTaps);
  useEscape();
  useClicksOfWhatIsShown(shown);
  useBackBeforeAnyTap(shown);
  return (
    <ShownPages shown={shown} called={called} profile={profile} taps={taps} setTaps={setTaps} />
  );
}

interface ShownParts {
  readonly shown: PagesState;
  readonly profile: Profile;
  readonly taps: Taps;
  readonly setTaps: SetTaps;
}

/** Of what a browser grants only within the tap itself: its keyboard, and the video that keeps the screen on. */
function asksWithinTheTap({ page: { kind } }: PagesState): boolean {
  return kind === "window" || (kind === "pay" && isLowScreen());
}

/** The account page, and what lies over it. It stays where it is below the others, so that nothing on it ever blanks. */
const ShownPages = memo(function ShownPages({
  called,
  ...parts
}: ShownParts & { readonly called: boolean }): JSX.Element {
  const { shown, profile } = parts;
  const isOver = shown.page.kind === "cue" && !called;
  const isCovered = shown.page.kind !== "home" && !isOver;
  const home = useFocusWhereLeft(!isCovered);
  return (
    <>
      <div ref={home} className="home-layer" data-covered={isCovered}>
        <HomePage profile={profile} />
      </div>
      {isOver ? null : <PageOnTop key={shown.opening} {...parts} />}
      {shown.sheet === "payee" ? <PayeeSheet profile={profile} /> : null}
      {shown.sheet === "menu" ? <MenuSheet profile={profile} /> : null}
    </>
  );
});

/** Closes what lies on top, as Back does, if that is what the person means. */
function useEscape(): void {
  const pages = usePages();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const opened = pages.store.getState();
      const isOver = opened.sheet !== null || opened.page.kind !== "home";
      // What a keyboard is putting together is given up by it first.
      if (event.key !== "Escape" || isComposed(event)) return;
      if (isOver && isMeantByClosing(opened, pages.drawn)) pages.back();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [pages]);
}

function PageOnTop({ shown: { page }, profile, taps, setTaps }: ShownParts): JSX.Element | null {
  switch (page.kind) {
    case "home":
      return null;
    case "cue":
      return <CuePage profile={profile} taps={taps} setTaps={setTaps} />;
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
  { page: { kind } }: PagesState,
  { isFollowed }: Taps,
  setTaps: SetTaps,
): boolean {
  const pages = usePages();
  const called = usePhoneState(isCalledToPay);
  const ownOut = usePhoneState((state) => isOwnOut(state, profile));
  useEffect(() => {
    const setFollowed = (isFollowed: boolean): void => setTaps((taps) => ({ ...taps, isFollowed }));
    // Whoever had left the call and loses the line for a moment is not called again.
    if (!called && kind === "cue") {
      setFollowed(false);
      pages.putAway();
    } else if (called && !isFollowed && kind !== "pay") {
      setFollowed(true);
      pages.openInstead({ kind: "cue" });
    }
  }, [pages, called, kind, isFollowed, setTaps]);
  useEffect(() => {
    if (ownOut && pages.store.getState().page.kind === "result") pages.putAway();
  }, [pages, ownOut]);
  return called;
}
