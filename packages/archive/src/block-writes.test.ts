import { expect, test } from "vitest";
import { blockBytes } from "./files.ts";
import { ArchivedRoom, told, toldOf } from "./testing/archived-room.ts";
import { MemoryFiles } from "./testing/memory-files.ts";

const [canary, till] = [0, 1];

function pay(room: ArchivedRoom, transfers: number): void {
  room.pay(...Array.from({ length: transfers }, () => [canary, till, 1] as const));
}

async function openedRoom(): Promise<ArchivedRoom> {
  const room = new ArchivedRoom(new MemoryFiles("in blocks"));
  expect(await room.open()).toBe("opened");
  return room;
}

/** Whole entries, from the first one on and without a hole. */
async function entriesIn(files: MemoryFiles, room: ArchivedRoom): Promise<number> {
  const reading = new ArchivedRoom(files);
  const items = await reading.read();
  expect(items.map(told)).toEqual(room.made.slice(0, items.length).map(toldOf));
  return items.length;
}

test("what is gathered while the disk is at work goes on in the block in which that ends", async () => {
  const room = await openedRoom();
  for (let round = 0; round < 12; round++) {
    room.files.held = true;
    pay(room, 1 + round);
    await room.wait();
    for (let more = 0; more < round % 4; more++) pay(room, 3);
    await room.wait();
    room.files.release();
    await room.wait();
    await room.wait();
    expect(await entriesIn(room.files, room)).toBe(room.made.length);
  }
});

test("of several blocks the first is written last: killed at any of them, all of it is there or none", async () => {
  const room = await openedRoom();
  for (let round = 0; round < 12; round++) {
    const written = room.made.length;
    room.files.held = true;
    for (let entries = 0; entries < 5; entries++) pay(room, 100 + 30 * round);
    await room.wait();
    let ends = 0;
    while (room.files.waitingBytes > 0) {
      const bytes = room.files.waitingBytes;
      for (let at = 0; at <= bytes; at += blockBytes) {
        const entries = await entriesIn(room.files.after(at), room);
        ends += entries === written ? 1 : 0;
        expect([written, room.made.length]).toContain(entries);
      }
      room.files.releaseOne();
      await room.wait();
    }
    expect(ends).toBeGreaterThan(2);
    room.files.release();
    expect(await entriesIn(room.files, room)).toBe(room.made.length);
  }
});

test("the rest of the last block is zeros, and gone once the room stops", async () => {
  const room = await openedRoom();
  pay(room, 5);
  await room.wait();
  const [[path, padded] = ["", new Uint8Array()]] = room.files.contents;
  expect(padded.length).toBe(blockBytes);
  await room.archive?.close();
  const whole = room.files.contents.get(path)!;
  expect(whole.length).toBeLessThan(blockBytes);
  expect(padded.subarray(0, whole.length)).toEqual(whole);
  expect(padded.subarray(whole.length).every((byte) => byte === 0)).toBe(true);
});
