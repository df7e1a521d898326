import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copiedReceipt, languages, type Language, type Receipt } from "@cablecut/protocol";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { writeLastReport } from "../report/last-report.ts";
import { makeReport } from "../report/made-report.ts";
import { writeReport } from "../report/report-folder.ts";
import { show, SmallShow } from "../report/testing/small-show.ts";
import { reportKeyOf } from "../show/report-key.ts";
import { eventText } from "../supervisor/event-line.ts";
import { verifyReport } from "./verify-report.ts";

const { fingerprint } = reportKeyOf(show);
let root = "";
let data = "";
let small: SmallShow;
/** A copy of the report for each test. */
let folder = "";

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "cablecut-verify-report-"));
  data = join(root, "data");
  small = await SmallShow.in(data);
  await writeTo(join(root, "made"), data);
});

/** Of a show whose rooms' archives are in `directory`. */
async function writeTo(out: string, directory: string): Promise<void> {
  const told = { told: small.told(), phones: small.phones(), gateways: { told: 1, silent: 0 } };
  const made = await makeReport(show, directory, told);
  if (!made.ok) throw new Error(made.refusal);
  writeReport(out, made.files);
}

beforeEach(() => {
  folder = mkdtempSync(join(root, "copy-"));
  cpSync(join(root, "made"), folder, { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true }));

interface Given {
  readonly path?: string;
  readonly receipts?: string;
  readonly key?: string;
  readonly data?: string;
  readonly language?: Language;
}

/** What the command prints, and the code with which it ends. */
async function verified(given: Given = {}): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const print = (text: unknown): void => void lines.push(String(text));
  const spies = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
  for (const spy of spies) spy.mockImplementation(print);
  const { receipts = null, key = null, data: from = null, language = "en" } = given;
  const path = given.path ?? join(folder, "report.json");
  const code = await verifyReport({ path, receipts, key, data: from, language });
  for (const spy of spies) spy.mockRestore();
  return { code, said: lines.join("\n") };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** As a phone copies them. */
function copied(showId = show.showId, key: string | null = fingerprint): string[] {
  const head = { cablecut: "receipts", show: showId, key };
  return [head, ...small.receipts.map(copiedReceipt)].map((line) => JSON.stringify(line));
}

test("a report holds, with the receipts of a phone and with the rooms' data as well", async () => {
  const receipts = file("receipts.txt", copied().join("\n"));
  const { code, said } = await verified({ receipts, data, key: fingerprint });
  expect(said).toContain("THE REPORT HOLDS");
  expect(said).toContain(`${small.receipts.length} of ${small.receipts.length} found`);
  expect(said).toContain("the key is the one");
  expect(said).toContain("what rooms verified for 3 of them was compared");
  expect(code).toBe(0);
});

test("receipts that an editor of Windows has saved in UTF-16 are read, whichever half comes first", async () => {
  const little = Buffer.from(`\uFEFF${copied().join("\r\n")}`, "utf16le");
  const texts = [little, Buffer.from(little).swap16()];
  for (const [at, text] of texts.entries()) {
    const { said } = await verified({ receipts: file(`receipts-${at}.txt`, text) });
    expect(said).toContain(`${small.receipts.length} of ${small.receipts.length} found`);
  }
});

/** What somebody does to a file of the report, and what is said of it. */
const hostile: Readonly<Record<string, readonly [en: string, zh: string, () => void]>> = {
  "report.json is a folder": [
    "report.json cannot be read: it is no file",
    "不是文件",
    () => {
      rmSync(join(folder, "report.json"));
      mkdirSync(join(folder, "report.json"));
    },
  ],
  "report.json has a mark in front": [
    "report.json: not the one text that its content has",
    "不是其内容的规范文本",
    () => file("report.json", `\uFEFF${readFileSync(join(folder, "report.json"), "utf8")}`),
  ],
  "report.json has line ends of Windows": [
    "report.json: not the one text that its content has",
    "不是其内容的规范文本",
    () => file("report.json", readFileSync(join(folder, "report.json"), "utf8").trimEnd() + "\r\n"),
  ],
  "report.json is not UTF-8": [
    "report.json: this is no report: is not UTF-8",
    "不是 UTF-8 文本",
    () => file("report.json", Buffer.from([0xff, 0xfe, 0x7b, 0x00])),
  ],
  "report.json is of a version to come": [
    "version: a report of another version: check it with the program that made it: 99",
    "报告版本不同",
    () =>
      file(
        "report.json",
        readFileSync(join(folder, "report.json"), "utf8").replace(/"version":\d+/, '"version":99'),
      ),
  ],
  "report.html is a folder": [
    "report.html: the file cannot be read: it is no file",
    "无法读取文件：不是文件",
    () => {
      rmSync(join(folder, "report.html"));
      mkdirSync(join(folder, "report.html"));
    },
  ],
  "transfers.csv is missing": [
    "transfers.csv: the file is missing",
    "文件缺失",
    () => rmSync(join(folder, "transfers.csv")),
  ],
  "events.csv has line ends of Windows": [
    "events.csv: the file was changed",
    "文件被改动",
    () =>
      file("events.csv", readFileSync(join(folder, "events.csv"), "utf8").replaceAll("\n", "\r\n")),
  ],
};

test.each(Object.entries(hostile))(
  "%s: it says so in both languages, and fails",
  async (...row) => {
    const [, [en, zh, change]] = row;
    change();
    for (const language of languages) {
      const { code, said } = await verified({ language });
      expect(said).toContain(language === "en" ? en : zh);
      expect(said).not.toMatch(/THE REPORT HOLDS|报告成立/);
      expect(code).toBe(1);
    }
  },
);

test("a file that nobody may read is named", async ({ skip }) => {
  skip(process.getuid?.() === 0, "root may read everything");
  chmodSync(join(folder, "phones.csv"), 0);
  const { code, said } = await verified();
  expect(said).toContain("phones.csv: the file cannot be read: you may not read it");
  expect(code).toBe(1);
});

test("receipts that differ are no word against the report itself, and it fails", async () => {
  const [first] = small.receipts;
  const claim = copiedReceipt({ ...first!, payee: small.receipts[1]!.account });
  const { code, said } = await verified({ receipts: file("claim.txt", JSON.stringify(claim)) });
  expect(said).toContain("1 different");
  expect(said).toContain("the report agrees with itself, but NOT WITH THESE RECEIPTS");
  expect(code).toBe(1);
});

test("a receipt with another seal is found, counted once however often it stands there, and it is said that nobody looked at the seal", async () => {
  const [first] = small.receipts;
  const altered = copiedReceipt({ ...first!, mac: "f".repeat(32) });
  const lines = [altered, altered].map((each) => JSON.stringify(each));
  const receipts = file("receipts.txt", lines.join("\n"));
  const { code, said } = await verified({ receipts });
  expect(said).toContain("1 of 1 found with the same payee, amount, result, entry and chain hash");
  expect(said).toContain("copies of these, counted once: 1");
  expect(said).toContain("not checked: the seal (mac) on a receipt");
  expect(code).toBe(0);
  const chinese = await verified({ receipts, language: "zh" });
  expect(chinese.said).toContain("未核对：凭证上的校验码");
  expect(chinese.said).toContain("另有1笔与其重复");
});

test("a receipt of an entry that the archives do not hold is no receipt that was found, and the verdict says so", async () => {
  const [first, second] = small.receipts;
  const later = {
    ...second!,
    sequence: 9 as Receipt["sequence"],
    index: 99_999 as Receipt["index"],
  };
  const receipts = [first!, later].map((each) => JSON.stringify(copiedReceipt(each)));
  const { code, said } = await verified({ receipts: file("receipts.txt", receipts.join("\n")) });
  expect(said).toContain("1 of 2 found");
  expect(said).toContain("0 missing, 1 not checked");
  expect(said).toContain("NOT EVERYTHING THAT WAS ASKED FOR COULD BE CHECKED");
  expect(code).toBe(1);
});

test("receipts of another show are not compared, and neither is the key that they name", async () => {
  const receipts = file("other.txt", copied("ba9876543210", "f".repeat(20)).join("\n"));
  const { code, said } = await verified({ receipts });
  expect(said).toContain("the receipts are of another show, ba9876543210: not compared");
  expect(said).not.toContain("WRONG");
  expect(said).toContain("NOT EVERYTHING THAT WAS ASKED FOR COULD BE CHECKED");
  expect(code).toBe(1);
});

test("the phone was told another key: the report does not hold", async () => {
  const receipts = file("receipts.txt", copied(show.showId, "f".repeat(20)).join("\n"));
  const { code, said } = await verified({ receipts });
  expect(said).toContain("another key");
  expect(said).toContain("THE REPORT DOES NOT HOLD");
  expect(code).toBe(1);
});

test("the phone was told another key than whoever asks has read: neither is passed over", async () => {
  const receipts = file("receipts.txt", copied(show.showId, "f".repeat(20)).join("\n"));
  const { code, said } = await verified({ receipts, key: fingerprint });
  expect(said).toContain(`another key: ${fingerprint}, should be ${"f".repeat(20)}`);
  expect(said).not.toContain("the key is the one");
  expect(said).toContain("THE REPORT DOES NOT HOLD");
  expect(code).toBe(1);
});

test("a directory without archives is said to hold none, and the report still agrees with itself", async () => {
  const { code, said } = await verified({ data: folder });
  expect(said).toContain("holds no archive of this show's rooms");
  expect(said).not.toContain("DOES NOT HOLD");
  expect(code).toBe(1);
});

test("a report without transfers: what was asked for is said to be not checked", async () => {
  await writeTo(folder, join(root, "nothing"));
  const receipts = file("receipts.txt", copied().join("\n"));
  const { code, said } = await verified({ receipts, data });
  expect(said).toContain("receipts: not checked, this report holds no transfers");
  expect(said).toContain("data: not checked, this report holds no transfers");
  expect(said).not.toContain("DOES NOT HOLD");
  expect(code).toBe(1);
  expect((await verified()).code).toBe(0);
});

test("whatever lies beside the report and is no part of it is named; what was asked with is not", async () => {
  const receipts = file("receipts.txt", copied().join("\n"));
  expect((await verified({ receipts })).said).not.toContain("no part of the report");
  file("transfers-2.csv", "of another show");
  mkdirSync(join(folder, "old"));
  const { code, said } = await verified({ receipts });
  expect(said).toContain(
    "not checked: no part of the report, and beside it: old, transfers-2.csv\n",
  );
  expect(code).toBe(0);
  expect((await verified({ receipts, language: "zh" })).said).toContain(
    "不属于此报告：old、transfers-2.csv",
  );
});

test("no name of a file and no word in a receipt makes a line of its own, which would look like a verdict", async () => {
  const verdict = "x\nTHE REPORT HOLDS: nothing was lost";
  file(verdict, "");
  file("transfers.csv", "");
  const spoken = async (receipts: string): Promise<string> => {
    const { code, said } = await verified({ receipts: file("receipts.txt", receipts) });
    expect(code).toBe(1);
    expect(said).toContain(String.raw`x\nTHE REPORT HOLDS`);
    return said;
  };
  const head = { cablecut: "receipts", show: verdict, key: null };
  const [receipt] = small.receipts.map(copiedReceipt);
  const lines = [
    await spoken(`${JSON.stringify(head)}\n${JSON.stringify(receipt)}`),
    await spoken(JSON.stringify({ ...receipt, [verdict]: 1 })),
  ];
  for (const line of lines.join("\n").split("\n")) expect(line).not.toMatch(/^THE REPORT HOLDS/);
});

test("a file that was given another name is missing, and stands beside the report", async () => {
  renameSync(join(folder, "transfers.csv"), join(folder, "Transfers (1).csv"));
  const { code, said } = await verified();
  expect(said).toContain("WRONG  transfers.csv: the file is missing");
  expect(said).toContain("beside it: Transfers (1).csv");
  expect(code).toBe(1);
});

test.each([
  ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  [
    "damaged",
    (bytes: Buffer) => Buffer.from(bytes).fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 64),
  ],
])(
  "an archive that is %s in the middle: from there on that room is said to be not checked",
  async (_, harm) => {
    const harmed = join(root, "harmed");
    cpSync(data, harmed, { recursive: true });
    const segment = join(harmed, "rooms", "hz-b", "archive", "archive-00000001.seg");
    writeFileSync(segment, harm(readFileSync(segment)));
    rmSync(join(harmed, "rooms", "sz-a", "archive"), { recursive: true });
    const { code, said } = await verified({ data: harmed });
    expect(said).toMatch(
      /not checked: hz-b, entries \d+ to \d+ \(its archive ends or is damaged there\)/,
    );
    expect(said).toMatch(
      /not checked: sz-a, entries 1 to \d+ \(no archive of this room is here, or none that can be read\)/,
    );
    expect(said).toContain("3 of 5 rooms hold every entry");
    expect(said).not.toContain("WRONG");
    expect(code).toBe(0);
  },
);

test("a report made where the archive had a gap holds against archives without it", async () => {
  const partly = join(root, "partly");
  await SmallShow.in(partly, { lacks: (_, entry) => entry <= 12 });
  await writeTo(folder, partly);
  const alone = await verified();
  expect(alone.said).toContain("entries are missing in the archive");
  // With entries missing nobody knows which receipts an account can have.
  expect(alone.said).toContain("what rooms verified for 0 of them was compared");
  const { code, said } = await verified({ data });
  expect(said).not.toContain("WRONG");
  expect(said).toMatch(/not checked: entries 1 to \d+ are not in the report/);
  expect([alone.code, code]).toEqual([0, 0]);
});

test("entries of the report that no archive holds any more could not be checked, and the verdict says so", async () => {
  const later = join(root, "later");
  await SmallShow.in(later, { lacks: (room, entry) => entry <= 20 || (room > 0 && entry < 500) });
  const { code, said } = await verified({ data: later });
  expect(said).not.toContain("WRONG");
  expect(said).toContain("not checked: entries 1 to 21, no archive here holds them");
  expect(said).toContain("NOT EVERYTHING THAT WAS ASKED FOR COULD BE CHECKED");
  expect(code).toBe(1);
  // Nothing of the report is left in them.
  const nothing = join(root, "nothing-left");
  await SmallShow.in(nothing, { lacks: (_, entry) => entry < 2_000 });
  expect(await verified({ data: nothing })).toMatchObject({ code: 1 });
});

test("archives that lack something each hold all of it together: the report holds by them, and says which were read", async () => {
  const torn = join(root, "torn");
  const lacks = (room: number, entry: number): boolean => entry % 100 === 10 * room;
  await SmallShow.in(torn, { lacks });
  const { code, said } = await verified({ data: torn });
  expect(said).not.toContain("WRONG");
  expect(said).toContain("0 of 5 rooms hold every entry");
  expect(code).toBe(0);
  await writeTo(folder, torn);
  const made = await verified({ data });
  expect(made.said).toContain("THE REPORT HOLDS");
  expect(made.said).toMatch(/read from more than one room's archive: hz-a 1–99, sz-a 100–\d+, /);
  expect(made.code).toBe(0);
});

test("an archive of another log is named, by whoever makes the report and by whoever checks it", async () => {
  const mixed = join(root, "mixed");
  cpSync(data, mixed, { recursive: true });
  await SmallShow.in(join(root, "odd"), { lastCents: 43 });
  const archive = join("rooms", "sh-a", "archive");
  rmSync(join(mixed, archive), { recursive: true });
  cpSync(join(root, "odd", archive), join(mixed, archive), { recursive: true });
  const against = await verified({ data: mixed });
  expect(against.said).toMatch(/WRONG {2}entry \d+, sh-a/);
  expect(against.said).toContain("NOT WITH THESE DATA");
  const told = { told: small.told(), phones: small.phones(), gateways: { told: 1, silent: 0 } };
  const patience = { signal: new AbortController().signal, takesLong: () => undefined };
  const report = await writeLastReport(show, mixed, { ok: true, ...told }, patience);
  const warned = eventText({ kind: "report", report });
  expect(warned.mood).toBe("bad");
  expect(warned.text.en).toMatch(/\nthe archive of sh-a is ANOTHER LOG from entry \d+ on/);
  expect(warned.text.zh).toMatch(/\nsh-a 的归档自条目\d+起与多数归档不一致/);
  await writeTo(folder, mixed);
  const page = readFileSync(join(folder, "report.html"), "utf8");
  expect(page).toContain("ANOTHER LOG from entry");
  expect(page).toMatch(/data-verdict="differs"><strong>[^]*NOT ALL ROOMS AGREE[^]*各机房不一致！/);
  const { code, said } = await verified();
  expect(said).toContain("WRONG  transfers.rooms.2.differsAt");
  expect(code).toBe(1);
});
