import { expect, test } from "vitest";
import { archiveBytesFor } from "./room-archive.ts";

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

test("an archive takes a day of a show where there is space, and never so much that five of them fill the disk", () => {
  expect(archiveBytesFor({ freeBytes: 500 * GiB, heldBytes: 0 })).toBe(GiB);
  for (const free of [8, 10, 16]) {
    const bytes = archiveBytesFor({ freeBytes: free * GiB, heldBytes: 0 });
    expect(5 * bytes).toBeLessThanOrEqual((free * GiB) / 4);
  }
  // Little, or a file system that does not say.
  expect(archiveBytesFor({ freeBytes: 0, heldBytes: 0 })).toBe(256 * MiB);
});

test("a room that is started again on a fuller disk drops nothing of what its archive holds", () => {
  expect(archiveBytesFor({ freeBytes: GiB, heldBytes: 700 * MiB })).toBe(700 * MiB);
  expect(archiveBytesFor({ freeBytes: 0, heldBytes: 4 * GiB })).toBe(4 * GiB);
});
