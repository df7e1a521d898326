import type { EventLine } from "@cablecut/protocol";
import { isSilence } from "./cables.ts";

/** In which order the cables that are cut now were cut, from 1, as the fabric stamped it; also those that are silent one way only. */
export function cutNumbers(events: readonly EventLine[]): ReadonlyMap<string, number> {
  const cut: string[] = [];
  for (const { kind, values } of events) {
    const cable = String(values["cable"] ?? "");
    const isSilenced = kind === "cable-fault" && isSilence(String(values["fault"]));
    if ((kind === "cable-cut" || isSilenced) && !cut.includes(cable)) cut.push(cable);
    if (kind === "cable-restored" && cut.includes(cable)) cut.splice(cut.indexOf(cable), 1);
  }
  return new Map(cut.map((cable, position) => [cable, position + 1]));
}
