import { createHash } from "node:crypto";
import { BatchWriter, newerVersionOf, newestPayloadVersion } from "@cablecut/ledger";
import { expect, test } from "vitest";
import { PayloadVersions } from "./payload-versions.ts";
import { RoomFixture } from "./testing/room-fixture.ts";

const newer = newestPayloadVersion + 1;

/** As a build of that version writes it. */
function payloadOf(version: number): Uint8Array {
  const writer = new BatchWriter(() => version);
  writer.setFailback(true);
  return writer.finish();
}

test("a newer version is written once every room is known to read it, and not any more when one is known not to", () => {
  const versions = new PayloadVersions(3, 0, newer);
  const told = (one: number | null, other: number | null): number => {
    versions.told(1, one);
    versions.told(2, other);
    return versions.written;
  };
  expect(told(newer, null)).toBe(newestPayloadVersion);
  expect(told(newer, newestPayloadVersion)).toBe(newestPayloadVersion);
  expect(told(newer, newer + 1)).toBe(newer);
  expect(told(newer, newestPayloadVersion)).toBe(newestPayloadVersion);
});

test("what the log has once is written on, since whoever does not read it has stopped", () => {
  const versions = new PayloadVersions(3, 0, newer);
  versions.applied(payloadOf(newestPayloadVersion));
  expect(versions.written).toBe(newestPayloadVersion);
  versions.applied(payloadOf(newer));
  expect(versions.written).toBe(newer);
  versions.told(1, newestPayloadVersion);
  expect(versions.written).toBe(newer);
});

test("a room stops before the first entry of a newer version, names it and says what to do", () => {
  const fixture = new RoomFixture();
  const { ledger } = fixture.room;
  fixture.log.inject(payloadOf(newestPayloadVersion));
  const before = { index: ledger.appliedIndex, chain: hex(ledger.chainHash()) };
  expect(() => fixture.log.inject(payloadOf(newer))).toThrow(
    new RegExp(
      `^entry ${before.index + 1} has payload version ${newer}, .* up to ${newestPayloadVersion}: start the newer program`,
    ),
  );
  expect({ index: ledger.appliedIndex, chain: hex(ledger.chainHash()) }).toEqual(before);
});

test("bytes that only look like a newer version stop nobody: every room passes them over alike", () => {
  const damaged = payloadOf(newer);
  damaged[damaged.length - 1]! ^= 1;
  const foreign = new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n--");
  for (const payload of [damaged, foreign, new Uint8Array(0), payloadOf(newer).subarray(0, 18)]) {
    expect(newerVersionOf(payload)).toBeNull();
  }
  expect(newerVersionOf(payloadOf(newer))).toBe(newer);
  const fixture = new RoomFixture();
  const index = fixture.log.inject(damaged);
  expect(fixture.room.ledger.appliedIndex).toBe(index);
});

test("a room's status tells which versions it reads and writes", () => {
  const { payloads } = new RoomFixture().room.status();
  expect(payloads).toEqual({ reads: newestPayloadVersion, writes: newestPayloadVersion });
});

function hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
