import "@cablecut/ui/older-browsers";
import "@cablecut/ui/theme.css";
import "./presenter.css";
import type { GatewayToPresenter, PresenterToGateway } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext, openLiveSocket } from "@cablecut/ui";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createCommands } from "./model/commands.ts";
import { ConsoleContext } from "./shared/console-context.ts";
import { createHand } from "./model/hand.ts";
import { linkOver } from "./model/link.ts";
import { createSession, type SessionStore } from "./model/session.ts";
import { keepStageTicket } from "./model/stage-ticket.ts";
import { createStageWindow } from "./model/stage-window.ts";
import { createConsoleStore } from "./model/store.ts";

const socket = openLiveSocket<GatewayToPresenter, PresenterToGateway>("/presenter");
const { store } = createConsoleStore(socket);
const link = linkOver(socket);
const session = createSession(
  store,
  link,
  storageOf(() => sessionStorage),
  takeLoginTicket(),
);
keepStageTicket(store, link);
const language = createLanguageStore(
  location.search,
  storageOf(() => localStorage),
  navigator.language,
);
socket.on("connect", () => void session.connected());

createRoot(document.getElementById("root")!).render(
  <LanguageContext value={language}>
    <ConsoleContext
      value={{
        store,
        commands: createCommands(store, link, () => session.presentAgain()),
        stageWindow: createStageWindow(window),
        hand: createHand((hand) => link.hand(hand)),
        mirrorAddress: (ticket, lang, ownView) =>
          `/stage/?mirror&lang=${lang}${ownView === null ? "" : `&view=${ownView}`}#ticket=${ticket}`,
        findAttendees: async (text) => {
          const answer = await link.attendees(text);
          return answer.ok ? answer : null;
        },
        login: (pin) => session.login(pin),
        logout: () => session.logout(),
      }}
    >
      <App />
    </ConsoleContext>
  </LanguageContext>,
);
socket.connect();

/** The ticket of a login link, `#login=…`; it leaves the address, which others may see. */
function takeLoginTicket(): string | null {
  const ticket = new URLSearchParams(location.hash.slice(1)).get("login");
  if (ticket !== null) history.replaceState(null, "", location.pathname + location.search);
  return ticket;
}

/** Merely naming a storage throws where the browser forbids it. */
function storageOf(storage: () => Storage): SessionStore | null {
  try {
    return storage();
  } catch {
    return null;
  }
}
