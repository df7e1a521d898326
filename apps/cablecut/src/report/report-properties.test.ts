import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  buildReport,
  findReceipts,
  rowsHashOf,
  type CheckedReport,
  type ReportFile,
} from "@cablecut/report";
import { paceProfiles } from "@cablecut/failover";
import { accountNumberOf, asAccountId, type ShardFacts } from "@cablecut/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readShowArchives, type ShowArchives } from "./show-archives.ts";
import { besidePage, unnoticedIn, type Leaf } from "./testing/altered-leaves.ts";
import {
  checkFiles,
  operator,
  signedAnew,
  signing,
  textOf as textIn,
} from "./testing/checked-files.ts";
import { hexHash } from "./made-report.ts";
import { anna, bea, carl, show, SmallShow } from "./testing/small-show.ts";

let directory = "";
let small: SmallShow;
let archives: ShowArchives;
let files: readonly ReportFile[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-report-"));
  small = await SmallShow.in(directory);
  const read = await readShowArchives(show, directory, { digestsAt: [1_024] });
  if (!read.ok || read.archives === null) throw new Error("there is no archive");
  archives = read.archives;
  files = buildReport(
    {
      told: small.told(),
      gateways: { told: 2, silent: 1 },
      operator,
      archive: archives,
      phones: small.phones(),
    },
    signing,
  );
});

afterAll(() => rmSync(directory, { recursive: true }));

function textOf(name: string): string {
  return textIn(files, name);
}

function check(text: string, changed: Readonly<Record<string, string>> = {}): CheckedReport {
  return checkFiles(files, { ...changed, "report.json": text });
}

test("a report of a show agrees with itself, holds every transfer, and nothing was lost", () => {
  const checked = check(textOf("report.json"));
  expect(checked.findings).toEqual([]);
  expect(checked.unchecked).toEqual([]);
  expect(checked.report?.derived.verdict).toBe("nothing-lost");
  expect(checked.rows?.length).toBe(archives.transfers.rows);
  expect(archives.transfers.rooms.map(({ differsAt }) => differsAt)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
  expect(archives.log?.incidents).toMatchObject([{ number: 1, rooms: [0, 1] }]);
  const found = findReceipts(small.receipts, checked.rows ?? [], archives.transfers);
  expect(new Set(found.map(({ finding }) => finding))).toEqual(new Set(["found"]));
  expect(found).toHaveLength(small.receipts.length);
});

test("a report of another version is named as that", () => {
  const other = { ...(JSON.parse(textOf("report.json")) as object), version: 1 };
  expect(check(signedAnew(other)).findings).toMatchObject([
    { kind: "other-version", where: "version", have: "1" },
  ]);
});

test("an incident whose beginning is known and whose end nobody measured is no contradiction", () => {
  const told = small.told();
  const incidents = told.incidents.map((incident) => ({
    ...incident,
    durationMs: null,
    measuredAt: null,
    shards: incident.shards?.map((each) => ({ ...each, measuredMs: null })) ?? null,
  }));
  expect(incidents[0]?.startSource).not.toBeNull();
  const unsigned = buildReport(
    { told: { ...told, incidents }, operator: null, archive: null, phones: null },
    { ...signing, key: null },
  );
  const named = Object.fromEntries(unsigned.map(({ name, text }) => [name, text]));
  const { findings } = check(named["report.json"] ?? "", named);
  expect(findings.map(({ kind }) => kind)).toEqual(["not-signed"]);
});

test("an incident whose measurement came behind the next incident's beginning does not contradict the log", () => {
  const told = small.told();
  const madeOf = (unseen: Partial<ShardFacts>): CheckedReport => {
    const incidents = told.incidents.map((incident) => ({
      ...incident,
      measuredAt: null,
      shards: incident.shards?.map((each) => ({ ...each, ...unseen })) ?? null,
    }));
    const phones = small.phones();
    const made = buildReport(
      { told: { ...told, incidents }, operator, archive: archives, phones },
      signing,
    );
    const named = Object.fromEntries(made.map(({ name, text }) => [name, text]));
    return check(named["report.json"] ?? "", named);
  };
  const { findings, report } = madeOf({ measuredMs: null });
  expect(findings).toEqual([]);
  expect(report?.told.incidents[0]?.durationMs).toBeGreaterThan(0);
  // Whoever has not seen it cannot know how long each shard took.
  expect(madeOf({}).findings.map(({ where }) => where)).toContain(
    "told.incidents.0.shards.0.measuredMs",
  );
});

test("a receipt that the transfers do not have is missing, one that they have otherwise differs", () => {
  const [opening, ...others] = small.receipts;
  const paid = others.at(-1)!;
  const wrong = [
    { ...paid, amountCents: (paid.amountCents + 1) as typeof paid.amountCents },
    { ...paid, chain: "0".repeat(16) },
    { ...opening!, sequence: 31 as typeof paid.sequence },
    { ...opening!, sequence: 31 as typeof paid.sequence, index: 999_999 as typeof paid.index },
  ];
  const found = findReceipts(wrong, archives.rows, archives.transfers);
  expect(found.map(({ finding }) => finding)).toEqual([
    "differs",
    "differs",
    "missing",
    "not-checked",
  ]);
  expect(found.map(({ differences }) => differences.map(({ field }) => field))).toEqual([
    ["amountCents"],
    ["chain"],
    [],
    [],
  ]);
});

test("any altered byte of any file is found, and it is said where", () => {
  for (const { name, text } of files) {
    for (let at = 0; at < text.length; at += Math.max(1, Math.floor(text.length / 25))) {
      const altered = `${text.slice(0, at)}${text[at] === "7" ? "8" : "7"}${text.slice(at + 1)}`;
      const checked =
        name === "report.json" ? check(altered) : check(textOf("report.json"), { [name]: altered });
      const said = checked.findings.map(({ where }) => where);
      // In report.json the field that was altered is named, or the signature; of another file its name.
      const isNamed = name === "report.json" ? said.length > 0 : said.includes(name);
      expect(isNamed, `${name}, character ${at}: ${said.join(" ")}`).toBe(true);
    }
  }
}, 300_000);

test("whatever field is changed, left out, doubled, exchanged or put in its place, and signed anew: the report does not agree with itself any more", () => {
  const isPart = ([top]: Leaf): boolean => top !== undefined && top !== "signature";
  const { tried, unnoticed } = unnoticedIn(files, isPart);
  expect(tried).toBeGreaterThan(1_500);
  expect(unnoticed).toEqual([]);
}, 600_000);

test("the same of an incident whose gateway came later, and has it in short", () => {
  const told = small.told();
  const nothing = {
    shards: null,
    measuredAt: null,
    startedAtMs: null,
    timeline: [],
    keptMost: null,
  };
  const incidents = told.incidents.map((incident) => ({ ...incident, ...nothing }));
  const phones = small
    .phones()
    .map((row) => (row.incident === null ? row : { ...row, kept: null }));
  const made = buildReport(
    { told: { ...told, incidents }, operator, archive: archives, phones },
    signing,
  );
  const isPart = ([top, field]: Leaf): boolean =>
    field === "incidents" && (top === "told" || top === "log");
  const { tried, unnoticed } = unnoticedIn(made, isPart);
  expect(tried).toBeGreaterThan(300);
  expect(unnoticed).toEqual([]);
}, 300_000);

test("the same of the pace of an incident that was in force at no other time, and of events that nobody kept", () => {
  const told = small.told();
  const pace = paceProfiles["full-speed"];
  const incidents = told.incidents.map((incident) => ({ ...incident, pace: pace.name }));
  const { log } = archives;
  const fast = log!.incidents.map((incident) => ({ ...incident, pace }));
  const made = buildReport(
    {
      told: { ...told, incidents, events: [], eventsNotKept: 7 },
      operator,
      archive: { ...archives, log: { ...log!, incidents: fast } },
      phones: small.phones(),
    },
    signing,
  );
  const isPart = (path: Leaf): boolean =>
    path.join(".").startsWith("log.incidents.0.pace") || path[1] === "eventsNotKept";
  const { tried, unnoticed } = unnoticedIn(made, isPart);
  expect(tried).toBeGreaterThan(20);
  expect(unnoticed).toEqual([]);
});

test.each([
  ["a rehearsal becomes a show", { rehearsal: true }],
  ["one show becomes another", { showId: "0123456789ac" }],
])("%s in no two places, signed anew", (_, other) => {
  const report = JSON.parse(textOf("report.json")) as { show: object; told: object };
  const [shows, told] = [report.show, report.told].map((each) => ({ ...each, ...other }));
  const checked = check(signedAnew({ ...report, show: shows, told }), { "report.html": "" });
  expect(besidePage(checked)).toMatchObject([{ where: "events.csv" }]);
});

test("the same of archives that lack some entries each, and one entry all of them", async () => {
  const gapped = mkdtempSync(join(tmpdir(), "cablecut-report-"));
  const hole = 200;
  const lacks = (room: number, entry: number): boolean =>
    entry === hole || entry % 300 === 10 * room || (room === 4 && entry > 900);
  await SmallShow.in(gapped, { lacks });
  const read = await readShowArchives(show, gapped, { digestsAt: [1_024] });
  rmSync(gapped, { recursive: true });
  if (!read.ok || read.archives === null) throw new Error("there is no archive");
  const { transfers, log } = read.archives;
  expect(transfers.gaps).toHaveLength(1);
  expect(new Set(transfers.sources.map(({ room }) => room)).size).toBeGreaterThan(1);
  expect(log?.lastEntry).toBe(hole - 1);
  const made = buildReport(
    { told: small.told(), operator, archive: read.archives, phones: small.phones() },
    signing,
  );
  expect(checkFiles(made).unchecked).toEqual(["gaps-in-transfers", "log-applied-in-part"]);
  const isPart = ([top]: Leaf): boolean =>
    top === "transfers" || top === "log" || top === "derived";
  const { tried, unnoticed } = unnoticedIn(made, isPart);
  expect(tried).toBeGreaterThan(1_000);
  expect(unnoticed).toEqual([]);
}, 300_000);

/** As somebody would who alters a file, its hash in report.json and the signature. `rowsHash`: of the transfers, altered too. */
function checkWithFile(name: string, text: string, rowsHash?: string): CheckedReport {
  const report = JSON.parse(textOf("report.json")) as {
    files: { name: string }[];
    transfers: { rowsHash: string };
  };
  const bytes = Buffer.from(text);
  const files = report.files.map((file) =>
    file.name === name ? { name, bytes: bytes.length, sha256: hexHash(bytes) } : file,
  );
  const transfers = { ...report.transfers, rowsHash: rowsHash ?? report.transfers.rowsHash };
  return check(signedAnew({ ...report, files, transfers }), { [name]: text });
}

test("whatever figure of a phone is changed, left out or doubled, its hash and the signature made anew: it is found", () => {
  const lines = textOf("phones.csv").split("\n");
  expect(checkWithFile("phones.csv", lines.join("\n")).findings).toEqual([]);
  const altered = lines.flatMap((line, at) => {
    const others = line.split(",").flatMap((cell, column) => {
      const near = /^\d+$/.test(cell)
        ? [String(Number(cell) + 1), String(Number(cell) - 1), ""]
        : ["1"];
      return near.map((other) => line.split(",").with(column, other).join(","));
    });
    return line === "" ? [] : others.map((other) => lines.with(at, other));
  });
  const without = lines.slice(1, -1).map((_, at) => lines.toSpliced(at + 1, 1));
  const doubled = lines.slice(1, -1).map((line, at) => lines.toSpliced(at + 1, 0, line));
  const all = [...altered, ...without, ...doubled];
  expect(all.length).toBeGreaterThan(100);
  const unnoticed = all.filter(
    (text) => besidePage(checkWithFile("phones.csv", text.join("\n"))).length === 0,
  );
  expect(unnoticed).toEqual([]);
}, 300_000);

test("a row of the transfers has one text, and stands in its place once", () => {
  const lines = textOf("transfers.csv").split("\n");
  const last = lines.length - 2;
  const altered = [
    lines.map((line) => line.replace(/,(\d+),/, ",0$1,")),
    lines.toSpliced(last, 0, lines[last]!),
    lines.toSpliced(last, 1),
    lines.with(last, lines[last - 1]!).with(last - 1, lines[last]!),
    lines.with(last, lines[last]!.replace(/^\d/, "\u0661")),
    // A refusal is as the ledger would have refused.
    lines.map((line) => line.replace("same-account", "insufficient-funds")),
    lines.map((line) => line.replace("same-account", "amount-too-large")),
  ];
  for (const other of altered) expect(other).not.toEqual(lines);
  for (const other of altered)
    expect(besidePage(checkWithFile("transfers.csv", other.join("\n")))).not.toEqual([]);
});

test("whatever cell of the transfers is changed, its hash and the signature made anew: it is found", () => {
  const lines = textOf("transfers.csv").split("\n");
  const altered = lines.slice(1, -1).flatMap((line, at) =>
    line.split(",").map((cell, column) => {
      const near = /^\d+$/.test(cell) ? String(Number(cell) + 1) : cell.replace(/.$/, "0");
      return lines.with(at + 1, line.split(",").with(column, near).join(","));
    }),
  );
  expect(altered.length).toBeGreaterThan(200);
  const unnoticed = altered.filter((changed) => {
    const text = changed.join("\n");
    return (
      text !== lines.join("\n") && besidePage(checkWithFile("transfers.csv", text)).length === 0
    );
  });
  expect(unnoticed).toEqual([]);
}, 300_000);

test("a payment that went to somebody else than in the log is found, whatever hash of the rows is made anew", () => {
  const at = archives.rows.findLastIndex(
    ({ account, payee, result }) => account === anna && payee === carl && result === "booked",
  );
  const rows = archives.rows.with(at, { ...archives.rows[at]!, payee: bea });
  const line = textOf("transfers.csv").split("\n")[at + 1]!;
  const text = textOf("transfers.csv").replace(
    line,
    line
      .split(",")
      .with(5, String(accountNumberOf(asAccountId(bea))))
      .join(","),
  );
  const { findings } = checkWithFile("transfers.csv", text, rowsHashOf(rows, hexHash));
  expect(findings.map(({ where }) => where)).toContain("log.balances");
  expect(findings.map(({ where }) => where)).not.toContain("transfers.rowsHash");
});
