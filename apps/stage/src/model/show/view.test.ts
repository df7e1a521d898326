import { asCents } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { noFailoverShownMs, showsTimer, stageView } from "./view.ts";

const scene = (name: string) => showScenes[name]!;

test.each([
  ["lobby", "lobby"],
  ["live", "live"],
  ["cue", "cue"],
  ["cut", "cut"],
  ["switching-early", "switching"],
  ["recovered", "recovered"],
  ["restored-by-hand", "no-failover"],
  ["quorum-lost", "quorum-lost"],
  ["starting", "starting"],
  ["blank", "blank"],
])("%s is shown as %s", (name, view) => {
  expect(stageView(scene(name))).toBe(view);
});

test("blank wins over everything, the cue over nothing that broke", () => {
  expect(stageView({ ...scene("switching-early"), blank: true })).toBe("blank");
  const cued = { ...scene("cut"), cue: { on: true, amountCents: asCents(888), tapped: 3 } };
  expect(stageView(cued)).toBe("cut");
});

test("an end without a failover is named for a while, then the show goes on", () => {
  const snapshot = scene("restored-by-hand");
  const incident = snapshot.incident!;
  const endedAtMs = incident.startedAtMs! + incident.elapsedMs!;
  const at = (atMs: number) => stageView({ ...snapshot, atMs });
  expect(at(endedAtMs + noFailoverShownMs - 1)).toBe("no-failover");
  expect(at(endedAtMs + noFailoverShownMs)).toBe("live");
  expect(stageView({ ...snapshot, scene: "recovered" })).toBe("no-failover");
  const unknown = { ...incident, elapsedMs: null };
  expect(stageView({ ...snapshot, atMs: endedAtMs, incident: unknown })).toBe("live");
});

test("the timer stands only where there is something to time", () => {
  expect(showsTimer("live")).toBe(false);
  expect(showsTimer("recovered")).toBe(true);
});
