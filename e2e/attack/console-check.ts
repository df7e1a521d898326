import type {
  GatewayToPresenter,
  GatewayToStage,
  PresenterToGateway,
  StageToGateway,
} from "@cablecut/protocol";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { io, type Socket } from "socket.io-client";

const patienceMs = 5_000;
const options = { transports: ["websocket"], forceNew: true, reconnection: false };

/** Whether the operator gets in now, and a stage that the console opens has its place. How long it took, ms; null: no. */
export async function consoleGetsIn(url: string, dataDirectory: string): Promise<number | null> {
  const token = readFileSync(join(dataDirectory, "operator-token"), "utf8").trim();
  const startedMs = performance.now();
  const console_: Socket<GatewayToPresenter, PresenterToGateway> = io(`${url}/presenter`, options);
  try {
    const login = await console_.timeout(patienceMs).emitWithAck("operator", { token });
    const answer = await console_.timeout(patienceMs).emitWithAck("ticket", { kind: "stage" });
    if (!login.ok || !answer.ok) return null;
    const isShown = await stageIsShown(url, answer.ticket);
    return isShown ? performance.now() - startedMs : null;
  } catch {
    return null;
  } finally {
    console_.close();
  }
}

async function stageIsShown(url: string, ticket: string): Promise<boolean> {
  const stage: Socket<GatewayToStage, StageToGateway> = io(`${url}/stage`, {
    ...options,
    auth: { ticket },
  });
  const shown = new Promise<boolean>((settle) => {
    const timer = setTimeout(() => settle(false), patienceMs);
    stage.once("snapshot", () => {
      clearTimeout(timer);
      settle(true);
    });
  });
  const isShown = await shown;
  stage.close();
  return isShown;
}
