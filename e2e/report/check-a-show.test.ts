import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copiedReceipt, spacedFingerprint, type EnterAnswer } from "@cablecut/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startShow, type ShowOnThisMachine } from "../show-on-this-machine.ts";
import { PayingPhone } from "./paying-phone.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const program = join(repository, "scripts", "cablecut.mjs");
const readme = readFileSync(join(repository, "README.md"), "utf8");

let show: ShowOnThisMachine;
/** Where somebody stands who has the report and the receipts of one phone. */
let folder = "";
let phones: PayingPhone[] = [];

/** The commands that README gives to somebody who checks a show, without their prompt. */
function commandsOfReadme(): readonly string[] {
  const part = readme.slice(readme.indexOf("## Check a show yourself"));
  const block = /```\n([^`]+)```/.exec(part)?.[1] ?? "";
  return block.split("\n").filter((line) => line.startsWith("npm run cablecut -- "));
}

/** A command line of README, run where the report is. */
function run(line: string): { code: number | null; said: string } {
  const words = line.replace("npm run cablecut -- ", "").split(" ");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, ...words, "--lang", "en"],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  return { code: status, said: stdout + stderr };
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  const untilMs = performance.now() + 100_000;
  while (!isSo()) {
    if (performance.now() > untilMs) {
      const counts = phones.map(({ receipts, checked }) => `${receipts.length}/${checked.join()}`);
      throw new Error(`${what} (${counts.join(" ")}):\n${show.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-check-"));
  // What it leaves is looked at when it has ended.
  show = await startShow("full-speed", [], { keptData: join(folder, "data") });
  const { origin } = new URL(show.join);
  phones = ["a1", "b2", "c3", "d4", "e5", "f6"].map(
    (token) => new PayingPhone(origin, token.repeat(16)),
  );
  const people: (EnterAnswer & { ok: true })[] = [];
  for (const phone of phones) people.push(await phone.enter());
  const paying = phones.map((phone, at) =>
    phone.payOn(people[(at + 1) % people.length]!.me.accountNumber),
  );
  await until(() => phones.every(({ receipts }) => receipts.length > 3), "nobody could pay");
  expect(run(`ctl cut sz --interval 50 --data ${show.dataDirectory}`).code).toBe(0);
  await until(
    () => phones.every(({ checked }) => checked.includes(1)),
    "receipts were not checked",
  );
  for (const phone of phones) phone.stop();
  await Promise.all(paying);
  // Where the rooms' disks are slow their archives come later than a report waits for them, and it says so.
  await until(reportIsWhole, "no archive reached what was told");
  writeFileSync(join(folder, "receipts.txt"), receiptsOf(phones[0]!));
}, 240_000);

afterAll(async () => {
  for (const phone of phones) phone.close();
  await show.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As "Copy all" has it. */
function receiptsOf({ me, receipts }: PayingPhone): string {
  const head = { cablecut: "receipts", show: me?.showId, key: me?.keyFingerprint };
  return [head, ...receipts.map(copiedReceipt)].map((line) => JSON.stringify(line)).join("\n");
}

/** The key's fingerprint in a report: of whoever signs, and as gateways told it. */
function keysIn(path: string): readonly (string | null)[] {
  type Keyed = { readonly keyFingerprint: string | null };
  const report = JSON.parse(readFileSync(path, "utf8")) as { show: Keyed; told: Keyed };
  return [report.show.keyFingerprint, report.told.keyFingerprint];
}

/** Makes the report. @returns whether the archives reached as far as what was told */
function reportIsWhole(): boolean {
  const { code, said } = run(`ctl report --out report --data ${show.dataDirectory}`);
  expect(code, said).toBe(0);
  type Reached = {
    readonly transfers: { readonly lastEntry: number } | null;
    readonly told: Asked;
  };
  type Asked = { readonly transfers: { readonly asOf: number } };
  const text = readFileSync(join(folder, "report", "report.json"), "utf8");
  const { transfers, told } = JSON.parse(text) as Reached;
  return transfers !== null && transfers.lastEntry >= told.transfers.asOf;
}

interface Told {
  readonly incidents: readonly {
    readonly shards: readonly unknown[];
    readonly durationMs: number;
    readonly inFlight: { readonly phones: number; readonly payments: readonly unknown[] };
  }[];
}

test("somebody with the report and one phone's receipts checks the show by README's words", () => {
  const commands = commandsOfReadme();
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    const { code, said } = run(command);
    expect(said).toContain("THE REPORT HOLDS");
    expect(code, said).toBe(0);
  }
  const { said } = run("verify report/report.json --receipts receipts.txt");
  const { length } = phones[0]!.receipts;
  expect(said).toContain(`receipts: ${length} of ${length} found`);
  const key = phones[0]!.me?.keyFingerprint ?? "none";
  expect(said).toContain(spacedFingerprint(key));
  expect(keysIn(join(folder, "report", "report.json"))).toEqual([key, key]);
});

test("whoever knows their own account number finds their payments in transfers.csv", () => {
  const { me, receipts } = phones[0]!;
  const lines = readFileSync(join(folder, "report", "transfers.csv"), "utf8").split("\n");
  const own = lines.filter((line) => line.split(",")[3] === String(me!.me.accountNumber));
  const paid = own.filter((line) => line.includes(",booked,"));
  expect(lines[0]!.split(",")[3]).toBe("account_number");
  expect(paid.map((line) => Number(line.split(",")[0]))).toEqual(
    expect.arrayContaining(receipts.slice(1).map(({ index }) => index)),
  );
});

test("the report tells the incident with all its shards, and what phones had in flight", () => {
  const report = JSON.parse(readFileSync(join(folder, "report", "report.json"), "utf8")) as {
    readonly told: Told;
  };
  const [incident] = report.told.incidents;
  expect(incident!.shards).toHaveLength(20);
  expect(incident!.durationMs).toBeGreaterThan(0);
  expect(incident!.inFlight.phones).toBe(phones.length);
});

test("with the rooms' own data every entry is checked as well", () => {
  const { code, said } = run(`verify report/report.json --data ${show.dataDirectory}`);
  expect(said).toMatch(/are in the archives, .*; [1-5] of 5 rooms hold every entry/);
  expect(code, said).toBe(0);
});

test("one altered digit, another key, another phone's claim: it fails and says where", () => {
  const path = join(folder, "report", "transfers.csv");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(",888,", ",889,"));
  const altered = run("verify report/report.json");
  expect(altered).toMatchObject({ code: 1 });
  expect(altered.said).toContain("transfers.csv: the file was changed");
  writeFileSync(path, text);
  expect(run("verify report/report.json")).toMatchObject({ code: 0 });
  const otherKey = run("verify report/report.json --key 00000000000000000000");
  expect(otherKey).toMatchObject({ code: 1 });
  expect(otherKey.said).toContain("another key");
  const [opening, paid] = phones[1]!.receipts;
  const claim = [opening, { ...paid, amountCents: 88_800 }].map((line) => JSON.stringify(line));
  writeFileSync(join(folder, "claim.txt"), claim.join("\n"));
  const claimed = run("verify report/report.json --receipts claim.txt");
  expect(claimed).toMatchObject({ code: 1 });
  expect(claimed.said).toContain("1 different");
});

test("the page at the show's own address tells the same and is signed by nobody", async () => {
  const { origin } = new URL(show.join);
  const page = await fetch(`${origin}/REPORT`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await page.text()).toContain("Not signed");
  const unsigned = await fetch(`${origin}/report.json`);
  writeFileSync(join(folder, "unsigned.json"), await unsigned.text());
  const { code, said } = run("verify unsigned.json");
  expect(code).toBe(1);
  expect(said).toContain("nobody has signed it");
  const key = phones[0]!.me?.keyFingerprint;
  expect(keysIn(join(folder, "unsigned.json"))).toEqual([key, key]);
});

test("a show that is stopped by one Ctrl-C leaves its signed report, also where npm hands that on once more", async () => {
  for (const phone of phones) phone.close();
  await show.stop("pressed");
  expect(show.output()).toContain(`${show.dataDirectory}/report`);
  const key = phones[0]!.me?.keyFingerprint ?? "none";
  expect(show.output()).toContain(spacedFingerprint(key));
  expect(keysIn(join(show.dataDirectory, "report", "report.json"))).toEqual([key, key]);
});
