import "@cablecut/ui/theme.css";
import "./presenter.css";
import type { GatewayToPresenter, PresenterToGateway } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext, openLiveSocket } from "@cablecut/ui";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { createCommands } from "./model/commands.ts";
import { ConsoleContext } from "./shared/console-context.ts";
import { linkOver } from "./model/link.ts";
import { createSession, type SessionStore } from "./model/session.ts";
import { createStageWindow } from "./model/stage-window.ts";
import { createConsoleStore } from "./model/store.ts";

const socket = openLiveSocket<GatewayToPresenter, PresenterToGateway>("/presenter");
const { store } = createConsoleStore(socket);
const link = linkOver(socket);
const session = createSession(
  store,
  link,
  storageOf(() => sessionStorage),
);
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
        commands: createCommands(store, link),
        stageWindow: createStageWindow(window),
        login: (pin) => session.login(pin),
        logout: () => session.logout(),
      }}
    >
      <App />
    </ConsoleContext>
  </LanguageContext>,
);
socket.connect();

/** Merely naming a storage throws where the browser forbids it. */
function storageOf(storage: () => Storage): SessionStore | null {
  try {
    return storage();
  } catch {
    return null;
  }
}
