import { verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  buildReport,
  canonicalJson,
  checkReport,
  findReceipts,
  type CheckedReport,
  type ReportFile,
} from "@cablecut/report";
import type { ShardFacts } from "@cablecut/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprintOf, publicKeyOf, reportKeyOf } from "../show/report-key.ts";
import { tell } from "./made-report.ts";
import { readShowArchives, type ShowArchives } from "./show-archives.ts";
import { hexHash, show, SmallShow } from "./testing/small-show.ts";

const key = reportKeyOf(show);
const operator = {
  createdAt: show.createdAt,
  firstPace: show.pace,
  keyFingerprint: key.fingerprint,
};
const signing = {
  sha256: hexHash,
  encodeText: (text: string) => Buffer.from(text),
  tell,
  key: { publicKey: key.publicKey, sign: (text: string) => key.sign(Buffer.from(text)) },
};
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
      operator,
      archive: archives,
      phones: small.phones(),
    },
    signing,
  );
});

afterAll(() => rmSync(directory, { recursive: true }));

function textOf(name: string): string {
  return files.find((file) => file.name === name)?.text ?? "";
}

function check(text: string, changed: Readonly<Record<string, string>> = {}): CheckedReport {
  return checkReport({
    text,
    file: (name) => {
      const content = changed[name] ?? textOf(name);
      return content === "" ? null : Buffer.from(content);
    },
    sha256: hexHash,
    decodeText: (bytes) => Buffer.from(bytes).toString(),
    verify: (publicKey, signature, signed) =>
      verify(null, Buffer.from(signed), publicKeyOf(publicKey), Buffer.from(signature, "hex")),
    tell,
    fingerprintOf,
    expectedKeys: () => [],
  });
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
    { sha256: hexHash, encodeText: (text) => Buffer.from(text), tell, key: null },
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

type Leaf = readonly (string | number)[];

function leavesOf(value: unknown, path: Leaf = []): readonly Leaf[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.length === 0
    ? [path]
    : entries.flatMap(([name, inside]) => leavesOf(inside, [...path, name]));
}

/** Another value of the same kind. */
function otherThan(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return value.replace(/.$/, (end) => (end === "1" ? "2" : "1"));
  return Array.isArray(value) ? ["1"] : 1;
}

function changedAt(value: unknown, path: Leaf, to: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return to;
  if (Array.isArray(value))
    return value.map((each, at) => (at === name ? changedAt(each, rest, to) : each));
  const object = value as Record<string, unknown>;
  return { ...object, [name]: changedAt(object[name], rest, to) };
}

/** As somebody would who has the key, or another one and its fingerprint in every place. */
function signedAnew(value: unknown): string {
  const { signature: _, ...body } = value as Record<string, unknown>;
  const signed = Buffer.from(canonicalJson(body));
  const signature = {
    algorithm: "Ed25519",
    publicKey: key.publicKey,
    value: key.sign(signed),
  };
  return `${canonicalJson({ ...body, signature })}\n`;
}

/** What a field is changed to. */
function othersThan(value: unknown): readonly unknown[] {
  const near = otherThan(value);
  if (typeof value === "number") return value > 0 ? [near, value - 1] : [near];
  if (typeof value !== "string" || value.length < 2) return [near];
  return [near, (value.startsWith("1") ? "2" : "1") + value.slice(1)];
}

/** Findings, but for those of the page: it holds all of it once more, and whoever signs anew would draw it anew. */
function besidePage({ findings }: CheckedReport): CheckedReport["findings"] {
  return findings.filter(
    ({ where, kind }) => where !== "report.html" || kind !== "does-not-follow",
  );
}

function valueAt(value: unknown, path: Leaf): unknown {
  return path.reduce((inside, name) => (inside as Record<string | number, unknown>)[name], value);
}

test("whatever field is changed, and signed anew: the report does not agree with itself any more", () => {
  const report: unknown = JSON.parse(textOf("report.json"));
  expect(check(signedAnew(report)).findings).toEqual([]);
  const leaves = leavesOf(report).filter(([top]) => top !== "signature");
  const unnoticed = leaves.filter((path) =>
    othersThan(valueAt(report, path)).some(
      (other) => besidePage(check(signedAnew(changedAt(report, path, other)))).length === 0,
    ),
  );
  expect(leaves.length).toBeGreaterThan(400);
  expect(unnoticed.map((path) => path.join("."))).toEqual([]);
}, 300_000);

/** As somebody would who alters a file, its hash in report.json and the signature. */
function checkWithFile(name: string, text: string): CheckedReport {
  const report = JSON.parse(textOf("report.json")) as { files: { name: string }[] };
  const bytes = Buffer.from(text);
  const renewed = report.files.map((file) =>
    file.name === name ? { name, bytes: bytes.length, sha256: hexHash(bytes) } : file,
  );
  return check(signedAnew({ ...report, files: renewed }), { [name]: text });
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

function arraysOf(value: unknown, path: Leaf = []): readonly Leaf[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const below = inside.flatMap(([name, each]) => arraysOf(each, [...path, name]));
  return Array.isArray(value) ? [path, ...below] : below;
}

test("whatever part is left out, doubled or exchanged with another, and signed anew: it is found", () => {
  const report: unknown = JSON.parse(textOf("report.json"));
  const unnoticed = arraysOf(report).flatMap((path) => {
    const parts = valueAt(report, path) as unknown[];
    const [first, second, ...rest] = parts;
    // In which order the files are named says nothing.
    if (first === undefined || path[0] === "files") return [];
    const others = [
      [...parts, parts.at(-1)],
      [first, ...parts],
      parts.slice(1),
      parts.slice(0, -1),
      ...(rest.length > 0 ? [[second, first, ...rest]] : []),
    ];
    return others.flatMap((other) =>
      besidePage(check(signedAnew(changedAt(report, path, other)))).length === 0
        ? [`${path.join(".")}: ${other.length} of ${parts.length}`]
        : [],
    );
  });
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
  ];
  for (const other of altered)
    expect(besidePage(checkWithFile("transfers.csv", other.join("\n")))).not.toEqual([]);
});
