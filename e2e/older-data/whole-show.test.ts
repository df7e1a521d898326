import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { accountNumberOf } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PayingPhone } from "../report/paying-phone.ts";
import { startShow } from "../show-on-this-machine.ts";
import { balanceOf } from "./attendees.ts";
import { unpackArchive } from "./data-archive.ts";
import type { Expectations } from "./expectations.ts";
import { keptShow } from "./kept-show.ts";
import { replayRoom } from "./replayed-room.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Written by the build that wrote payloads of version 1 and knew no others. */
const fixture = fileURLToPath(new URL("fixtures/data-v1", import.meta.url));

/** Nothing is said of how long things take: this is only when the test gives up, ms. */
const waitMs = 180_000;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-older-show-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function cablecut(...words: readonly string[]): Promise<string> {
  const program = join(root, "scripts/cablecut.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    ...words,
    "--lang",
    "en",
  ]);
  return stdout;
}

test(
  "a show that the oldest build wrote is stopped and started with this one: it pays on, the audit is green, every receipt is there",
  async () => {
    unpackArchive(readFileSync(join(fixture, "data.br")), directory);
    const { people } = JSON.parse(
      readFileSync(join(fixture, "expected.json"), "utf8"),
    ) as Expectations;
    const receipts = people.flatMap((person) => person.receipts);
    const asBefore = receipts.length;
    const show = await startShow("full-speed", [], { keptData: directory });
    try {
      const phone = new PayingPhone(new URL(show.join).origin, "5a".repeat(16));
      const { me } = await phone.enter();
      const paying = phone.payOn(accountNumberOf(people[0]!.account));
      const deadlineMs = performance.now() + waitMs / 2;
      while (phone.receipts.length < 3) {
        expect(performance.now(), `nothing is booked:\n${show.output()}`).toBeLessThan(deadlineMs);
        await new Promise((again) => setTimeout(again, 50));
      }
      phone.stop();
      await paying;
      phone.close();
      // The opening, and what was booked.
      receipts.push(...phone.receipts);
      expect(phone.receipts[0]).toMatchObject({ account: me.account });
      // Digests are told every 1,024 entries: in the first seconds there are none to compare.
      const audit = (): Promise<string> =>
        cablecut("ctl", "audit", "--data", directory).catch(() => "not all were compared");
      await expect
        .poll(audit, { timeout: waitMs / 2, interval: 500 })
        .toContain("5 of 5 rooms answered: all equal and sound, no difference");
    } finally {
      await show.stop();
    }
    const file = join(directory, "receipts.json");
    writeFileSync(file, JSON.stringify(receipts));
    const verified = await cablecut("verify", "--data", directory, "--receipts", file);
    expect(verified).toContain("5 of 5 rooms: all equal and sound, no difference");
    expect(verified).toMatch(/, 0 missing, 0 forged/);
    const { ledger } = await replayRoom(keptShow(directory), "hz-a", receipts.at(-1)!.index);
    const paidCents = 888 * (receipts.length - asBefore - 1);
    for (const [at, person] of people.entries()) {
      const balance = balanceOf(person) + (at === 0 ? paidCents : 0);
      expect(ledger.account(person.account)).toMatchObject({ shard: person.shard, balance });
    }
  },
  waitMs,
);
