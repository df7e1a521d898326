import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportFactsSchema, type ReportFacts } from "@cablecut/protocol";
import { buildReport, type CheckedReport, type Report, type ReportFile } from "@cablecut/report";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readShowArchives } from "./show-archives.ts";
import { besidePage } from "./testing/altered-leaves.ts";
import { checkFiles, operator, signedAnew, signing, textOf } from "./testing/checked-files.ts";
import { show, SmallShow } from "./testing/small-show.ts";

let root = "";
let data = "";
let small: SmallShow;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "cablecut-odd-shows-"));
  data = join(root, "data");
  small = await SmallShow.in(data);
});

afterAll(() => rmSync(root, { recursive: true }));

/** The report of the small show, with archives that end at `upTo`. */
async function madeOf({
  told = small.told(),
  upTo,
  directory = data,
}: {
  told?: ReportFacts;
  upTo?: number;
  directory?: string;
} = {}): Promise<readonly ReportFile[]> {
  const to = upTo === undefined ? {} : { upTo };
  const read = await readShowArchives(show, directory, { digestsAt: [1_024], ...to });
  if (!read.ok || read.archives === null) throw new Error("there is no archive");
  const phones = small.phones();
  return buildReport({ told, operator, archive: read.archives, phones }, signing);
}

function withIncident(change: Partial<ReportFacts["incidents"][number]>): ReportFacts {
  const told = small.told();
  return { ...told, incidents: told.incidents.map((each) => ({ ...each, ...change })) };
}

test("wherever the archives end, before, in or behind the incident: the report holds, and says that it is not all checked", async () => {
  const ended = small.ledger.incident()?.measured?.at ?? 0;
  expect(ended).toBeGreaterThan(30);
  const { endedAt } = small.told().incidents[0]!;
  const ends = [1, 5, 8, 9, 12, ...Array.from({ length: ended - 22 }, (_, at) => 24 + at)];
  for (const upTo of ends) {
    const { findings, unchecked, report } = checkFiles(await madeOf({ upTo }));
    expect(findings, `up to entry ${upTo}`).toEqual([]);
    expect(unchecked).toEqual(["transfers-end-early"]);
    // What the gateway told of it stands, where the log cannot say more; that nothing is lost stands only where the log says so.
    expect(report?.derived.verdict).toBe(upTo < endedAt ? "not-known" : "nothing-lost");
    expect(report?.derived.incidents).toMatchObject([{ rtoMs: 25_930, shardsMs: { length: 4 } }]);
  }
});

test("an incident that the archives' end lies in is not told otherwise than they have it", async () => {
  const [incident] = small.told().incidents;
  const lies: readonly Partial<ReportFacts["incidents"][number]>[] = [
    { firstHitAt: incident!.firstHitAt + 1 },
    { rooms: [3] },
    { endedAt: incident!.firstHitAt + 1 },
    { state: "not-known" },
  ];
  for (const lie of lies) {
    const told = withIncident({ shards: null, measuredAt: null, ...lie });
    const files = await madeOf({ told, upTo: incident!.firstHitAt + 2 });
    expect(checkFiles(files).findings, Object.keys(lie).join()).not.toEqual([]);
  }
  const behindEnd = withIncident({
    shards: null,
    measuredAt: null,
    endedAt: incident!.endedAt + 1,
  });
  const files = await madeOf({ told: behindEnd, upTo: incident!.endedAt });
  expect(checkFiles(files).findings.map(({ where }) => where)).toContain(
    "told.incidents.0.endedAt",
  );
});

test("cables that are restored more than a day later are told, and are no reason to have no report", async () => {
  const told = small.told();
  const timeline = [
    ...told.incidents[0]!.timeline,
    { atMs: 3 * 86_400_000, kind: "cable-restored", room: null, cable: "hz-a/A" },
  ];
  const later = withIncident({ timeline });
  expect(reportFactsSchema.safeParse(later).success).toBe(true);
  const files = await madeOf({ told: { ...later, toldAtMs: told.toldAtMs + 4 * 86_400_000 } });
  expect(checkFiles(files).findings).toEqual([]);
});

test("where no phone has checked a receipt nobody says that none is lost", async () => {
  const nobody = { incident: 1, phones: 0, verified: 0, missing: 0, archived: 0, forged: 0 };
  const told = withIncident({ verification: { ...nobody, notYetHeard: 0 } });
  const read = await readShowArchives(show, data, { digestsAt: [1_024] });
  const archive = read.ok ? read.archives : null;
  const inFlight = { phones: 0, payments: [], notListed: 0 };
  const silent = { ...told, incidents: told.incidents.map((each) => ({ ...each, inFlight })) };
  const files = buildReport({ told: silent, operator, archive, phones: [] }, signing);
  const { findings, report } = checkFiles(files);
  expect(findings).toEqual([]);
  expect(report?.derived.incidents).toMatchObject([{ lostReceipts: null, differenceCents: 0 }]);
  expect(report?.derived.verdict).toBe("not-known");
});

test("what an archive lacks stands on the page in both languages, at its end as well, and no unknown figure is a zero", async () => {
  const directory = join(root, "gap");
  await SmallShow.in(directory, { lacks: (_, entry) => entry <= 12 });
  const segment = join(directory, "rooms", "hz-b", "archive", "archive-00000001.seg");
  const bytes = readFileSync(segment);
  writeFileSync(segment, bytes.subarray(0, bytes.length >> 1));
  rmSync(join(directory, "rooms", "sz-a", "archive"), { recursive: true });
  const files = await madeOf({ directory });
  expect(checkFiles(files).findings).toEqual([]);
  const page = textOf(files, "report.html").split('<script type="application/json"')[0]!;
  for (const [en, zh] of [
    ["not written before the room ended", "机房结束前未写入"],
    ["its archive ends or is damaged there", "归档到此为止或已损坏"],
    ["no archive", "没有归档"],
    ["Not everything is in these figures", "以下数据不完整"],
    ["Of accounts whose opening is missing", "未见开户的账户"],
  ] as const) {
    expect(page).toContain(en);
    expect(page).toContain(zh);
  }
  expect(page).not.toContain("not-written");
});

test("half a character in a report has no canonical text, and that is said", async () => {
  const files = await madeOf();
  const report = JSON.parse(textOf(files, "report.json")) as { told: { gateway: string } };
  const half = { ...report, told: { ...report.told, gateway: "\ud83d" } };
  const { findings } = checkFiles(files, { "report.json": signedAnew(half) });
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: "not-canonical", where: "report.json" }),
  );
  const whole = { ...report, told: { ...report.told, gateway: "\u{1f600} \\ud83d" } };
  const kinds = checkFiles(files, { "report.json": signedAnew(whole) }).findings;
  expect(kinds.map(({ kind }) => kind)).not.toContain("not-canonical");
});

test("neither the page of an earlier version, which may show anything, nor that of a later build is believed", async () => {
  const files = await madeOf();
  const report = JSON.parse(textOf(files, "report.json")) as { drawing: number };
  const drawnBy = (drawing: number): CheckedReport => {
    const page = textOf(files, "report.html").replace(
      `drawing ${report.drawing}"`,
      `drawing ${drawing}"`,
    );
    const text = signedAnew({ ...report, drawing });
    return checkFiles(files, { "report.json": text, "report.html": page });
  };
  expect(drawnBy(11).findings).toContainEqual(
    expect.objectContaining({ kind: "does-not-follow", where: "drawing" }),
  );
  expect(drawnBy(report.drawing + 1).findings).toContainEqual(
    expect.objectContaining({ kind: "other-version", where: "drawing" }),
  );
  expect(checkFiles(files).unchecked).toEqual([]);
});

test("whoever leaves the transfers out leaves nothing to check a log by, which must not say then that nothing was lost", async () => {
  const files = await madeOf();
  const report = JSON.parse(textOf(files, "report.json")) as Report;
  const { derived } = report;
  expect(derived.verdict).toBe("nothing-lost");
  const nothing = { archivedTo: null, lacks: [], chain: null };
  const rooms = derived.rooms.map((room) => ({ ...room, ...nothing }));
  const text = signedAnew({
    ...report,
    transfers: null,
    derived: { ...derived, rooms, transfers: null },
    files: report.files.filter(({ name }) => name !== "transfers.csv"),
  });
  const without = { "report.json": text, "transfers.csv": "", "report.html": "" };
  const { findings } = checkFiles(files, without);
  expect(besidePage({ findings }).map(({ where }) => where)).toEqual(["log"]);
});

test("a pace that a show began with is missed once, with the log and without", async () => {
  const read = await readShowArchives(show, data, { digestsAt: [1_024] });
  if (!read.ok) throw new Error("there is no archive");
  for (const archive of [read.archives, null]) {
    const sources = { told: small.told(), operator: null, archive, phones: small.phones() };
    const { findings } = checkFiles(buildReport(sources, signing));
    expect(findings.map(({ where }) => where)).toEqual(["show.firstPace"]);
  }
});

test("where no gateway was told the key, the page claims of no stage and no card that it stands there", async () => {
  const told = { ...small.told(), keyFingerprint: null };
  const files = await madeOf({ told });
  expect(checkFiles(files).findings).toEqual([]);
  const html = textOf(files, "report.html");
  expect(html).not.toMatch(/stands on the stage|与大屏和每部手机卡片上的相同/);
  expect(html).toContain("card shows a fingerprint, it must be this one.");
});
