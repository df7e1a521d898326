import { TokenBucket, type GatewayCore, type Rate } from "@cablecut/gateway";
import { screenSizeSchema, type GatewayToStage, type StageToGateway } from "@cablecut/protocol";
import type { Namespace, Socket } from "socket.io";
import type { ConnectionGuard } from "../edge/connection-guard.ts";
import { Turns } from "../edge/turns.ts";
import { loopClock, nowMs } from "../monotonic-clock.ts";
import type { Screens } from "./screens.ts";

export type StageNamespace = Namespace<StageToGateway, GatewayToStage>;

/** A window that is made larger tells more than once. */
const words: Rate = { burst: 20, perSecond: 1 };
/** Of every 20 ms: what a stranger's stage is told when it comes is the whole hall, and it may come again and again. */
const welcomesShareMs = 2;

interface StageParts {
  readonly core: Pick<GatewayCore, "stageJoined">;
  readonly edge: { guardOf(socket: Pick<Socket, "conn">): Pick<ConnectionGuard, "isLocal"> };
  /** It has the ticket of a console. */
  readonly isInvited: (auth: unknown) => boolean;
  readonly screens: Pick<Screens, "came" | "measured" | "left">;
  readonly turns?: Pick<Turns, "run">;
}

/**
 * The stage screen: without a login. It has its place already; what it receives the gateway's ticks send, and all that is
 * heard of it is its size.
 */
export function serveStages(
  stages: StageNamespace,
  { core, edge, isInvited, screens, turns = new Turns(loopClock, welcomesShareMs) }: StageParts,
): void {
  stages.on("connection", (socket) => {
    const limit = new TokenBucket(words, nowMs);
    const { conn, handshake } = socket;
    const isKnown = edge.guardOf(socket).isLocal || isInvited(handshake.auth);
    if (!isMirror(socket)) screens.came(socket.id, isKnown);
    socket.on("screen", (raw: unknown) => {
      const size = limit.take() ? screenSizeSchema.safeParse(raw) : null;
      if (size?.success === true) screens.measured(socket.id, size.data);
    });
    socket.on("disconnect", () => screens.left(socket.id));
    const welcome = (): void => void (socket.connected && core.stageJoined(socket.id));
    if (isKnown) welcome();
    else if (!turns.run(conn, welcome)) socket.disconnect(true);
  });
}

/** A console's page shows its presenter what the audience sees: nobody else looks at it. */
function isMirror({ handshake }: Pick<Socket, "handshake">): boolean {
  const { auth } = handshake;
  return "mirror" in auth && auth["mirror"] === "yes";
}
