import type { GatewayToStage, StageToGateway } from "@cablecut/protocol";
import { openLiveSocket, startOver, type LiveSocket } from "@cablecut/ui";

/**
 * The stage's line to the gateway. A console that opens its stage window once more gives it another ticket and the page stays:
 * only what stands behind the `#` of its address is new. After a new show, or once it has run out, the ticket of before is worth
 * nothing, and the gateway asks for one at the door only.
 */
export function openStageSocket(
  page: Window,
  mirror: boolean,
): LiveSocket<GatewayToStage, StageToGateway> {
  const socket = openLiveSocket<GatewayToStage, StageToGateway>("/stage", {
    auth: () => ({ ...ticketOf(page.location.hash), ...(mirror ? { mirror: "yes" } : {}) }),
  });
  page.addEventListener("hashchange", () => {
    if (socket.connected) startOver(socket);
  });
  return socket;
}

/** What the console that opened this window gave it, `#ticket=…`; a stage without one looks on as long as there is room. */
function ticketOf(hash: string): Readonly<Record<string, string>> {
  const ticket = new URLSearchParams(hash.slice(1)).get("ticket");
  return ticket === null ? {} : { ticket };
}
