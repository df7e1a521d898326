import { createHash } from "node:crypto";
import { checksumOf } from "@cablecut/ledger";
import { describe, expect, test } from "vitest";
import type { ArchiveItem } from "./archive-reader.ts";
import { openingsOf, transfersOf } from "./archived-records.ts";
import { entryKind, entryWords, frameMagic, frameSeed } from "./format.ts";
import { ArchivedRoom, directory, owner, told, toldOf } from "./testing/archived-room.ts";
import { MemoryFiles, writingWays } from "./testing/memory-files.ts";

/** Accounts of the house: canary and till of the shards 0 and 1. */
const [canary, till, other] = [0, 1, 2];
const small = { segmentBytes: 2_048, bytesMax: 8_192 };

function entryOf(items: readonly ArchiveItem[], index: number) {
  const item = items.find((each) => each.kind === "entry" && each.index === index);
  if (item?.kind !== "entry") throw new Error(`entry ${index} is not in the archive`);
  return item;
}

function fileNames(room: ArchivedRoom): string[] {
  return [...room.files.contents.keys()].map((path) => path.slice(directory.length + 1)).sort();
}

describe.each(writingWays)("an archive that is written %s", (way) => {
  async function openedRoom(limits = {}): Promise<ArchivedRoom> {
    const room = new ArchivedRoom(new MemoryFiles(way));
    expect(await room.open(limits)).toBe("opened");
    return room;
  }

  describe("what an archive holds", () => {
    test("every applied entry, with the log's chain and how each transfer ended", async () => {
      const room = await openedRoom();
      room.apply(new Uint8Array(0));
      const paid = room.pay([canary, till, 100], [other, till, 250]);
      const mixed = room.write((writer) => {
        writer.transfer(canary, till, 100, 1, 1, 1);
        writer.transfer(canary, till, 7, 2, 1, 1);
        writer.transfer(canary, till, 7, 2, 1, 1);
        writer.transfer(other, other, 5, 2, 1, 1);
        writer.transfer(till, canary, 5, 9, 1, 1);
        writer.cancel(till, 1, 1);
      });
      await room.wait();
      const items = await room.read();
      expect(items.map(told)).toEqual(room.made.map(toldOf));
      const prefix = room.made[1]?.chain.slice(0, 16);
      expect(transfersOf(entryOf(items, paid))).toEqual([
        {
          index: 2,
          position: 0,
          kind: "transfer",
          payer: canary,
          payee: till,
          amountCents: 100,
          number: 1,
          result: "booked",
          ends: true,
          chainPrefix: prefix,
        },
        expect.objectContaining({ position: 1, payer: other, amountCents: 250, ends: true }),
      ]);
      const outcomes = transfersOf(entryOf(items, mixed)).map(
        ({ kind, payer, number, result, ends }) =>
          `${kind} ${payer}/${number} ${result} ${ends ? "ends" : "does nothing"}`,
      );
      expect(outcomes).toEqual([
        "transfer 0/1 booked does nothing",
        "transfer 0/2 booked ends",
        "transfer 0/2 booked does nothing",
        "transfer 2/2 same-account ends",
        "transfer 1/9 sequence-gap does nothing",
        "cancel 1/1 cancelled ends",
      ]);
    });

    test("openings by account, without the token's hash", async () => {
      const room = await openedRoom();
      const tokenHash = createHash("sha256").update("somebody").digest("hex");
      const first = room.write((writer) => void writer.open(tokenHash, 3, 1));
      const again = room.write((writer) => void writer.open(tokenHash, 3, 1));
      await room.wait();
      const items = await room.read();
      const account = room.ledger.accountCount - 1;
      expect(openingsOf(entryOf(items, first))).toEqual([
        expect.objectContaining({ account, shard: 3, fresh: true, position: 0 }),
      ]);
      expect(openingsOf(entryOf(items, again))).toEqual([
        expect.objectContaining({ account, fresh: false }),
      ]);
      expect(JSON.stringify(openingsOf(entryOf(items, first)))).not.toContain(tokenHash);
    });

    test("bytes that are no payload of ours, and payloads too long to be copied", async () => {
      const room = await openedRoom();
      room.apply(new Uint8Array([1, 2, 3, 4, 5]));
      room.apply(new Uint8Array(40_000).fill(9));
      room.pay([canary, till, 1]);
      await room.wait();
      const items = await room.read();
      expect(items.map(told)).toEqual(room.made.map(toldOf));
      expect(transfersOf(entryOf(items, 1))).toEqual([]);
    });
  });

  describe("what goes wrong", () => {
    test("a full disk ends nothing: a gap, and it goes on when there is room", async () => {
      const room = await openedRoom();
      room.pay([canary, till, 1]);
      await room.wait();
      room.files.failure = new Error("ENOSPC");
      room.pay([canary, till, 1]);
      await room.wait();
      room.pay([canary, till, 1]);
      room.files.failure = null;
      await room.wait();
      room.pay([canary, till, 1]);
      await room.wait();
      expect((await room.read()).map(told)).toEqual([
        toldOf(room.made[0]!),
        "2..3 disk",
        toldOf(room.made[3]!),
      ]);
      expect(room.notices).toContainEqual({ kind: "failed", detail: "ENOSPC" });
    });

    test.each(["nothing can be made", "full"] as const)(
      "a disk that refuses for long costs nothing of what is whole already: %s",
      async (how) => {
        const room = await openedRoom(small);
        for (let payment = 0; payment < 20; payment++) {
          room.pay([canary, till, 1]);
          await room.wait();
        }
        const whole = (await room.read()).map(told);
        expect(whole).toEqual(room.made.map(toldOf));
        const files = fileNames(room);
        if (how === "full") room.files.isFull = true;
        else room.files.failure = new Error("EMFILE");
        for (let tries = 0; tries < 20; tries++) {
          room.pay([canary, till, 1]);
          await room.wait();
          expect((await room.read()).map(told)).toEqual(whole);
        }
        expect(fileNames(room)).toEqual(files);
        room.files.failure = null;
        room.files.isFull = false;
        for (let payment = 0; payment < 10; payment++) {
          room.pay([canary, till, 1]);
          await room.wait();
        }
        const [gap, ...later] = (await room.read()).map(told).slice(whole.length);
        expect(gap).toBe(`21..${40 + 10 - later.length} disk`);
        expect(later.length).toBeGreaterThan(7);
        expect(later).toEqual(room.made.slice(-later.length).map(toldOf));
      },
    );

    test("a file that refuses again at the same place is left as it is, and the next one begins", async () => {
      const room = await openedRoom();
      room.pay([canary, till, 1]);
      await room.wait();
      room.files.bad = [...room.files.contents.keys()][0]!;
      for (let tries = 0; tries < 4; tries++) {
        room.pay([canary, till, 1]);
        await room.wait();
        await room.wait();
      }
      const items = (await room.read()).map(told);
      expect(items).toEqual([
        toldOf(room.made[0]!),
        "2..3 disk",
        ...room.made.slice(3).map(toldOf),
      ]);
      expect(fileNames(room)).toHaveLength(2);
    });

    test("a segment that was taken away while the disk refused is not waited for: the next one begins", async () => {
      const room = await openedRoom();
      room.pay([canary, till, 1]);
      await room.wait();
      room.files.failure = new Error("EIO");
      room.pay([canary, till, 1]);
      await room.wait();
      room.files.contents.clear();
      room.files.failure = null;
      for (let tries = 0; tries < 3; tries++) {
        await room.wait();
        room.pay([canary, till, 1]);
        await room.wait();
      }
      const items = (await room.read()).map(told);
      expect(items.at(-1)).toBe(toldOf(room.made.at(-1)!));
    });

    test("killed in the middle of a write: it goes on from what is whole, with what the log still has", async () => {
      const room = await openedRoom();
      for (let payment = 0; payment < 5; payment++) room.pay([canary, till, 1]);
      await room.wait();
      // As long as what it holds.
      await room.archive?.close();
      const [path = "", bytes = new Uint8Array()] = [...room.files.contents].at(-1) ?? [];
      room.files.contents.set(path, bytes.slice(0, -30));
      room.restart();
      expect(await room.open()).toBe("opened");
      expect(room.archive?.lastIndex).toBe(4);
      room.replay();
      room.pay([canary, till, 1]);
      await room.wait();
      expect((await room.read()).map(told)).toEqual(room.made.map(toldOf));
    });

    test("a last entry of which the disk kept only the beginning is taken from the log once more", async () => {
      const room = await openedRoom();
      for (let payment = 0; payment < 5; payment++) room.pay([canary, till, 1]);
      await room.wait();
      // As long as what it holds.
      await room.archive?.close();
      const [path = "", bytes = new Uint8Array()] = [...room.files.contents].at(-1) ?? [];
      room.files.contents.set(path, bytes.slice().fill(0, -12));
      room.restart();
      expect(await room.open()).toBe("opened");
      expect(room.archive?.lastIndex).toBe(4);
      room.replay();
      await room.wait();
      expect((await room.read()).map(told)).toEqual(room.made.map(toldOf));
    });

    test("a newest file that the disk does not give at a start costs what was in it, and nothing that comes later", async () => {
      const room = await openedRoom(small);
      for (let payment = 0; payment < 20; payment++) {
        room.pay([canary, till, 1]);
        await room.wait();
      }
      const before = fileNames(room);
      room.files.unreadable = `${directory}/${before.at(-1)}`;
      room.restart();
      expect(await room.open(small)).toBe("opened");
      expect(room.archive?.lastIndex).toBeLessThan(20);
      room.replay();
      room.pay([canary, till, 1]);
      await room.wait();
      expect(fileNames(room).slice(0, before.length)).toEqual(before);
      room.files.unreadable = null;
      expect((await room.read()).map(told)).toEqual(room.made.map(toldOf));
    });

    test("what the log no longer has after a kill is a gap", async () => {
      const room = await openedRoom();
      for (let payment = 0; payment < 3; payment++) room.pay([canary, till, 1]);
      await room.wait();
      for (let payment = 0; payment < 3; payment++) room.pay([canary, till, 1]);
      room.restart(5);
      await room.open();
      room.replay();
      await room.wait();
      const items = (await room.read()).map(told);
      expect(items.slice(0, 3)).toEqual(room.made.slice(0, 3).map(toldOf));
      expect(items.slice(3)).toEqual(["4..5 not-written", toldOf(room.made[5]!)]);
    });

    test("a state taken from another room is a gap named snapshot", async () => {
      const room = await openedRoom();
      room.pay([canary, till, 1]);
      const archive = room.archive!;
      room.archive = null;
      room.pay([canary, till, 1]);
      room.pay([canary, till, 1]);
      room.archive = archive;
      archive.restored(3, room.ledger.chainHash());
      room.pay([canary, till, 1]);
      await room.wait();
      expect((await room.read()).map(told)).toEqual([
        toldOf(room.made[0]!),
        "2..3 snapshot",
        toldOf(room.made[3]!),
      ]);
    });

    test("an archive of another show or room is not written to", async () => {
      const room = await openedRoom();
      room.pay([canary, till, 1]);
      await room.wait();
      const before = [...room.files.contents];
      expect(await room.open({}, { ...owner, show: "another" })).toBe("other-owner");
      expect(await room.open({}, { ...owner, room: "sh-a" })).toBe("other-owner");
      expect([...room.files.contents]).toEqual(before);
    });

    test("an archive of another history is not written to", async () => {
      const room = await openedRoom();
      room.pay([canary, till, 1]);
      await room.wait();
      const files = fileNames(room);
      const again = new ArchivedRoom(room.files);
      await again.open();
      again.pay([canary, till, 2]);
      again.pay([canary, till, 2]);
      await again.wait();
      expect(again.notices).toEqual([{ kind: "other-history", index: 1 }]);
      expect(fileNames(room)).toEqual(files);
      expect((await room.read()).map(told)).toEqual(room.made.map(toldOf));
    });

    test("of a first file that is there and cannot be read nobody says that there was no room for it", async () => {
      const room = await openedRoom(small);
      for (let payment = 0; payment < 20; payment++) {
        room.pay([canary, till, 1]);
        await room.wait();
      }
      const [path = "", bytes = new Uint8Array()] = [...room.files.contents][0] ?? [];
      const altered = bytes.slice();
      altered[20]! ^= 1;
      room.files.contents.set(path, altered);
      const [gap, ...rest] = (await room.read()).map(told);
      expect(gap).toBe(`1..${20 - rest.length} damaged`);
      expect(rest.length).toBeGreaterThan(0);
      room.files.contents.delete(path);
      expect((await room.read()).map(told)[0]).toBe(`1..${20 - rest.length} dropped`);
    });

    test("any altered byte is found: an entry is as it was, or it is missing", async () => {
      const room = await openedRoom(small);
      for (let payment = 0; payment < 40; payment++) {
        room.pay([canary, till, 1], [other, till, 2]);
        await room.wait();
      }
      await room.archive?.close();
      const sound = new Set((await room.read()).map(told));
      for (const [path, bytes] of room.files.contents) {
        for (let at = 0; at < bytes.length; at += 7) {
          const altered = bytes.slice();
          altered[at]! ^= 1 << (at % 8);
          room.files.contents.set(path, altered);
          const items = await room.read();
          const entries = items.filter(({ kind }) => kind === "entry").map(told);
          expect(entries.every((entry) => sound.has(entry))).toBe(true);
          expect(items.map(told)).not.toEqual([...sound]);
        }
        room.files.contents.set(path, bytes);
      }
    });
  });

  test("a frame that counts more records than it has outcomes of ends what is whole, checksum or not", async () => {
    const room = await openedRoom();
    room.apply(new Uint8Array(0));
    // A payment to oneself is refused, so the outcomes stand in the frame.
    room.pay([other, other, 5]);
    await room.wait();
    const [path, bytes] = [...room.files.contents][0]!;
    const words = new Uint32Array(bytes.slice().buffer);
    const at = words.findLastIndex((word) => word === (frameMagic | (entryKind << 16)) >>> 0);
    expect(words[at + 15]).toBe(1);
    words[at + 13] = 1_000_000;
    const end = at + entryWords + words[at + 15]! + 2 * words[at + 16]!;
    words[at + 1] = checksumOf(words, at + 2, end, frameSeed(1, entryKind));
    room.files.contents.set(path, new Uint8Array(words.buffer));
    expect((await room.read()).map(told)).toEqual(room.made.slice(0, 1).map(toldOf));
  });
});
