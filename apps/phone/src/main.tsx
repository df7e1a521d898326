import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext, openLiveSocket } from "@cablecut/ui";
import { reduceMotion } from "antd-mobile/es/utils/reduce-and-restore-motion";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@cablecut/ui/theme.css";
import { App } from "./app.tsx";
import { payeeOf } from "./model/payee/payee-link.ts";
import { PhoneContext } from "./shared/phone-context.ts";
import { createPhone } from "./model/phone.ts";
import { browserStorage, randomToken } from "./model/storage.ts";
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

if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) reduceMotion();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <LanguageContext value={language}>
      <PhoneContext value={phone}>
        <App payee={payee} />
      </PhoneContext>
    </LanguageContext>
  </StrictMode>,
);
