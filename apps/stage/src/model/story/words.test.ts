import { defaultTopology, type ShowSnapshot } from "@cablecut/protocol";
import { storyTexts } from "@cablecut/ui";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { tellStory } from "../show/story.ts";
import { timeToShow } from "../show/timer.ts";
import { storyScene } from "./scene.ts";
import { stateBandOf } from "./state-band.ts";
import {
  bandOf,
  copiesOf,
  differenceText,
  figureOf,
  fundsParts,
  keptSince,
  quorumWords,
  trayOf,
} from "./words.ts";

const scenes = storyScenes(800);
const picture = (name: string): ShowSnapshot => scenes[name]!.snapshot;
const band = (snapshot: ShowSnapshot) =>
  bandOf(
    storyScene(snapshot),
    snapshot,
    defaultTopology,
    timeToShow(snapshot.incident, 0, 0, null),
  );
const figure = (snapshot: ShowSnapshot): string | undefined =>
  figureOf(storyScene(snapshot), snapshot, defaultTopology, [])?.text;

test("each state of the incident has words and a shape of its own", () => {
  const said = ["live", "cue", "cut", "abnormal", "switching", "moving", "recovered"].map(
    (name) => {
      const { shape, headline, second } = band(picture(name))!;
      return [shape, headline.zh, second?.en];
    },
  );
  expect(said).toEqual([
    ["line", "每分钱都有五份副本", "800 people, 5 rooms, 10 cables"],
    ["teal", "请一起付款", "8.88 to your partner"],
    ["severed", "四根光缆已断", undefined],
    ["amber", "系统异常", "5 copies, 3 answer"],
    ["hatched", "容灾切换中", "Waiting at the pace of 2018"],
    ["arrows", "容灾切换中", "198/320 accounts are back"],
    ["white", "全部恢复付款", "26.0 s, paced to 2018"],
  ]);
});

test("fewer cables than a room has are no incident, and the band says so", () => {
  expect(band(picture("one-cable"))?.headline).toEqual({
    en: "1 cable cut, all goes on",
    zh: "断1根，一切照常",
  });
});

test("nobody says that there are five copies of what four rooms answer for", () => {
  const silent = picture("room-silent");
  expect(band(silent)?.headline).toEqual({ en: "5 copies, 4 answer", zh: "5份副本，4份在线" });
  const { cables } = picture("one-cable");
  expect(band({ ...silent, cables })?.headline.en).toBe("5 copies, 4 answer");
  expect(tellStory("lobby", silent, defaultTopology, null).headline.en).toBe("5 copies, 4 answer");
});

test("of a room that a gateway has not heard since its start nobody says that it does not answer", () => {
  const live = picture("live");
  const rooms = live.rooms.map((room, at) =>
    at < 3 ? room : { ...room, answering: false, condition: "starting" as const },
  );
  const young = { ...live, rooms, quorum: { ...live.quorum, answering: 3 } };
  expect(band(young)?.headline.en).toBe("Asking the rooms");
  expect(tellStory("live", young, defaultTopology, null).headline.en).toBe("Asking the rooms");
});

test("the pace is waited for as long as its wait lasts, and not for a room that has not paid yet", () => {
  const second = (leaseRemainingMs: number | null, pace: ShowSnapshot["pace"]) => {
    const snapshot = picture("switching");
    const incident = { ...snapshot.incident!, leaseRemainingMs, pace };
    return band({ ...snapshot, incident })?.second?.en;
  };
  expect(second(301, "keynote")).toBe("Waiting at the pace of 2018");
  for (const endMs of [0, 60]) expect(second(endMs, "keynote")).toBe("0/320 accounts are back");
  // Both rooms are back before anything has moved.
  expect(second(null, "booth")).toBe("0/320 accounts are back");
  expect(second(0, "full-speed")).toBe("As fast as it is safe");
});

test("in one language the severed band says how many rooms are without a cable, whatever was lost before", () => {
  const cut = picture("cut");
  const restored = cut.cables.map((cable) =>
    cable.cable === "hz-a/B" ? { ...cable, fault: "none" as const } : cable,
  );
  expect(band(cut)?.otherHalf?.en).toBe("2 rooms cut off");
  expect(band({ ...cut, cables: restored })).toMatchObject({
    headline: { en: "3 cables cut" },
    otherHalf: { en: "1 room cut off" },
  });
});

test("a run is called by the pace that it had", () => {
  const at = (pace: ShowSnapshot["pace"], name: string): string | undefined => {
    const snapshot = picture(name);
    return band({ ...snapshot, incident: { ...snapshot.incident!, pace } })?.second?.en;
  };
  expect(at("full-speed", "switching")).toBe("As fast as it is safe");
  expect(at("custom", "switching")).toBe("Waiting at a custom pace");
  expect(at("booth", "switching")).toContain("2018");
  expect(at("custom", "recovered")).toBe("26.0 s, custom pace");
  expect(band(picture("full-speed"))?.second?.en).toBe("0.5 s, full speed");
});

test("a hidden head count stands in no word of the story", () => {
  for (const [name, { snapshot }] of Object.entries(scenes)) {
    const hidden = { ...snapshot, people: { ...snapshot.people, hidden: true } };
    const words = JSON.stringify([band(hidden), figure(hidden), fundsParts(hidden)]);
    expect(words, name).not.toMatch(/\b(800|320)\b/);
  }
});

test("few payments make a poor figure: then the people are counted, unless they are hidden", () => {
  expect(figure(picture("live"))).toBe("312");
  const quiet = picture("live-quiet");
  expect(figure(quiet)).toBe("800");
  expect(figure({ ...quiet, people: { ...quiet.people, hidden: true } })).toBe("3");
});

/** While rooms switch, and only so much of it is under way. */
function trayWith(traffic: Partial<ReturnType<typeof picture>["traffic"]>) {
  const snapshot = picture("switching");
  const none = { kept: 0, keptMost: 0, checking: 0 };
  return trayOf("switching", {
    ...snapshot,
    traffic: { ...snapshot.traffic, ...none, ...traffic },
  });
}

test("nothing that was kept and nothing to be checked is no tray, an emptied one stays with its zero", () => {
  expect(trayWith({})).toBeNull();
  expect(trayWith({ checking: 2 })).toMatchObject({ kept: null, checking: 2 });
  expect(trayWith({ keptMost: 412 })).toMatchObject({ kept: 0, slips: 0 });
});

test("slips are never more than fifteen, and none stands for nothing", () => {
  const tray = (kept: number, keptMost: number) => trayWith({ kept, keptMost })?.slips;
  expect([tray(0, 7), tray(1, 1), tray(15, 15), tray(412, 412)]).toEqual([0, 1, 15, 15]);
  expect(tray(146, 412)).toBe(6);
  expect(tray(1, 412)).toBe(1);
  expect(trayOf("recovered", picture("recovered"))).toBeNull();
});

test("what is not known is a dash; what was kept is told with what is left of it", () => {
  expect(differenceText(null)).toBe("—");
  const { traffic } = picture("recovered");
  const told = (kept: number, keptMost: number): string | undefined =>
    keptSince({ traffic: { ...traffic, keptFate: null, kept, keptMost } })?.figure;
  expect([told(0, 412), told(3, 412), told(0, 0)]).toEqual(["412 → 0", "412 → 3", undefined]);
});

test("where the log has what was kept it is told as booked, and as all of it only when it is", () => {
  const { traffic } = picture("recovered");
  const told = (booked: number) =>
    keptSince({ traffic: { ...traffic, keptFate: { booked, of: 1_412 } } });
  expect(told(1_412)).toMatchObject({ figure: "1,412/1,412", word: { zh: "全部入账" } });
  expect(told(1_411)).toMatchObject({ figure: "1,411/1,412", word: { zh: "已入账" } });
});

test("while phones are on their way back the tray says how many have told, unless heads are not to be counted", () => {
  const heard = (hidden: boolean): string | null | undefined => {
    const { people, ...snapshot } = picture("switching");
    const told = { ...people, hidden, heard: { phones: 390, of: 800 } };
    return trayOf("switching", { ...snapshot, people: told })?.heard;
  };
  expect([heard(false), heard(true)]).toEqual(["390/800", null]);
  expect(trayOf("switching", picture("switching"))?.heard).toBeNull();
});

test("a cable of which nobody knows anything is none that carries", () => {
  const live = picture("live");
  const cables = live.cables.map((each, at) =>
    at < 3
      ? { ...each, fault: "unknown" as const }
      : at < 5
        ? { ...each, fault: "delay" as const }
        : each,
  );
  expect(band({ ...live, cables })?.second?.en).toBe("800 people, 5 rooms, 7 cables");
});

test("after the stop copies are equal only by an entry behind it", () => {
  const proof = picture("proof");
  const compared = proof.copies.compared!;
  const at = (pastEndOf: number | undefined, snapshot = proof) => {
    const { pastEndOf: _, ...rest } = compared;
    const told = pastEndOf === undefined ? rest : { ...rest, pastEndOf };
    return copiesOf({ ...snapshot, copies: { ...proof.copies, compared: told } });
  };
  expect(at(proof.incident!.id!)).toEqual({ equal: 3, outOfReach: 2, at: compared.at });
  expect([at(0), at(7), at(undefined)]).toEqual([null, null, null]);
  // While a run goes on, and before there was one, the entry says as of when.
  expect(at(0, picture("switching"))?.equal).toBe(3);
  expect(at(0, picture("live"))?.equal).toBe(3);
});

test("a room that is back and catches up is not called out of reach", () => {
  const proof = picture("proof");
  const rooms = proof.rooms.map((each) =>
    each.room === 1 ? { ...each, condition: "starting" as const, answering: true } : each,
  );
  expect(copiesOf({ ...proof, rooms })).toMatchObject({ equal: 3, outOfReach: 1 });
});

test("a gateway beside others says only for itself that nothing is booked", () => {
  const { quorum } = picture("quorum-lost");
  const beside = { quorum: { ...quorum, othersMayHear: true as const } };
  expect(quorumWords({ quorum }, defaultTopology)).toEqual({
    en: "Nothing is booked until 3 answer",
    zh: "3个机房在线前不入账",
  });
  expect(quorumWords(beside, defaultTopology)).toEqual({
    en: "Nothing is booked here until 3 answer",
    zh: "3个机房在线前，此处不入账",
  });
});

test("how many pay a second is a dash where nobody knows", () => {
  const live = picture("live");
  const traffic = { ...live.traffic, perSecond: null };
  const seconds = Array.from({ length: 10 }, (_, at) => ({
    atMs: live.atMs - at * 1_000,
    booked: 40,
    byRoom: [],
    answers: { booked: 0, "not-now": 0, unknown: 0, refused: 0 },
    answerMs: null,
  })).toReversed();
  const shown = { ...live, traffic };
  expect(figureOf("live", shown, defaultTopology, seconds)?.text).toBe("—");
  // Beside the cut nothing is said of it: that payments go on would be a claim.
  for (const scene of ["cut", "no-failover"] as const)
    expect(
      tellStory(scene, { ...picture(scene), traffic }, defaultTopology, null).facts,
    ).toHaveLength(1);
});

test("over the report the dashboard's band says how the run ended, as the story does, and nothing where nothing was cut", () => {
  const second = (snapshot: ShowSnapshot) => {
    const time = timeToShow(snapshot.incident, 0, 0, null);
    return stateBandOf("report", snapshot, defaultTopology, time)?.second?.en ?? null;
  };
  const snapshot = picture("report");
  const { incident } = snapshot;
  expect(second(snapshot)).toBe("26.0 s, paced to 2018");
  const back = { ...incident!, state: "returned-by-itself" as const };
  expect(second({ ...snapshot, incident: back })).toBe(storyTexts.cameBack.en);
  expect(second({ ...snapshot, incident: null })).toBeNull();
});
