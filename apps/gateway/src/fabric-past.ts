import type { FabricClient } from "@cablecut/fabric";
import type { CableEvent } from "@cablecut/gateway";

/** A fabric that did not answer in time is asked again after this. */
const askAgainMs = 1_000;

/**
 * Follows the fabric: its events as they come and, whenever it is reached, what happened to the cables before, so that a gateway
 * that starts in the middle of a cut knows when that began. The past is asked for until it is told. Returns how to stop.
 */
export function followFabric(
  fabric: Pick<FabricClient, "watch" | "history">,
  tell: (event: CableEvent) => void,
): () => void {
  /** Which connection asks: an answer to an earlier one is nobody's. */
  let connections = 0;
  let again: NodeJS.Timeout | undefined;
  const ask = async (connection: number): Promise<void> => {
    const history = await fabric.history();
    if (connection !== connections) return;
    if (!history.ok) {
      again = setTimeout(() => void ask(connection), askAgainMs);
      return;
    }
    // Its clock is this machine's, unless it began anew.
    for (const { ageMs, ...event } of history.events)
      tell(ageMs === null ? { ...event, atMs: null } : event);
  };
  const next = (): number => {
    clearTimeout(again);
    connections += 1;
    return connections;
  };
  const stop = fabric.watch({ onEvent: tell, onConnected: () => void ask(next()) });
  return () => {
    next();
    stop();
  };
}
