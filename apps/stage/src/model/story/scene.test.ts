import { asCents, drawsWindows, type ShowSnapshot } from "@cablecut/protocol";
import { copiesOf } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { hasTimer, skyOf, storyScene, whatIsMissing } from "./scene.ts";

const scenes = storyScenes(400);
const picture = (name: string): ShowSnapshot => scenes[name]!.snapshot;

test("every scene is told from its snapshot alone", () => {
  const same = {
    "doors-closed": "lobby",
    "live-quiet": "live",
    "one-cable": "live",
    "room-silent": "live",
    "one-room-back": "switching",
  };
  for (const [name, { snapshot }] of Object.entries(scenes))
    expect(storyScene(snapshot), name).toBe({ ...same, [name]: name, ...same }[name]);
});

test("who asks to be found is told to look where the screen draws windows, and nowhere else", () => {
  const full = ["blank", "full-speed", "proof", "missing", "report"];
  for (const [name, { snapshot }] of Object.entries(scenes))
    for (const act of ["live", "report"] as const) {
      const shown = { ...snapshot, act };
      expect(drawsWindows(shown), `${name} ${act}`).toBe(!full.includes(storyScene(shown)));
      const { incident, verification } = picture("missing");
      const red = { ...shown, incident, verification };
      expect(drawsWindows(red), `${name} ${act}, red`).toBe(!full.includes(storyScene(red)));
    }
});

test("the lobby ends by the presenter's act, and not by the first payment", () => {
  const paying = { ...picture("live"), act: "lobby" as const };
  expect(paying.traffic.booked).toBeGreaterThan(0);
  expect(storyScene(paying)).toBe("lobby");
  expect(storyScene({ ...picture("lobby"), act: "live" })).toBe("live");
});

test("abnormal is what was measured: not before a lost room has been silent for a second", () => {
  expect(storyScene(picture("cut"))).toBe("cut");
  const { rooms } = picture("abnormal");
  expect(storyScene({ ...picture("cut"), rooms })).toBe("abnormal");
  const other = picture("cut").rooms.with(4, { ...rooms[4]!, condition: "abnormal" });
  expect(storyScene({ ...picture("cut"), rooms: other })).toBe("cut");
});

test("the first beat stands two seconds, and as long as the proof is not in", () => {
  const { startedAtMs, elapsedMs } = picture("recovered").incident!;
  const endMs = startedAtMs! + elapsedMs!;
  const at = (sinceMs: number, copies: ShowSnapshot["copies"]): string =>
    storyScene({ ...picture("proof"), atMs: endMs + sinceMs, copies });
  const counted = copiesOf([2, 3, 4], 1);
  expect(at(1_900, counted)).toBe("recovered");
  expect(at(2_000, counted)).toBe("proof");
  // One room has not counted behind the end yet; two are no quorum.
  const rooms = counted.rooms.with(1, { ...counted.rooms[1]!, pastEndOf: 0 });
  expect(at(60_000, { ...counted, rooms })).toBe("recovered");
  expect(at(60_000, copiesOf([2, 3], 1))).toBe("recovered");
  expect(at(60_000, copiesOf([], 0))).toBe("recovered");
});

test("whoever waited for the stop sees the first beat for two seconds, however late the stop came to the screen", () => {
  const seen = (sinceStopMs: number | null): string => storyScene(picture("proof"), sinceStopMs);
  expect([seen(0), seen(1_900), seen(2_000), seen(null)]).toEqual([
    "recovered",
    "recovered",
    "proof",
    "proof",
  ]);
});

test("who tells of an incident that ended by itself or by hand has gone on: the report is on the screen at once", () => {
  const ended = picture("no-failover");
  for (const scene of ["live", "recovered"] as const) {
    expect(storyScene({ ...ended, scene }), scene).toBe("no-failover");
    expect(storyScene({ ...ended, scene, act: "report" }), scene).toBe("report");
  }
});

test.each(["recovered", "full-speed"])(
  "where the time is not known who saw the stop sees the first beat as well, and who came later the zero (%s)",
  (name) => {
    const unknown = { ...picture(name).incident!, startedAtMs: null, elapsedMs: null };
    const counted = copiesOf([2, 3, 4], 1);
    const at = (sinceStopMs: number | null): string =>
      storyScene({ ...picture(name), incident: unknown, copies: counted }, sinceStopMs);
    expect([at(0), at(1_900), at(2_000), at(null)]).toEqual([name, name, "proof", "proof"]);
  },
);

test("a lost room that comes back and still catches up does not take the proof away", () => {
  const copies = copiesOf([2, 3, 4], 1);
  const late = { ...copies.rooms[0]!, room: 0 as never, pastEndOf: 0 };
  const rooms = [late, ...copies.rooms];
  expect(storyScene({ ...picture("proof"), copies: { ...copies, rooms } })).toBe("proof");
});

test("three rooms lost one after the other: zero comes as soon as so many have counted as make a quorum, whoever they are", () => {
  const roomsLost = [0, 1, 2] as never;
  const proof = picture("proof");
  const shown = (copies: ShowSnapshot["copies"]): string =>
    storyScene({ ...proof, copies, incident: { ...proof.incident!, roomsLost } });
  expect(shown(copiesOf([0, 3, 4], 1))).toBe("proof");
  // Two are none.
  expect(shown(copiesOf([3, 4], 1))).toBe("recovered");
  const { rooms, compared } = copiesOf([0, 3, 4], 1);
  const behind = rooms.with(0, { ...rooms[0]!, pastEndOf: 0 });
  expect(shown({ rooms: behind, compared })).toBe("recovered");
});

test("red is for money and receipts that are missing, and for nothing else", () => {
  const red = Object.entries(scenes).filter(([, { snapshot }]) => whatIsMissing(snapshot) !== null);
  expect(red.map(([name]) => name)).toEqual(["missing"]);
  expect(skyOf("missing")).toBe("missing");
  const proof = picture("proof");
  const verification = { ...proof.verification!, notYetHeard: 4_000, archived: 12 };
  expect(storyScene({ ...proof, verification })).toBe("proof");
  expect(storyScene({ ...proof, verification: { ...verification, forged: 1 } })).toBe("missing");
  // Of an earlier incident; not counted yet; no room to ask.
  expect(storyScene({ ...proof, verification: { ...verification, incident: 7, missing: 2 } })).toBe(
    "proof",
  );
  expect(storyScene({ ...proof, funds: null })).toBe("recovered");
});

test("a difference in any room, or between equal entries, is missing money in every scene with a hall, and without a quorum", () => {
  for (const name of [
    "lobby",
    "live",
    "cue",
    "cut",
    "switching",
    "moving",
    "recovered",
    "report",
    "quorum-lost",
  ]) {
    const snapshot = picture(name);
    const [room, ...others] = snapshot.copies.rooms;
    const rooms = [{ ...room!, differenceCents: asCents(-888) }, ...others];
    const copies = { ...snapshot.copies, rooms };
    expect(storyScene({ ...snapshot, copies }), name).toBe("missing");
    const compared = { ...snapshot.copies.compared!, digests: ["a b", "a c", "a b"] };
    expect(storyScene({ ...snapshot, copies: { ...snapshot.copies, compared } }), name).toBe(
      "missing",
    );
  }
});

test("the timer stands from the cut to the stop", () => {
  expect(Object.keys(scenes).filter((name) => hasTimer(storyScene(picture(name))))).toEqual([
    "cut",
    "abnormal",
    "switching",
    "one-room-back",
    "moving",
    "recovered",
    "full-speed",
    "no-failover",
  ]);
});

test("a receipt that is missing stands on the stage until the next run is called for, whatever goes on", () => {
  const { incident, verification } = picture("missing");
  const home = { ...picture("live"), incident, verification };
  expect(storyScene(home)).toBe("missing");
  for (const act of ["live", "lobby", "report"] as const)
    expect(storyScene({ ...home, act, scene: act === "lobby" ? act : "live" }), act).toBe(
      "missing",
    );
  expect(storyScene({ ...picture("cue"), incident, verification })).toBe("cue");
  expect(storyScene({ ...home, act: "hold-up" })).toBe("hold-up");
  // Zero would stand there.
  for (const called of [{ cue: picture("cue").cue }, { act: "hold-up" as const }])
    expect(storyScene({ ...picture("proof"), verification, ...called })).toBe("missing");
  // Of a run before: rooms that fall away afterwards, before anything new was decided, take it from nobody.
  expect(storyScene({ ...home, scene: "quorum-lost" })).toBe("missing");
  const running = { ...picture("cut"), verification };
  expect(storyScene(running)).toBe("cut");
  expect(storyScene({ ...home, verification: { ...verification!, missing: 0 } })).toBe("live");
});
