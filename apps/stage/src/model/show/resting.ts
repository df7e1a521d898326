import type { RoomHealth } from "@cablecut/protocol";

/** How much longer a room that is well gets no accounts because it was lost too often, s; null where it gets some. */
export function restingSeconds({
  condition,
  drainedMs,
}: Pick<RoomHealth, "condition" | "drainedMs">): number | null {
  return condition === "normal" && drainedMs !== null ? Math.ceil(drainedMs / 1_000) : null;
}
