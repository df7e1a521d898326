import { describe, expect, test } from "vitest";
import { blockBytes } from "./files.ts";
import { ArchivedRoom, told, toldOf } from "./testing/archived-room.ts";
import { MemoryFiles, writingWays } from "./testing/memory-files.ts";

/** Accounts of the house: canary and till of the shard 0. */
const [canary, till] = [0, 1];
const small = { segmentBytes: 2_048, bytesMax: 8_192 };

describe.each(writingWays)("an archive that is written %s", (way) => {
  async function openedRoom(limits = {}): Promise<ArchivedRoom> {
    const room = new ArchivedRoom(new MemoryFiles(way));
    expect(await room.open(limits)).toBe("opened");
    return room;
  }

  test("the oldest segments are dropped, and named as a gap", async () => {
    const room = await openedRoom(small);
    for (let payment = 0; payment < 200; payment++) {
      room.pay([canary, till, 1]);
      await room.wait();
    }
    const bytes = [...room.files.contents.values()].reduce((sum, file) => sum + file.length, 0);
    // The last block of the newest one is filled up while it is written.
    expect(bytes).toBeLessThanOrEqual(small.bytesMax + blockBytes);
    const [gap, ...rest] = await room.read();
    expect(gap).toEqual({ kind: "gap", from: 1, to: 200 - rest.length, reason: "dropped" });
    expect(rest.length).toBeGreaterThan(20);
    expect(rest.map(told)).toEqual(room.made.slice(-rest.length).map(toldOf));
  });

  test("what shorter segments hold is kept as long as all of them together are no more than the bound", async () => {
    const room = await openedRoom({ segmentBytes: 1_024, bytesMax: 65_536 });
    for (let payment = 0; payment < 40; payment++) {
      room.pay([canary, till, 1]);
      await room.wait();
    }
    const before = room.files.contents.size;
    expect(before).toBeGreaterThan(4);
    await room.archive?.close();
    // Of this length the bound has four.
    expect(await room.open({ segmentBytes: 16_384, bytesMax: 65_536 })).toBe("opened");
    for (let payment = 0; payment < 10; payment++) {
      room.pay([canary, till, 1]);
      await room.wait();
    }
    await room.archive?.close();
    expect(room.files.contents.size).toBeGreaterThanOrEqual(before);
    expect((await room.read()).map(told).filter((text) => text.includes("dropped"))).toEqual([]);
  });

  test("a bound below two segments of the usual size holds as well", async () => {
    const { bytesMax } = small;
    const room = await openedRoom({ bytesMax });
    for (let payment = 0; payment < 200; payment++) {
      room.pay([canary, till, 1]);
      await room.wait();
    }
    const bytes = [...room.files.contents.values()].reduce((sum, file) => sum + file.length, 0);
    expect(bytes).toBeLessThanOrEqual(bytesMax);
    expect((await room.read()).length).toBeGreaterThan(20);
  });

  test("what a disk is too slow for is left out, as a gap, and the room goes on", async () => {
    const room = await openedRoom({ queuedBytesMax: 1_000 });
    room.pay([canary, till, 1]);
    await room.wait();
    room.files.held = true;
    for (let payment = 0; payment < 30; payment++) room.pay([canary, till, 1]);
    await room.wait();
    room.files.release();
    await room.wait();
    room.pay([canary, till, 1]);
    await room.wait();
    const items = await room.read();
    const gaps = items.filter(({ kind }) => kind === "gap");
    expect(gaps.map(told)).toEqual([expect.stringMatching(/^\d+\.\.31 overload$/)]);
    expect(told(items.at(-1)!)).toBe(toldOf(room.made.at(-1)!));
    expect(room.notices).toContainEqual(expect.objectContaining({ reason: "overload" }));
  });
});
