import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import { createLanguageStore, openLiveSocket, type BegunSocket } from "@cablecut/ui";
import { inAppBrowserOf } from "./model/in-app.ts";
import { browserHistory, createPages, showedOwnLink } from "./model/navigation/pages.ts";
import { payeeOf } from "./model/payee/payee-link.ts";
import { createPhone } from "./model/phone.ts";
import { linkIn } from "./model/session/move-link.ts";
import { watchForFailures } from "./model/page-failures.ts";
import { browserFragment, browserStorage, randomToken } from "./model/storage.ts";
// Into the page, where the shell needs it.
import "./phone.css";

declare global {
  interface Window {
    /** The page opens it, unless its address asks something first. */
    readonly cablecutLine?: BegunSocket;
  }
}

// The line and what is known, without anything that draws: the phone is on its way in while view.tsx is still coming.
export const payee = payeeOf(window.location.search);
const pageId = randomToken();
const backing = browserStorage();
const fragment = browserFragment(window);
const isOpenedByLink = (): boolean => linkIn(fragment.read()) !== null;
if (isOpenedByLink() && showedOwnLink(window.history.state)) fragment.write("");
// A link that is opened over this very page changes its fragment and nothing else.
window.addEventListener("hashchange", () => {
  if (isOpenedByLink()) window.location.reload();
});
export const phone = createPhone({
  socket: openLiveSocket<GatewayToPhone, PhoneToGateway>("/phone", {
    // Whoever has no account yet opens it where the page came from.
    mayMove: () => phone.store.getState().profile !== null,
    // Another page of this browser has its account now, or its person was removed: it is over.
    asksAgain: () => !["superseded", "removed"].includes(phone.store.getState().entry.kind),
    begun: window.cablecutLine ?? null,
    auth: () => phone.atTheDoor(),
  }),
  backing,
  fragment,
  pageId,
  // A link that names nobody is as good as none.
  asksFirst: typeof payee === "number",
  inApp: inAppBrowserOf(navigator.userAgent),
  nowMs: () => performance.now(),
  random: () => Math.random(),
  reload: () => window.location.reload(),
});
watchForFailures(window, (failure) => phone.failed(failure.message));
export const language = createLanguageStore(window.location.search, backing, navigator.language);
export const pages = createPages(browserHistory(window), pageId);
