import { LanguageContext } from "@cablecut/ui";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { language, pages, payee, phone } from "./main.ts";
import { failureOf, tellFailure } from "./model/page-failures.ts";
import { PagesContext, PhoneContext } from "./shared/phone-context.ts";

// From here on the page itself says in words what goes wrong.
Object.assign(window, { cablecutStarted: true });
const root = createRoot(document.getElementById("root")!, {
  onCaughtError: (error) => tellFailure(window, failureOf(error)),
});
// In pieces: an account that was kept is drawn at once, while the line is coming up.
startTransition(() =>
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
  ),
);
