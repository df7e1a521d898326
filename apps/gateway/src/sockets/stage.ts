import type { GatewayCore } from "@cablecut/gateway";
import type { GatewayToStage, StageToGateway } from "@cablecut/protocol";
import type { Namespace } from "socket.io";

export type StageNamespace = Namespace<StageToGateway, GatewayToStage>;

/** Stage screens connected at once. */
const stagesMax = 50;

/** The stage screen: read-only, without a login. What it receives is sent by the gateway's ticks. */
export function serveStages(core: GatewayCore, stages: StageNamespace): void {
  stages.use((_, next) =>
    next(stages.sockets.size < stagesMax ? undefined : new Error("too-many-stages")),
  );
  stages.on("connection", (socket) => core.stageJoined(socket.id));
}
