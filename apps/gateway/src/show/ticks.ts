import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import type { Namespace } from "socket.io";
import { presenterRoom, type PresenterNamespace } from "../sockets/presenter.ts";
import type { StageNamespace } from "../sockets/stage.ts";
import type { Show } from "./show-state.ts";
import { fingerprint } from "./world-view.ts";

/** Phones hear of a change within this time, ms; the stage is told five times a second. */
const worldMs = 100;
const stageMs = 200;
const consoleMs = 250;

interface Audiences {
  readonly phones: Namespace<PhoneToGateway, GatewayToPhone>;
  readonly stages: StageNamespace;
  readonly presenters: PresenterNamespace;
}

/** What is sent without being asked. Returns the function that stops it. */
export function startTicks(show: Show, { phones, stages, presenters }: Audiences): () => void {
  let told = "";
  let scene = "";
  const tellWorld = (): void => {
    show.feed.check();
    show.incidents.tick();
    const world = show.world();
    const now = fingerprint(world);
    if (now === told) return;
    told = now;
    phones.emit("world", world);
  };
  const tellStage = (): void => {
    const arrivals = show.takeArrivals();
    if (arrivals.length > 0) {
      stages.emit("arrivals", arrivals);
      presenters.to(presenterRoom).emit("arrivals", arrivals);
    }
    const flows = show.takeFlows();
    if (stages.sockets.size === 0) return;
    if (flows.items.length > 0) stages.emit("flows", flows);
    const snapshot = show.snapshot();
    scene = snapshot.scene;
    stages.emit("snapshot", snapshot);
  };
  const tellConsole = (): void => {
    if (presenters.sockets.size > 0) presenters.to(presenterRoom).emit("console", show.console());
  };
  /** A new scene does not wait for the next turn of the stage. */
  const sceneChanged = (): void => {
    if (stages.sockets.size > 0 && show.snapshot().scene !== scene) tellStage();
  };
  const timers = [
    setInterval(tellWorld, worldMs),
    setInterval(sceneChanged, worldMs),
    setInterval(tellStage, stageMs),
    setInterval(tellConsole, consoleMs),
    setInterval(() => show.findPartners(), 1_000),
  ];
  return () => timers.forEach((timer) => clearInterval(timer));
}
