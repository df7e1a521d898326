import { resolve } from "node:path";
import { FabricClient, type CableStatus, type ClientAnswer } from "@cablecut/fabric";
import {
  cableNames,
  type GatewayToStage,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";
import { findRunningShow, type RunningShow } from "./running-show.ts";
import { drawStatus } from "./status-drawing.ts";

/** Exit codes of `cablecut ctl`, for scripts. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

const statusTimeoutMs = 5_000;
/** Between two pictures of `ctl status --watch`. */
const redrawMs = 500;

interface CutOptions {
  readonly data: string;
  readonly targets: readonly string[];
  readonly intervalMs: number;
}

/** Silences cables of the running show, one after the other. @returns the exit code */
export async function cutCommand({ data, targets, intervalMs }: CutOptions): Promise<number> {
  return changeCables(data, async (fabric) => {
    const status = await fabric.status();
    if (!status.ok) return status;
    return fabric.cut({ targets: inCutOrder(targets, status.cables), intervalMs });
  });
}

/** Lets cables carry again. @returns the exit code */
export async function restoreCommand({ data, targets, intervalMs }: CutOptions): Promise<number> {
  return changeCables(data, (fabric) =>
    targets.includes("all")
      ? fabric.restoreEverything()
      : fabric.restore({ targets: [...targets], intervalMs }),
  );
}

/**
 * Takes rooms, cities and "all" apart into cables, so that there is a pause between any two: first
 * every room's cable A, then every room's B, as on stage. Unknown targets are left to the fabric.
 */
export function inCutOrder(
  targets: readonly string[],
  cables: readonly Pick<CableStatus, "id" | "room" | "city">[],
): string[] {
  return targets.flatMap((target) => {
    const meant = cables.filter(
      ({ room, city }) => target === "all" || target === room || target === city,
    );
    if (meant.length === 0) return [target];
    return cableNames.flatMap((name) =>
      meant.map(({ id }) => id).filter((id) => id.endsWith(`/${name}`)),
    );
  });
}

async function changeCables(
  data: string,
  change: (fabric: FabricClient) => Promise<ClientAnswer>,
): Promise<number> {
  const running = runningShow(data);
  if (running === null) return exitCodes.unreachable;
  const answer = await change(new FabricClient(running.fabric));
  if (!answer.ok) {
    console.error(`${answer.refusal}: ${answer.message}`);
    return answer.refusal === "unreachable" ? exitCodes.unreachable : exitCodes.refused;
  }
  const firstMs = answer.changes[0]?.atMs ?? 0;
  for (const { cable, atMs } of answer.changes) {
    console.log(`${cable}  after ${(atMs - firstMs).toFixed(0)} ms`);
  }
  if (answer.changes.length === 0) console.log("nothing to change");
  for (const cable of answer.cancelled) console.log(`${cable}  not reached: restored meanwhile`);
  return exitCodes.done;
}

/** Draws rooms, cables, shards, leader and lag, once or again and again. @returns the exit code */
export async function statusCommand(data: string, watch: boolean): Promise<number> {
  const running = runningShow(data);
  if (running === null) return exitCodes.unreachable;
  const socket: Socket<GatewayToStage> = io(`${running.gateway}/stage`, {
    transports: ["websocket"],
    reconnection: watch,
  });
  try {
    return await drawFrom(socket, watch);
  } finally {
    socket.close();
  }
}

function drawFrom(socket: Socket<GatewayToStage>, watch: boolean): Promise<number> {
  let description: ShowDescription | null = null;
  let drawnMs = -Infinity;
  return new Promise((settle) => {
    const timer = setTimeout(() => {
      console.error("the gateway does not answer");
      settle(exitCodes.unreachable);
    }, statusTimeoutMs);
    socket.on("description", (received) => {
      description = received;
    });
    socket.on("snapshot", (snapshot) => {
      if (description === null) return;
      clearTimeout(timer);
      if (performance.now() - drawnMs < redrawMs) return;
      drawnMs = performance.now();
      draw(description, snapshot, watch);
      if (!watch) settle(exitCodes.done);
    });
    socket.on("disconnect", (reason) => {
      if (watch) console.log(`the gateway is gone (${reason}); trying again`);
    });
  });
}

function draw(description: ShowDescription, snapshot: ShowSnapshot, watch: boolean): void {
  // On a terminal the picture stays in its place; a file gets one after the other.
  if (watch && process.stdout.isTTY) process.stdout.write("\u001b[H\u001b[2J");
  console.log(drawStatus(description, snapshot));
  if (watch && !process.stdout.isTTY) console.log("");
}

function runningShow(data: string): RunningShow | null {
  const running = findRunningShow(resolve(data));
  if (running === null) console.error(`no show is running on ${resolve(data)}; see --data`);
  return running;
}
