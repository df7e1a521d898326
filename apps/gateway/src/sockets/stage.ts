import type { GatewayToStage, StageToGateway } from "@cablecut/protocol";
import type { Namespace } from "socket.io";
import type { Show } from "../show/show-state.ts";

export type StageNamespace = Namespace<StageToGateway, GatewayToStage>;

/** Stage screens connected at once. */
const stagesMax = 50;

/** The stage screen: read-only, without a login. What it receives is sent by the show's ticks. */
export function serveStages(show: Show, stages: StageNamespace): void {
  stages.use((_, next) =>
    next(stages.sockets.size < stagesMax ? undefined : new Error("too-many-stages")),
  );
  stages.on("connection", (socket) => {
    socket.emit("description", show.description);
    socket.emit("arrivals", show.recentArrivals());
    socket.emit("snapshot", show.snapshot());
  });
}
