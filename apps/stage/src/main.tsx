import "@cablecut/ui/older-browsers";
import "@fontsource-variable/noto-sans-sc/index.css";
import "@cablecut/ui/theme.css";
import "./stage.css";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { openAudio, playSounds } from "./features/sound/stage-sound.ts";
import { guardKeys } from "./keys.ts";
import { drawSeldom, isMirror } from "./mirror.ts";
import { changeView, createStageStore } from "./model/store.ts";
import { ownView } from "./model/view-choice.ts";
import { tellScreenSize } from "./screen-size.ts";
import { openStageSocket } from "./stage-socket.ts";

const mirror = isMirror(location.search);
if (mirror) drawSeldom(window);
const socket = openStageSocket(window, mirror);
if (!mirror) tellScreenSize(socket, window);
const { store } = createStageStore(
  socket,
  () => performance.now(),
  location.search,
  mirror ? null : ownStorage(),
);
// Of languages the stage keeps no choice: every show opens it in the language of its address or of its machine.
const language = createLanguageStore(location.search, null, navigator.language);
if (!mirror) {
  guardKeys(window, {
    change: () => changeView(store),
    own: () => ownView(store.getState().view),
  });
  playSounds(store, openAudio);
}

createRoot(document.getElementById("root")!).render(
  <LanguageContext value={language}>
    <App store={store} />
  </LanguageContext>,
);
socket.connect();

/** Of this window alone: two screens of one machine may show the two views. Null where the browser forbids even to name it. */
function ownStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
