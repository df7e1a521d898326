import { defaultTopology, type ShowSnapshot } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { recoveryProgress, runLabel, tellStory } from "./story.ts";
import { timeToShow } from "./timer.ts";
import { stageView } from "./view.ts";

const story = (snapshot: ShowSnapshot) =>
  tellStory(
    stageView(snapshot),
    snapshot,
    defaultTopology,
    timeToShow(snapshot.incident, 0, 0, null),
  );
const scene = (name: string) => showScenes[name]!;

test("the cut says how many cables really are cut", () => {
  expect(story(scene("cut")).facts[0]).toEqual({ en: "4 cables cut", zh: "四根光缆已断" });
  const three = scene("cut").cables.map((cable) =>
    cable.cable === "hz-b/B" ? { ...cable, fault: "none" as const } : cable,
  );
  expect(story({ ...scene("cut"), cables: three }).facts[0]).toEqual({
    en: "3 cables cut",
    zh: "三根光缆已断",
  });
  const two = three.map((cable) =>
    cable.cable === "hz-a/B" ? { ...cable, fault: "delay" as const } : cable,
  );
  expect(story({ ...scene("cut"), cables: two }).facts[0]?.zh).toBe("两根光缆已断");
});

test("while the pace waits its seconds are counted down, the last one to 1", () => {
  expect(story(scene("switching-early")).facts[0]).toEqual({
    en: "11 s more to wait",
    zh: "再等11秒",
  });
  const last = scene("switching-early");
  const incident = { ...last.incident!, leaseRemainingMs: 400 };
  expect(story({ ...last, incident }).facts[0]?.en).toBe("1 s more to wait");
  // What rooms make of its end differs: said by one and then by another, the wait would come back.
  const over = { ...incident, leaseRemainingMs: 60 };
  expect(story({ ...last, incident: over }).facts[0]?.en).toBe("0 of 800 back");
  const quick = { ...incident, pace: "full-speed" as const };
  expect(story({ ...last, incident: quick }).facts[0]?.en).toBe("1 s more to wait");
});

test("after the lease the accounts that are back are counted", () => {
  const moving = story(scene("switching-moving"));
  expect(moving.headline).toEqual({ en: "Disaster recovery switching", zh: "容灾切换中" });
  expect(moving.facts.map((fact) => fact.en)).toEqual(["517 of 800 back", "412 kept"]);
  expect(moving.facts.map((fact) => fact.zh)).toEqual(["已恢复517/800", "已保留412笔"]);
});

test("while phones are on their way back from a gateway that died, what is kept is said to be of those heard", () => {
  const moving = scene("switching-moving");
  const people = { ...moving.people, heard: { phones: 900, of: 1_640 } };
  const fact = story({ ...moving, people }).facts[1];
  expect(fact).toEqual({
    en: "412 kept, 900 of 1,640 heard",
    zh: "已保留412笔，已联系900/1,640",
  });
  const hidden = { ...moving, people: { ...people, hidden: true } };
  expect(story(hidden).facts[1]?.en).toBe("412 kept");
});

test("whose rooms were back before the wait was over are counted, and no cables that are whole", () => {
  const early = scene("switching-early");
  const incident = { ...early.incident!, leaseRemainingMs: null, accountsBack: 3 };
  expect(story({ ...early, incident }).facts[0]?.en).toBe("3 of 800 back");
});

test("shards are counted where nobody's account was hit", () => {
  const moving = scene("switching-moving");
  const incident = { ...moving.incident!, accountsHit: 0, accountsBack: 0 };
  expect(story({ ...moving, incident }).facts[0]?.en).toBe("24 of 40 shards");
});

test("a paced run reads paced, and only a measured full-speed run is a record", () => {
  expect(story(scene("recovered")).headline.en).toBe("26.0 s, paced to 2018");
  expect(runLabel({ pace: "booth", record: true }).en).toBe("paced to 2018");
  expect(runLabel({ pace: "full-speed", record: true }).en).toContain("record");
  expect(runLabel({ pace: "full-speed", record: false }).en).not.toContain("record");
  expect(runLabel({ pace: "custom", record: true }).en).not.toContain("record");
});

test("a time that was not counted from the cables' own stamp says since when it was", () => {
  const recovered = scene("recovered");
  const of = (startSource: "path-silence" | "last-heartbeat") =>
    story({ ...recovered, incident: { ...recovered.incident!, startSource } }).headline;
  expect(of("path-silence").en).toBe("26.0 s, paced to 2018, since the last sign over the cables");
  expect(of("last-heartbeat").zh).toBe("26.0秒，2018年节奏，自最后一次心跳起");
});

test("ends without a failover are told apart", () => {
  const ended = scene("restored-by-hand");
  expect(story(ended).headline.en).toBe("Restored by hand, no failover");
  const incident = { ...ended.incident!, state: "returned-by-itself" as const };
  expect(story({ ...ended, incident }).headline.en).toBe("Rooms came back, no failover");
});

test("a time that nobody has is said to be not known", () => {
  const ended = scene("recovered");
  const incident = { ...ended.incident!, elapsedMs: null };
  expect(story({ ...ended, incident }).headline).toEqual({
    en: "time not known, paced to 2018",
    zh: "用时未知，2018年节奏",
  });
});

test("without a quorum the rooms that answer and those needed are said", () => {
  expect(story(scene("quorum-lost")).facts.map((fact) => fact.en)).toEqual([
    "2 of 5 rooms answer",
    "3 are needed",
  ]);
});

test("a gateway that has just come up says how many rooms it has heard, and nothing of a lost quorum", () => {
  const { headline, facts } = story(scene("starting"));
  expect(headline).toEqual({ en: "Asking the rooms", zh: "正在询问机房" });
  expect(facts.map((fact) => fact.en)).toEqual(["2 of 5 rooms answer"]);
});

test("one person is a person, and synthetic attendees are none", () => {
  const facts = (joined: number, synthetic: number) => {
    const people = { ...scene("live").people, joined, synthetic };
    return story({ ...scene("live"), people }).facts[0];
  };
  expect(facts(1, 0)).toEqual({ en: "1 person", zh: "1人" });
  expect(facts(1_640, 0)).toEqual({ en: "1,640 people", zh: "1,640人" });
  expect(facts(0, 5_000)?.en).toBe("0 people");
});

test("a hidden head count is not told", () => {
  const hidden = { ...scene("live"), people: { ...scene("live").people, hidden: true } };
  expect(story(hidden).facts.map((fact) => fact.en)).toEqual(["48,213 booked"]);
  const moving = scene("switching-moving");
  const people = { ...moving.people, hidden: true };
  expect(recoveryProgress({ ...moving, people })).toMatchObject({
    of: "shards",
    back: 24,
    hit: 40,
  });
});

test("nothing hit is not complete", () => {
  expect(recoveryProgress({ ...scene("live"), incident: null }).fraction).toBe(0);
});
