import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hostsRefusalText } from "../texts/deploy-texts.ts";
import { parseHosts } from "./hosts-file.ts";

test("every hosts.json of the manual is taken, as it stands there", () => {
  const manual = readFileSync(new URL("../../../../docs/MACHINES.md", import.meta.url), "utf8");
  const boxes = [...manual.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, box = ""]) => box);
  const rooms = boxes.map((box) => {
    const outcome = parseHosts(box);
    return outcome.ok ? outcome.hosts.topology.rooms.length : hostsRefusalText(outcome.refusal).en;
  });
  expect(rooms).toEqual([5, 3]);
});
