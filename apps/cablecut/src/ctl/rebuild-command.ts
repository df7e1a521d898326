import { inOneLine } from "@cablecut/protocol";
import { resolve } from "node:path";
import { readShow } from "../show/show-file.ts";
import { runningShow, exitCodes, type Target } from "./control-target.ts";
import { askForRebuild } from "../show/show-control.ts";
import { rebuildRefusalTexts, rebuildTexts } from "../texts/rebuild-texts.ts";

/** `ctl room rebuild`: the room's log is set aside, and the room recovers from the others. @returns the exit code */
export async function rebuildCommand(
  target: Target,
  room: string,
  confirmed: boolean,
): Promise<number> {
  const { language } = target;
  const running = runningShow(target);
  if (running === null) return exitCodes.unreachable;
  const rooms = roomsOf(target.data);
  if (rooms?.includes(room) === false) {
    console.error(rebuildTexts.noSuchRoom(inOneLine(room), rooms)[language]);
    return exitCodes.usage;
  }
  if (running.control === null) {
    console.error(rebuildTexts.severalMachines(room)[language]);
    return exitCodes.refused;
  }
  const answer = await askForRebuild(running.control, room, confirmed);
  if (answer === null) {
    console.error(rebuildTexts.supervisorSilent[language]);
    return exitCodes.unreachable;
  }
  if (!answer.ok) {
    console.error(`${answer.refusal}: ${rebuildRefusalTexts[answer.refusal][language]}`);
    return exitCodes.refused;
  }
  if (answer.aside !== null) console.log(rebuildTexts.aside(answer.aside)[language]);
  const onEtcd = Object.hasOwn(running.processes, `etcd ${room}`);
  const said = onEtcd ? rebuildTexts.copyOnly(room) : rebuildTexts.recovering(room);
  console.log(said[language]);
  return exitCodes.done;
}

/** Null where show.json does not say. */
function roomsOf(data: string): readonly string[] | null {
  const read = readShow(resolve(data));
  return read.ok && read.show !== null ? read.show.topology.rooms.map(({ id }) => id) : null;
}
