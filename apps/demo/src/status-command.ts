import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { exitCodes, operate, operatedShow, tellSessionRefusal } from "./control-target.ts";
import { watchConsole } from "./presenter-session.ts";
import { drawStatus } from "./status-drawing.ts";

/** Between two pictures of `ctl status --watch`. */
const redrawMs = 500;

/** Draws rooms, cables, shards, leader and lag, once or again and again. @returns the exit code */
export async function statusCommand(data: string, watch: boolean): Promise<number> {
  const show = operatedShow(data);
  if (show === null) return exitCodes.unreachable;
  if (!watch) {
    const outcome = await operate(show, (_, described) => described);
    if (!outcome.ok) return exitCodes.unreachable;
    const { description, snapshot } = outcome.value;
    console.log(drawStatus(description, snapshot.show));
    return exitCodes.done;
  }
  let drawnMs = Number.NEGATIVE_INFINITY;
  watchConsole(show.running.gateway, show.pin, {
    onConsole: (snapshot, description) => {
      if (performance.now() - drawnMs < redrawMs) return;
      drawnMs = performance.now();
      redraw(description, snapshot.show);
    },
    onLost: (reason) => console.log(`the gateway is gone (${reason}); trying again`),
    onRefused: tellSessionRefusal,
  });
  // Until the operator ends it.
  return new Promise(() => undefined);
}

function redraw(description: ShowDescription, snapshot: ShowSnapshot): void {
  // On a terminal the picture stays in its place; a file gets one after the other.
  if (process.stdout.isTTY) process.stdout.write("\u001b[H\u001b[2J");
  console.log(drawStatus(description, snapshot));
  if (!process.stdout.isTTY) console.log("");
}
