import { asCents, defaultTopology, type AuditAnswer, type RoomAudit } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { auditVerdict, drawAudit } from "./audit-drawing.ts";

type Audited = Extract<AuditAnswer, { ok: true }>;
type Answered = Extract<RoomAudit, { answered: true }>;

const funds = asCents(1_000_000);
const count = { accounts: 103, expectedCents: funds, actualCents: funds };

function room(index: number, changes: Partial<Answered> = {}): Answered {
  return {
    room: index as never,
    answered: true,
    funds: { people: count, house: count, synthetic: { ...count, accounts: 7 } },
    sound: true,
    appliedIndex: (2_100 + index) as never,
    checkpoint: { state: "aaaaaaaaaaaaaaaa", chain: "cccccccccccccccc" },
    ...changes,
  };
}

const silent = (index: number): RoomAudit => ({
  room: index as never,
  answered: false,
  reason: "silent",
});

function audited(...rooms: readonly RoomAudit[]): Audited {
  return { ok: true, needed: 3, comparedAt: 2_048 as never, rooms };
}

test("rooms at different entries are equal where they can be compared", () => {
  const audit = audited(room(0), room(1), room(2), silent(3), silent(4));
  expect(auditVerdict(audit)).toBe("equal");
  expect(drawAudit(audit, defaultTopology, "en").split("\n")).toEqual([
    "room    entry       accounts  funds               difference  sound  digest            chain",
    "hz-a    2100        213       30,000.00           0.00        yes    aaaaaaaaaaaaaaaa  cccccccccccccccc",
    "hz-b    2101        213       30,000.00           0.00        yes    aaaaaaaaaaaaaaaa  cccccccccccccccc",
    "sh-a    2102        213       30,000.00           0.00        yes    aaaaaaaaaaaaaaaa  cccccccccccccccc",
    "sh-b    silent",
    "sz-a    silent",
    "",
    "accounts and funds at entry 2102: people 103 (10,000.00), synthetic 7 (10,000.00), canaries and tills 103 (10,000.00)",
    "digest and chain are those at entry 2048, which every room that answered has passed",
    "3 of 5 rooms answered: all equal and sound, no difference",
  ]);
});

test("fewer than a quorum say nothing of the whole", () => {
  expect(auditVerdict(audited(room(0), room(1), silent(2), silent(3), silent(4)))).toBe(
    "no-quorum",
  );
});

test.each<[string, RoomAudit]>([
  [
    "a cent too much",
    room(1, {
      funds: { ...room(1).funds, synthetic: { ...count, actualCents: asCents(1_000_001) } },
    }),
  ],
  ["an unsound recount", room(1, { sound: false })],
  ["another digest", room(1, { checkpoint: { state: "b", chain: "cccccccccccccccc" } })],
  ["another chain", room(1, { checkpoint: { state: "aaaaaaaaaaaaaaaa", chain: "d" } })],
  ["a room that knows it diverged", { room: 1 as never, answered: false, reason: "diverged" }],
])("%s is a difference, also without a quorum", (_, wrong) => {
  expect(auditVerdict(audited(room(0), wrong, room(2), room(3), room(4)))).toBe("different");
  expect(auditVerdict(audited(room(0), wrong, silent(2), silent(3), silent(4)))).toBe("different");
});

test("and in Chinese, in the same columns", () => {
  const drawn = drawAudit(
    audited(room(0), room(1), room(2), silent(3), silent(4)),
    defaultTopology,
    "zh",
  );
  const lines = drawn.split("\n");
  expect(lines[0]).toMatch(/^机房 +日志条目 +账户 +资金 +差额 +自洽 +摘要 +链$/);
  expect(lines[4]).toBe("sh-b    无应答");
  expect(lines.at(-1)).toBe("5个机房，3个应答：全部一致且自洽，没有差额");
});

test("where no digests were compared nobody reads that all are equal", () => {
  const rooms = [0, 1, 2, 3, 4].map((index) => room(index, { checkpoint: null }));
  const audit: Audited = { ...audited(...rooms), comparedAt: null };
  expect(auditVerdict(audit)).toBe("not-compared");
  for (const [language, said] of [
    ["en", "5 of 5 rooms answered: funds add up, but NOT ALL COPIES WERE COMPARED"],
    ["zh", "5个机房，5个应答：资金相符，但并非所有副本都已比较"],
  ] as const)
    expect(drawAudit(audit, defaultTopology, language).split("\n").at(-1)).toContain(said);
});

test("a room that is behind is named, and keeps nobody from seeing a difference between the others", () => {
  const lagging = room(4, { checkpoint: null });
  const behind = audited(room(0), room(1), room(2), room(3), lagging);
  expect(auditVerdict(behind)).toBe("not-compared");
  expect(drawAudit(behind, defaultTopology, "en")).toContain("since behind it: sz-a");
  const differs = room(1, { checkpoint: { state: "b", chain: "cccccccccccccccc" } });
  expect(auditVerdict(audited(room(0), differs, room(2), room(3), lagging))).toBe("different");
});
