import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext, openLiveSocket } from "@cablecut/ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { browserHistory, createPages } from "./model/navigation/pages.ts";
import { payeeOf } from "./model/payee/payee-link.ts";
import { createPhone } from "./model/phone.ts";
import { browserFragment, browserStorage, randomToken } from "./model/storage.ts";
import { PagesContext, PhoneContext } from "./shared/phone-context.ts";
import "./phone.css";

const payee = payeeOf(window.location.search);
const backing = browserStorage();
const phone = createPhone({
  socket: openLiveSocket<GatewayToPhone, PhoneToGateway>("/phone", {
    // Whoever has no account yet opens it where the page came from.
    mayMove: () => phone.store.getState().profile !== null,
  }),
  backing,
  fragment: browserFragment(window),
  pageId: randomToken(),
  asksFirst: payee !== null,
  nowMs: () => performance.now(),
  random: () => Math.random(),
});
// What is thrown on the way in is shown: the way in must not seem endless.
window.addEventListener("error", ({ message }) => phone.failed(message));
window.addEventListener("unhandledrejection", ({ reason }) => phone.failed(String(reason)));
const language = createLanguageStore(window.location.search, backing, navigator.language);
const pages = createPages(browserHistory(window));

Object.assign(window, { cablecutStarted: true });
createRoot(document.getElementById("root")!).render(
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
