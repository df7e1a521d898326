import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext, openLiveSocket } from "@cablecut/ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { inAppBrowserOf } from "./model/in-app.ts";
import { browserHistory, createPages, showedOwnLink } from "./model/navigation/pages.ts";
import { payeeOf } from "./model/payee/payee-link.ts";
import { createPhone } from "./model/phone.ts";
import { moveCodeIn } from "./model/session/move-link.ts";
import { failureOf, tellFailure, watchForFailures } from "./model/page-failures.ts";
import { browserFragment, browserStorage, randomToken } from "./model/storage.ts";
import { PagesContext, PhoneContext } from "./shared/phone-context.ts";
import "./phone.css";

const payee = payeeOf(window.location.search);
const backing = browserStorage();
const fragment = browserFragment(window);
const hasMoveCode = (): boolean => moveCodeIn(fragment.read()) !== null;
if (hasMoveCode() && showedOwnLink(window.history.state)) fragment.write("");
// A link that is opened over this very page changes its fragment and nothing else.
window.addEventListener("hashchange", () => {
  if (hasMoveCode()) window.location.reload();
});
const phone = createPhone({
  socket: openLiveSocket<GatewayToPhone, PhoneToGateway>("/phone", {
    // Whoever has no account yet opens it where the page came from.
    mayMove: () => phone.store.getState().profile !== null,
  }),
  backing,
  fragment,
  pageId: randomToken(),
  asksFirst: payee !== null,
  inApp: inAppBrowserOf(navigator.userAgent),
  nowMs: () => performance.now(),
  random: () => Math.random(),
});
watchForFailures(window, (failure) => phone.failed(failure.message));
const language = createLanguageStore(window.location.search, backing, navigator.language);
const pages = createPages(browserHistory(window));

Object.assign(window, { cablecutStarted: true });
const root = createRoot(document.getElementById("root")!, {
  // The page says it in words by itself.
  onCaughtError: (error) => tellFailure(window, failureOf(error)),
});
root.render(
  <StrictMode>
    <LanguageContext value={language}>
      <PhoneContext value={phone}>
        <PagesContext value={pages}>
          <App payee={payee} />
        </PagesContext>
      </PhoneContext>
    </LanguageContext>
  </StrictMode>,
);
