import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BatchWriter, formatOfIncidents } from "@cablecut/ledger";
import { ledgerResultCodes, type RoomIndex } from "@cablecut/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { balanceOf } from "./attendees.ts";
import { unpackArchive } from "./data-archive.ts";
import type { Expectations } from "./expectations.ts";
import { keptShow } from "./kept-show.ts";
import { chainPrefixOf, replayRoom } from "./replayed-room.ts";
import { servedBy, SmallShow } from "./small-show.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
const names = readdirSync(fixtures).sort();

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-older-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Unpacks the fixture for this test alone, and tells what was true of it. */
function opened(name: string): Expectations {
  unpackArchive(readFileSync(join(fixtures, name, "data.br")), directory);
  return JSON.parse(readFileSync(join(fixtures, name, "expected.json"), "utf8")) as Expectations;
}

function lastOf({ rooms }: Expectations, room: string): number {
  return rooms[room]!.index;
}

test("there are fixtures", () => {
  expect(names).toEqual(expect.arrayContaining(["data-v1", "data-v2"]));
});

describe.each(names)("the show that %s holds", (name) => {
  test("every room replays it to the same chain, digest, funds and accounts as the build that wrote it", async () => {
    const expected = opened(name);
    const show = keptShow(directory);
    const highest = Math.max(...Object.values(expected.rooms).map(({ index }) => index));
    for (const { id } of show.topology.rooms) {
      const { index, chain, digest, snapshotIndex } = expected.rooms[id]!;
      const { ledger, contents, ...replayed } = await replayRoom(show, id, index);
      expect({ ...replayed, term: 0, lastIndex: 0 }, id).toEqual({
        snapshotIndex,
        term: 0,
        lastIndex: 0,
      });
      expect(contents.notUnderstood, `${id}: payloads that mean nothing`).toBe(0);
      expect([ledger.appliedIndex, chainPrefixOf(ledger), ledger.digest()], id).toEqual([
        index,
        chain,
        digest,
      ]);
      const { sound, people, synthetic, house } = ledger.recount();
      expect(sound, id).toBe(true);
      if (index < highest) continue;
      expect(
        {
          peopleAccounts: people.accounts + synthetic.accounts,
          peopleCents: people.cents + synthetic.cents,
          houseAccounts: house.accounts,
          houseCents: house.cents,
        },
        id,
      ).toEqual(expected.funds);
      for (const person of expected.people) {
        expect(ledger.account(person.account), `${id}: account ${person.account}`).toMatchObject({
          shard: person.shard,
          balance: balanceOf(person),
          lastSequence: person.sequence,
          sentCents: person.sentCents,
          receivedCents: person.receivedCents,
        });
        expect(ledger.accountByTokenHash(person.tokenHash)).toBe(person.account);
      }
      if (snapshotIndex > 0) continue;
      const { records, results } = contents;
      expect({ records, results }, id).toEqual(expected.contents);
    }
  });

  test("the digest that a late room computes now is the one that others have reported in the log", async () => {
    const expected = opened(name);
    const show = keptShow(directory);
    const ids = show.topology.rooms.map(({ id }) => id);
    const furthest = ids.toSorted((one, other) => lastOf(expected, other) - lastOf(expected, one));
    const late = ids.indexOf(furthest.at(-1)!);
    const { ledger } = await replayRoom(show, furthest[0]!, lastOf(expected, furthest[0]!));
    const report = ledger.digestToReport(late);
    expect(report.index).toBeGreaterThan(lastOf(expected, ids[late]!));
    const writer = new BatchWriter();
    const predecessor = ledger.failoverView().rooms[late]!.lastHeartbeat;
    expect(writer.heartbeat({ room: late, predecessor, clockMs: 1, report })).toBeNull();
    const { results, events } = ledger.apply(ledger.appliedIndex + 1, writer.finish());
    expect(results[0]).toBe(ledgerResultCodes.applied);
    expect(events.filter(({ kind }) => kind === "room-diverged")).toEqual([]);
  });

  test("five rooms start from it, know everybody and every receipt, and people pay on", async () => {
    const expected = opened(name);
    const small = await SmallShow.start(keptShow(directory), expected.people);
    try {
      await small.untilTrue("the log has adopted the newest format", () =>
        small.line.statuses.every((status) => status?.format === formatOfIncidents),
      );
      await expectEverybodyKnown(small);
      await small.attendees.payRound(1_000);
      await small.untilTrue("every room has applied the payments", () =>
        small.line.statuses.every(
          (status) => (status?.appliedIndex ?? 0) >= small.attendees.lastIndex,
        ),
      );
      await expectEverybodyKnown(small);
      // The next digest: every room tells its own of the last one, and of this one, and they are compared.
      const digestIndex = (): number =>
        Math.min(...small.line.statuses.map((status) => status?.digest?.index ?? 0));
      const before = digestIndex();
      await small.growBeyond(before + 1_024);
      await small.untilTrue("every room has a new digest", () => digestIndex() > before);
      const newest = small.line.statuses.map((status) => status?.digest);
      expect(new Set(newest.map((digest) => JSON.stringify(digest))).size, "digests").toBe(1);
      await small.setFailback(true);
      await small.until("the rooms that were lost serve again", (status) =>
        servedBy(status).every((count) => count === status.shards.length / status.rooms.length),
      );
      await small.attendees.payRound(2_000);
      expect(small.line.statuses.map((status) => status?.diverged)).toEqual(
        small.roomIndexes.map(() => false),
      );
      expect(small.rooms.crashes).toEqual([]);
    } finally {
      await small.stop();
    }
  });

  test("the command line verifies it, receipts included", async () => {
    const { people } = opened(name);
    const receipts = join(directory, "receipts.json");
    writeFileSync(receipts, JSON.stringify(people.flatMap((person) => person.receipts)));
    const words = ["verify", "--data", directory, "--receipts", receipts, "--lang", "en"];
    const program = join(root, "scripts/cablecut.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...words]);
    expect(stdout).toContain("5 of 5 rooms: all equal and sound, no difference");
    expect(stdout).toMatch(/receipts: \d+ of \d+ verified, 0 missing, 0 forged/);
  });
});

/** Every room, asked itself: funds, every person's account by number and by token, every receipt. */
async function expectEverybodyKnown(small: SmallShow): Promise<void> {
  const { people } = small.attendees;
  for (const room of small.roomIndexes) {
    const audited = await small.ask(room, { kind: "audit" });
    expect(audited, `room ${room}`).toMatchObject({ kind: "audited", sound: true });
    for (const person of people) {
      const { account, tokenHash, receipts } = person;
      const read = await small.ask(room, { kind: "stale-read", account });
      expect(read, `room ${room}, account ${account}`).toMatchObject({
        kind: "read",
        account: { balanceCents: balanceOf(person), lastSequence: person.sequence },
      });
      expect(await small.ask(room, { kind: "find", tokenHash })).toMatchObject({ account });
      await expectReceipts(small, room, receipts);
    }
  }
}

async function expectReceipts(
  small: SmallShow,
  room: RoomIndex,
  receipts: SmallShow["attendees"]["people"][number]["receipts"],
): Promise<void> {
  const answer = await small.ask(room, { kind: "verify", receipts });
  const checks = answer.kind === "checked" ? answer.checks : [answer.kind];
  // The opening of somebody who has paid very often is older than what rooms keep.
  const [opening, ...others] = checks;
  expect(["verified", "archived"], `room ${room}`).toContain(opening);
  expect(others, `room ${room}`).toEqual(receipts.slice(1).map(() => "verified"));
}
