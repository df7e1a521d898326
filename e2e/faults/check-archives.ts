import { hash } from "node:crypto";
import { join } from "node:path";
import { archiveReader, transfersOf, type ArchivedTransfer } from "@cablecut/archive";
import { nodeFiles } from "@cablecut/wal";
import type { FiveRooms } from "../processes/five-rooms.ts";
import type { History } from "./history.ts";

/** Entries that a room was never to apply, or could not when it was killed, may be missing; these must not. */
const neverMissing = ["overload", "disk", "damaged", "dropped"];

/**
 * Reads what every room has archived, while it runs: the log's chain must bear it out, all that is missing must have a name that
 * a killed or lagging room may give, and every number that was answered must stand where its receipt says.
 */
export async function checkArchives(rooms: FiveRooms, history: History): Promise<number> {
  const counts = await Promise.all(
    rooms.topology.rooms.map(({ id }, index) =>
      checkArchive(rooms.dataDirectories[index]!, { show: rooms.showId, room: id }, history),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function checkArchive(
  dataDirectory: string,
  owner: { readonly show: string; readonly room: string },
  history: History,
): Promise<number> {
  const directory = join(dataDirectory, "archive");
  const source = {
    list: () => nodeFiles.list(directory),
    read: (name: string) => nodeFiles.readWhole(join(directory, name)),
  };
  const ended = new Map<string, ArchivedTransfer>();
  const missing: (readonly [from: number, to: number])[] = [];
  let [next, entries] = [1, 0];
  for await (const item of archiveReader(source, owner, sha256)) {
    const [from, to] = item.kind === "gap" ? [item.from, item.to] : [item.index, item.index];
    if (from !== next) history.violation(`archive of ${owner.room}: ${from} after ${next - 1}`);
    next = to + 1;
    if (item.kind === "gap") {
      missing.push([from, to]);
      if (!neverMissing.includes(item.reason)) continue;
      history.violation(`archive of ${owner.room}: ${from} to ${to} are missing: ${item.reason}`);
      continue;
    }
    entries += 1;
    for (const transfer of transfersOf(item)) {
      if (transfer.ends) ended.set(`${transfer.payer}/${transfer.number}`, transfer);
    }
  }
  for (const { payer, sequence, end } of [...history.numbers.values()].flat()) {
    if (end === null || missing.some(([from, to]) => end.index >= from && end.index <= to))
      continue;
    const found = ended.get(`${payer}/${sequence}`);
    const seen = `${found?.result} at ${found?.index}, chain ${found?.chainPrefix}`;
    const wanted = `${end.name} at ${end.index}, chain ${end.chain}`;
    if (seen === wanted) continue;
    history.violation(
      `archive of ${owner.room}: number ${sequence} of ${payer} is ${seen}, not ${wanted}`,
    );
  }
  return entries;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}
