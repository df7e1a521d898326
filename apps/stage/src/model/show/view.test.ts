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
  const untimed = (sinceStopMs: number | null) =>
    stageView({ ...snapshot, atMs: endedAtMs, incident: unknown }, sinceStopMs);
  expect(untimed(null)).toBe("live");
  expect(untimed(noFailoverShownMs - 1)).toBe("no-failover");
  expect(untimed(noFailoverShownMs)).toBe("live");
});

test("people who are called to pay again are asked on the screen as well, however short ago the last cut was taken back", () => {
  const snapshot = scene("restored-by-hand");
  const { startedAtMs, elapsedMs } = snapshot.incident!;
  const justNow = { ...snapshot, scene: "live" as const, atMs: startedAtMs! + elapsedMs! + 3_000 };
  expect(stageView(justNow)).toBe("no-failover");
  const cue = { on: true, amountCents: asCents(888), tapped: 0 };
  expect(stageView({ ...justNow, act: "cue", cue })).toBe("cue");
  expect(stageView({ ...justNow, act: "hold-up" })).toBe("live");
});

test("the timer stands only where there is something to time", () => {
  expect(showsTimer("live")).toBe(false);
  expect(showsTimer("recovered")).toBe(true);
});
