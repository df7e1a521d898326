import {
  exitCodes,
  operate,
  operatedShow,
  tellSessionRefusal,
  type OperatedShow,
  type Target,
} from "./control-target.ts";
import { watchConsole } from "../show/presenter-session.ts";
import { askGateways, drawGateways } from "./gateway-states.ts";
import { drawRoomNotes } from "./room-notes.ts";
import { drawStatus } from "./status-drawing.ts";
import { originsOf } from "../show/running-show.ts";
import { statusTexts } from "../texts/status-texts.ts";

/** Between two pictures of `ctl status --watch`. */
const redrawMs = 250;
/** Between two questions to every gateway. */
const askMs = 1_000;

/** Draws rooms, cables, shards, leader and lag, once or again and again. @returns the exit code */
export async function statusCommand(target: Target, watch: boolean): Promise<number> {
  const show = operatedShow(target);
  if (show === null) return exitCodes.unreachable;
  if (watch) return watchStatus(show);
  const outcome = await operate(show, (_, described) => described);
  if (!outcome.ok) return exitCodes.unreachable;
  const { description, snapshot } = outcome.value;
  const gateways = drawGateways(await askGateways(show.running), target.language);
  const notes = drawRoomNotes(description, snapshot, target.language);
  console.log(drawStatus(description, snapshot.show, target.language) + notes + gateways);
  return exitCodes.done;
}

/** Until the operator ends it, whoever reads the picture has gone, or the gateway does not let it in. */
function watchStatus({ running, token, language }: OperatedShow): Promise<number> {
  return new Promise((ended) => {
    let drawnMs = Number.NEGATIVE_INFINITY;
    let gateways = "";
    const ask = async (): Promise<void> => {
      gateways = drawGateways(await askGateways(running), language);
    };
    void ask();
    const asking = setInterval(() => void ask(), askMs);
    const stop = watchConsole(originsOf(running), token, {
      onConsole: (snapshot, description) => {
        if (performance.now() - drawnMs < redrawMs) return;
        drawnMs = performance.now();
        const notes = drawRoomNotes(description, snapshot, language);
        redraw(drawStatus(description, snapshot.show, language) + notes + gateways);
      },
      onLost: (reason) => console.log(statusTexts.gatewayGone(reason)[language]),
      onRefused: (refusal) => {
        tellSessionRefusal(refusal, language);
        // The gateway may answer later; another token will not be right later.
        if (refusal === "gateway-silent") return;
        stop();
        clearInterval(asking);
        ended(exitCodes.refused);
      },
    });
    process.stdout.on("error", () => {
      stop();
      clearInterval(asking);
      ended(exitCodes.done);
    });
  });
}

function redraw(picture: string): void {
  // A file gets one picture after the other; on a terminal each is drawn over the last, line by line, so that it does not flicker.
  if (!process.stdout.isTTY) return console.log(`${picture}\n`);
  const lines = picture.split("\n").map((line) => `${line}\u001b[K\n`);
  process.stdout.write(`\u001b[H${lines.join("")}\u001b[J`);
}
