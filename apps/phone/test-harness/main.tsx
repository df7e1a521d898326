import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "../src/app.tsx";
import { browserHistory, createPages } from "../src/model/navigation/pages.ts";
import { payeeOf } from "../src/model/payee/payee-link.ts";
import { PagesContext, PhoneContext } from "../src/shared/phone-context.ts";
import { createPhone } from "../src/model/phone.ts";
import "../src/phone.css";
import { person } from "../src/model/testing/person.ts";
import { asSocket, SetGateway } from "./set-gateway.ts";

/** `?lang=zh&city=hz|sh&lines=7&long=1`; the scenes are driven from outside through `window.set`. */
const wishes = new URLSearchParams(window.location.search);
const long = wishes.has("long")
  ? { en: "Extraordinarily Cheerful Kingfisher the Third", zh: "非常非常开朗的翠鸟先生第三世" }
  : undefined;
const inHangzhou = wishes.get("city") !== "sh";
const gateway = new SetGateway({
  me: person(234, inHangzhou ? 0 : 2, long),
  partner: wishes.has("alone") ? null : person(571, inHangzhou ? 3 : 1, long),
  lines: Number(wishes.get("lines") ?? 0),
});
const payee = payeeOf(window.location.search);
const phone = createPhone({
  socket: asSocket(gateway),
  backing: null,
  fragment: { read: () => "", write: () => undefined },
  pageId: "set",
  asksFirst: typeof payee === "number",
  nowMs: () => Date.now(),
  random: () => 0.01,
  reload: () => window.location.reload(),
});
// The set has no storage, but nobody is to read about private mode in every picture.
phone.store.setState({ remembers: !wishes.has("private") });
const pages = createPages(browserHistory(window), String(performance.timeOrigin));
Object.assign(window, { set: { gateway, phone, pages, person } });

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <LanguageContext value={createLanguageStore(window.location.search, null, navigator.language)}>
      <PhoneContext value={phone}>
        <PagesContext value={pages}>
          <App payee={payee} />
        </PagesContext>
      </PhoneContext>
    </LanguageContext>
  </StrictMode>,
);
