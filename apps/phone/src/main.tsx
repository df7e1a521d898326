import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext, openLiveSocket } from "@cablecut/ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { browserHistory, createPages } from "./model/navigation/pages.ts";
import { payeeOf } from "./model/payee/payee-link.ts";
import { createPhone } from "./model/phone.ts";
import { browserStorage, randomToken } from "./model/storage.ts";
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
  pageId: randomToken(),
  asksFirst: payee !== null,
  nowMs: () => performance.now(),
  random: () => Math.random(),
});
const language = createLanguageStore(window.location.search, backing, navigator.language);
const pages = createPages(browserHistory(window));

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
