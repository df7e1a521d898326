import type { GatewayCore } from "@cablecut/gateway";
import type { GatewayToStage, StageToGateway } from "@cablecut/protocol";
import type { Namespace } from "socket.io";

export type StageNamespace = Namespace<StageToGateway, GatewayToStage>;

/** The stage screen: read-only, without a login. It has its place already; what it receives the gateway's ticks send. */
export function serveStages(core: GatewayCore, stages: StageNamespace): void {
  stages.on("connection", (socket) => core.stageJoined(socket.id));
}
