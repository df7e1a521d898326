import { defaultTopology } from "@cablecut/protocol";
import { shardsString, showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { actBack, nextAct, shardsAway } from "./acts.ts";

const act = (name: string) => nextAct(showScenes[name]!, defaultTopology);

test("the lobby ends by the presenter's hand, and can be gone back to until the first cut", () => {
  const lobby = { ...showScenes["live"]!, act: "lobby" as const };
  const turned = (to: string) => ({ kind: "turn", change: { dial: "act", value: { act: to } } });
  expect(nextAct(lobby, defaultTopology)).toEqual({
    kind: "live",
    hand: "tap",
    command: turned("live"),
  });
  expect(actBack(lobby)).toBeNull();
  const live = { ...lobby, act: "live" as const, incident: null };
  expect(nextAct(live, defaultTopology).kind).toBe("cue");
  expect(actBack(live)).toEqual({ kind: "lobby", command: turned("lobby") });
});

test("first everyone is asked to pay, then the city is cut, cable by cable", () => {
  expect(act("live").kind).toBe("cue");
  expect(act("cue")).toEqual({
    kind: "cut",
    hand: "hold",
    command: {
      kind: "cut",
      targets: ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"],
      intervalMs: 250,
      evenIfQuorumIsLost: false,
    },
  });
});

test("while rooms are lost and switching there is nothing to do", () => {
  expect(act("cut").kind).toBe("wait");
  expect(act("switching-moving").kind).toBe("wait");
});

test("after the recovery the city is restored, then shards are sent home, then the show can begin again", () => {
  expect(act("recovered")).toMatchObject({
    kind: "restore",
    command: { kind: "restore", targets: ["hz"] },
  });
  const restored = { ...showScenes["live"]!, shards: shardsString(40, false) };
  expect(nextAct(restored, defaultTopology)).toMatchObject({
    kind: "failback",
    command: { kind: "set-failback", failback: true },
  });
  expect(nextAct({ ...restored, failback: true }, defaultTopology).kind).toBe("cue");
});

test("a cut elsewhere than in the city of the show, or a lost quorum, is met with restoring everything", () => {
  expect(act("three-cities").kind).toBe("restore-everything");
  expect(act("quorum-lost").kind).toBe("restore-everything");
});

test("while the gateway has not heard the rooms there is nothing to do", () => {
  expect(act("starting")).toEqual({ kind: "starting" });
});

test("with phones held up the next act is the cut, and back ends it", () => {
  const heldUp = { ...showScenes["live"]!, act: "hold-up" as const };
  expect(nextAct(heldUp, defaultTopology).kind).toBe("cut");
  expect(actBack(heldUp)?.command).toEqual({ kind: "cue", on: false });
});

test("back ends the call to pay, and undoes no cut", () => {
  expect(actBack(showScenes["cue"]!)?.command).toEqual({ kind: "cue", on: false });
  expect(actBack(showScenes["recovered"]!)).toBeNull();
});

test("shards away from home are counted", () => {
  expect(shardsAway(shardsString(0, true), defaultTopology)).toBe(0);
  expect(shardsAway(shardsString(25, true), defaultTopology)).toBe(25);
});
