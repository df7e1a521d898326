import type { LocalizedText } from "@cablecut/protocol";
import { describeRefusal, logPresence, refusalOfLog } from "@cablecut/wal";
import { roomDirectory } from "../show/room-logs.ts";
import type { HostDescription } from "./host-description.ts";

/** What lies where the room of a host has its log: nothing, one that it goes on with, or one that it would refuse. */
export type HostLog = "none" | "own" | { readonly refused: LocalizedText };

/** Looks without reading the log itself. Rejects with the system's errors. */
export async function hostLog(
  { data, showId }: Pick<HostDescription, "data" | "showId">,
  room: string,
): Promise<HostLog> {
  const directory = roomDirectory(data, room);
  if ((await logPresence(directory)) === "empty") return "none";
  const refusal = await refusalOfLog(directory, { room, show: showId });
  return refusal === null ? "own" : { refused: describeRefusal(refusal) };
}
