import type { LocalizedText } from "@cablecut/protocol";
import { foreignOwner } from "@cablecut/replicated-log/etcd-place";
import { describeRefusal, logPresence, refusalOfLog } from "@cablecut/wal";
import { memberDirectory } from "../show/member-data.ts";
import { roomDirectory } from "../show/room-logs.ts";
import { deployTexts } from "../texts/deploy-texts.ts";
import type { HostDescription } from "./host-description.ts";

/**
 * What lies where the room of a host has its log: nothing, one that it goes on with, or one that it, or the etcd member beside
 * it, would refuse.
 */
export type HostLog = "none" | "own" | { readonly refused: LocalizedText };

/** Looks without reading the log itself. Rejects with the system's errors. */
export async function hostLog(
  { data, showId, etcdPorts }: Pick<HostDescription, "data" | "showId" | "etcdPorts">,
  room: string,
): Promise<HostLog> {
  const owner = { room, show: showId };
  const directory = roomDirectory(data, room);
  const isThere = (await logPresence(directory)) !== "empty";
  const refusal = isThere ? await refusalOfLog(directory, owner) : null;
  if (refusal !== null) {
    const why = describeRefusal(refusal);
    return { refused: refusal.kind === "other-show" ? deployTexts.moveAway(why, data) : why };
  }
  // A member may have outlived the log of its room, which somebody has moved away alone.
  const member = memberDirectory(data, room);
  const foreign = etcdPorts.length === 0 ? null : foreignOwner(member, owner);
  if (foreign !== null) {
    const why = deployTexts.foreignMember(member, foreign);
    return { refused: foreign === "unreadable" ? why : deployTexts.moveAway(why, data) };
  }
  return isThere ? "own" : "none";
}
