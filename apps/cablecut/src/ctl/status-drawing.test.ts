import {
  asCents,
  defaultTopology,
  initialFundsOf,
  type FundsCount,
  type ShowDescription,
  type ShowSnapshot,
  languages,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { drawStatus } from "./status-drawing.ts";
import { columnsOf } from "../terminal/terminal-columns.ts";
import { statusTexts } from "../texts/status-texts.ts";

const description = { showId: "0123abcd", topology: defaultTopology } as ShowDescription;

function fundsOf(people: number, synthetic: number): ShowSnapshot["funds"] {
  const count = (accounts: number): FundsCount => {
    const cents = initialFundsOf(accounts);
    return { accounts, expectedCents: cents, actualCents: cents };
  };
  const parts = { people: count(people), synthetic: count(synthetic), house: count(200) };
  return { ...parts, differenceCents: asCents(0), asOf: 1_000 as never };
}

function snapshotOf(changes: Partial<ShowSnapshot> = {}): ShowSnapshot {
  const rooms = defaultTopology.rooms.map((_, room) => ({
    room,
    condition: room < 2 ? "switching" : "normal",
    leader: room === 2,
    appliedIndex: 1_000,
    lagEntries: room < 2 ? 40 : 0,
    heartbeatAgeMs: room < 2 ? 12_340 : 80,
    drainedMs: null,
    shardsServing: room < 2 ? 3 : 30,
    shardsSwitching: room < 2 ? 17 : 0,
  }));
  const cables = defaultTopology.rooms.flatMap(({ id }, room) =>
    ["A", "B"].map((name) => ({
      cable: `${id}/${name}`,
      room,
      fault: room < 2 ? "silence" : room === 4 && name === "B" ? "delay" : "none",
    })),
  );
  return {
    scene: "switching",
    pace: "keynote",
    leader: 2,
    term: 4,
    rooms,
    cables,
    quorum: { needed: 3, answering: 3 },
    people: { joined: 412, synthetic: 0 },
    funds: fundsOf(412, 0),
    incident: null,
    ...changes,
  } as unknown as ShowSnapshot;
}

test("rooms, cables, shards, leader and lag, in columns", () => {
  expect(drawStatus(description, snapshotOf(), "en").split("\n")).toEqual([
    "show 0123abcd  scene switching  pace keynote  leader sh-a (term 4)",
    "3 of 5 rooms answer, 3 needed  412 people  funds difference 0.00",
    "people 412,000,000.00  canaries 200,000,000.00",
    "",
    "room    condition  cables            shards  switching  lag    heartbeat",
    "hz-a    switching  A ==x==  B ==x==  3       17         40     12.3 s",
    "hz-b    switching  A ==x==  B ==x==  3       17         40     12.3 s",
    "sh-a    normal     A =====  B =====  30      0          0      0.1 s      leader",
    "sh-b    normal     A =====  B =====  30      0          0      0.1 s",
    "sz-a    normal     A =====  B =~~~=  30      0          0      0.1 s",
  ]);
});

const incident = {
  id: 1,
  state: "running",
  elapsedMs: 12_340,
  roomsLost: [0, 1],
  shardsBack: 6,
  shardsHit: 40,
  leaseRemainingMs: 7_400,
} as unknown as NonNullable<ShowSnapshot["incident"]>;

test("an incident says how long, who, how much is back and what is waited for", () => {
  const drawn = drawStatus(description, snapshotOf({ incident }), "en");
  expect(drawn.split("\n").slice(-2)).toEqual([
    "incident 1 (running): 12.3 s  lost hz-a, hz-b",
    "6 of 40 shards back  waits 8 s, its pace",
  ]);
});

test("its time is never rounded up to more than was measured, as on every other screen", () => {
  const almost = { ...incident, elapsedMs: 25_999 };
  expect(drawStatus(description, snapshotOf({ incident: almost }), "en")).toContain(": 25.9 s");
});

test("without a number before the first suspicion, and without a time where nobody has one", () => {
  const cut = { ...incident, id: null, elapsedMs: 900 };
  expect(drawStatus(description, snapshotOf({ incident: cut }), "en")).toContain(
    "incident (running): 0.9 s",
  );
  const untimed = { ...incident, elapsedMs: null };
  expect(drawStatus(description, snapshotOf({ incident: untimed }), "en")).toContain(
    "incident 1 (running): time not known",
  );
  expect(drawStatus(description, snapshotOf({ incident: untimed }), "zh")).toContain("用时未知");
});

test("and in Chinese, in the same columns", () => {
  const lines = drawStatus(description, snapshotOf({ incident }), "zh").split("\n");
  expect(lines[0]).toBe("演示 0123abcd  阶段 切换中  节奏 演示  主节点 sh-a（任期4）");
  expect(lines[2]).toBe("观众 412,000,000.00  探针 200,000,000.00");
  expect(lines[4]).toBe("机房    状态       光缆              分片    切换中     落后   心跳");
  expect(lines[5]).toBe("hz-a    切换中     A ==x==  B ==x==  3       17         40     12.3秒");
  expect(lines.slice(-2)).toEqual([
    "故障1（进行中）：12.3秒  失联 hz-a, hz-b",
    "已恢复6/40个分片  按节奏再等8秒",
  ]);
});

test.each(languages)("a terminal of 80 columns holds the worst of it (%s)", (language) => {
  const worst = {
    ...incident,
    id: 123,
    state: "returned-by-itself",
    elapsedMs: 123_456,
    roomsLost: [0, 1, 2, 3, 4],
  } as unknown as NonNullable<ShowSnapshot["incident"]>;
  const { rooms } = snapshotOf();
  const long = {
    incident: worst,
    term: 999,
    scene: "quorum-lost",
    pace: "full-speed",
    people: { joined: 999, synthetic: 5_000 },
    funds: fundsOf(80_000, 80_000),
    rooms: rooms.map((room) => ({ ...room, leader: true, lagEntries: 99_999 })),
  } as unknown as Partial<ShowSnapshot>;
  const whole = { ...description, showId: "e4fbed6463c2" };
  for (const line of drawStatus(whole, snapshotOf(long), language).split("\n")) {
    expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  }
});

test("the funds of synthetic attendees stand apart from those of people, in both languages", () => {
  const crowd = snapshotOf({ funds: fundsOf(2, 300) });
  expect(drawStatus(description, crowd, "en")).toContain(
    "people 2,000,000.00  synthetic 300,000,000.00  canaries 200,000,000.00",
  );
  expect(drawStatus(description, crowd, "zh")).toContain(
    "观众 2,000,000.00  模拟观众 300,000,000.00  探针 200,000,000.00",
  );
});

test("where no room answers any more the funds are told with their age, in both languages", () => {
  const funds = { ...fundsOf(2, 0)!, ageMs: 37_420 };
  expect(drawStatus(description, snapshotOf({ funds }), "en")).toContain("funds as of 37 s ago");
  expect(drawStatus(description, snapshotOf({ funds }), "zh")).toContain("资金截至37秒前");
  expect(drawStatus(description, snapshotOf(), "en")).not.toContain("ago");
});

test("what is not known is said to be not known", () => {
  const { rooms } = snapshotOf();
  const unheard = rooms.map((room) => ({ ...room, appliedIndex: 0, lagEntries: 37_377 }));
  const drawn = drawStatus(
    description,
    snapshotOf({ leader: null, funds: null, rooms: unheard as never }),
    "en",
  );
  expect(drawn).toContain("leader none");
  expect(drawn).toContain("funds not counted yet");
  expect(drawn).not.toContain("37377");
});

test("a gateway that is gone is told with the reason in the reader's words", () => {
  expect(statusTexts.gatewayGone("ping timeout")).toEqual({
    en: "the gateway is gone (ping timeout); trying again",
    zh: "网关已断开（无应答）；正在重试",
  });
});
