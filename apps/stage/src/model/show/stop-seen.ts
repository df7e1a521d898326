import type { ShowSnapshot } from "@cablecut/protocol";

type Heard = Pick<ShowSnapshot, "scene" | "incident">;

/** An incident went on in the picture before, and this one tells how it ended. */
export function hasEnded(before: Heard | null, { incident }: Heard): boolean {
  if (before?.incident?.state !== "running" || incident === null || incident.state === "running")
    return false;
  // A gateway that asks for an end of before has it run meanwhile.
  if (before.scene === "starting") return false;
  if (before.incident.id === incident.id) return true;
  // One cut may get its number together with its end, or be two incidents. One that was healed gives way to the run before it,
  // which had ended before it began.
  const beganMs = before.incident.startedAtMs;
  const { startedAtMs, elapsedMs } = incident;
  if (beganMs === null || startedAtMs === null || elapsedMs === null) return false;
  return startedAtMs + elapsedMs > beganMs;
}
