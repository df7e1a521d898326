import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import { defaultTopology, receiptText, type Receipt } from "@cablecut/protocol";
import { openWal } from "@cablecut/wal";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoredShow } from "../show/show-file.ts";
import { agreementOf, verifyShow } from "./verified-show.ts";
import { drawVerification } from "./verify-drawing.ts";

const show: StoredShow = {
  format: 1,
  showId: "0123456789ab",
  createdAt: "2026-01-02T03:04:05Z",
  topology: defaultTopology,
  pace: paceProfiles.keynote,
  receiptKey: "0f".repeat(32),
  presenterSalt: "ab".repeat(16),
  pin: "262626",
};
const rooms = defaultTopology.rooms.map(({ id }) => id);
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-verify-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** An entry in the driver's envelope; its payload is no command, so it changes the chain hash and nothing else. */
function entry(
  index: number,
  term: number,
  payload: number,
): { index: number; term: number; data: Uint8Array } {
  const data = new Uint8Array(17);
  data[0] = 1;
  data[16] = payload;
  return { index, term, data };
}

/** Writes a room's log: one digit per entry for its term, `payload` in the last one. */
async function write(room: string, terms: string, payload = 0): Promise<void> {
  const opened = await openWal({
    directory: join(directory, "rooms", room),
    identity: { room, show: show.showId },
    ifEmpty: "create",
    onFailure: () => undefined,
    limits: { segmentBytes: 64 * 1024, groupBytesMax: 8 * 1024 },
  });
  if (!opened.ok) throw new Error(opened.refusal.kind);
  const { wal } = opened.value;
  const entries = Array.from(terms, (term, at) =>
    entry(at + 1, Number(term), at === terms.length - 1 ? payload : 0),
  );
  await new Promise<void>((durable) =>
    wal.append({ hardState: null, adopt: null, entries }, durable),
  );
  await new Promise<void>((closed) => wal.close(closed));
}

async function writeAll(terms: string): Promise<void> {
  for (const room of rooms) await write(room, terms);
}

test("five equal logs agree; a laggard and a leader's lonely tail are no difference", async () => {
  for (const room of ["hz-b", "sh-a", "sh-b"]) await write(room, "11222");
  await write("hz-a", "1111111");
  await write("sz-a", "112");
  const verified = await verifyShow(show, directory, null);
  expect(verified).toMatchObject({
    ok: true,
    agreedIndex: 5,
    rooms: [
      { room: "hz-a", agrees: "yes", behind: 3, unconfirmed: 5, replayed: { appliedIndex: 2 } },
      { agrees: "yes", behind: 0, unconfirmed: 0, replayed: { sound: true, differenceCents: 0 } },
      { agrees: "yes" },
      { agrees: "yes" },
      { room: "sz-a", agrees: "yes", behind: 2, unconfirmed: 0 },
    ],
  });
  expect(drawVerification(verified, "en")).toContain(
    "5 of 5 rooms: all equal and sound, no difference\n2 of them are behind: equal as far as they have come",
  );
});

test("another entry at the same index and term is found by its chain hash", async () => {
  for (const room of rooms) await write(room, "11222", room === "sh-a" ? 7 : 0);
  const verified = await verifyShow(show, directory, null);
  expect(verified.ok).toBe(false);
  expect(verified.rooms.map((room) => room.read && room.agrees)).toEqual([
    "yes",
    "yes",
    "no",
    "yes",
    "yes",
  ]);
});

test("a room without a log is told with its reason, and not everything agrees", async () => {
  for (const room of rooms.slice(0, 4)) await write(room, "111");
  const verified = await verifyShow(show, directory, null);
  expect(verified).toMatchObject({
    ok: false,
    rooms: [{}, {}, {}, {}, { room: "sz-a", read: false }],
  });
  expect(drawVerification(verified, "en")).toContain("4 of 5 rooms could be replayed");
  expect(drawVerification(verified, "en")).toContain("holds no log, but one is expected there");
  expect(drawVerification(verified, "zh")).toContain("中应有日志，但没有");
});

/** A room's log whose entries have `data`, with a snapshot of them if `state` is given. */
async function writeRaw(room: string, data: Uint8Array, state?: Uint8Array): Promise<void> {
  const opened = await openWal({
    directory: join(directory, "rooms", room),
    identity: { room, show: show.showId },
    ifEmpty: "create",
    onFailure: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.refusal.kind);
  const { wal } = opened.value;
  const entries = [1, 2, 3].map((index) => ({ index, term: 1, data }));
  await new Promise<void>((durable) =>
    wal.append({ hardState: null, adopt: null, entries }, durable),
  );
  if (state !== undefined)
    await new Promise<unknown>((stored) =>
      wal.saveSnapshot({ index: 3, term: 1 }, [state], stored),
    );
  await new Promise<void>((closed) => wal.close(closed));
}

test("of fewer logs than a quorum nobody can tell how far they were shared, and nothing of the kind is said", async () => {
  for (const room of rooms.slice(0, 2)) await write(room, "111");
  const verified = await verifyShow(show, directory, null);
  expect(verified).toMatchObject({
    ok: false,
    agreedIndex: null,
    rooms: [
      { behind: null, unconfirmed: null },
      { behind: null, unconfirmed: null },
      { read: false },
      { read: false },
      { read: false },
    ],
  });
  const drawn = drawVerification(verified, "en");
  expect(drawn).toContain("fewer logs than a quorum of 5 rooms could be read");
  expect(drawn).not.toContain("a quorum shares the log");
  expect(drawn).toContain("2 of 5 rooms could be replayed: NOT ALL OF THEM AGREE");
});

test("an entry and a snapshot that cannot be taken are said to be so in the reader's language alone", async () => {
  for (const room of ["sh-a", "sh-b", "sz-a"]) await write(room, "111");
  await writeRaw("hz-a", Uint8Array.of(9));
  await writeRaw("hz-b", entry(1, 1, 0).data, new Uint8Array(20));
  const drawn = drawVerification(await verifyShow(show, directory, null), "zh");
  expect(drawn).toContain("条目1：无法应用");
  expect(drawn).toContain("快照已损坏");
  expect(drawn).not.toMatch(/[A-Za-z]+ [A-Za-z]+ [A-Za-z]+/);
});

test("a genuine receipt that no quorum has is missing, also if its entry lies behind the end", async () => {
  await writeAll("111");
  const signed = (index: number): Receipt => {
    const unsigned = {
      account: 0,
      sequence: 9,
      payee: 1,
      amountCents: 888,
      result: "applied",
      index,
      chain: "0".repeat(16),
    } as Omit<Receipt, "mac">;
    const mac = createHmac("sha256", show.receiptKey).update(receiptText(unsigned)).digest("hex");
    return { ...unsigned, mac: mac.slice(0, 32) };
  };
  const verified = await verifyShow(show, directory, [signed(2), signed(9)]);
  expect(verified).toMatchObject({ roomsOk: true, ok: false, receipts: { missing: 2, forged: 0 } });
});

test("another show's receipt is forged, and that alone fails the verification", async () => {
  await writeAll("111");
  const receipt = {
    account: 200,
    sequence: 1,
    payee: 201,
    amountCents: 888,
    result: "applied",
    index: 2,
    chain: "0".repeat(16),
    mac: "0".repeat(32),
  } as Receipt;
  const verified = await verifyShow(show, directory, [receipt]);
  expect(verified).toMatchObject({
    roomsOk: true,
    ok: false,
    receipts: { forged: 1, verified: 0 },
  });
  expect(drawVerification(verified, "en")).toContain("NOT ALL RECEIPTS HOLD");
});

test("of two that differ nobody knows who is right; one that shares no index is alone", () => {
  const marks = (entries: readonly [number, string][]): { marks: Map<number, string> } => ({
    marks: new Map(entries),
  });
  const two = new Map([
    ["a", marks([[1_024, "x"]])],
    ["b", marks([[1_024, "y"]])],
    ["c", marks([[9_216, "x"]])],
  ]);
  expect([...two.keys()].map((room) => agreementOf(room, two))).toEqual(["no", "no", "alone"]);
});
