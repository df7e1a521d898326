import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Ledger } from "../ledger-api.ts";
import {
  applyNext,
  commit,
  joinBytes,
  openIn,
  pay,
  smallLedger,
} from "../testing/ledger-fixture.ts";

/**
 * A log of the last build that knew format 1 only, with the digests, the view and the snapshot that it came to: random
 * payments, openings (half of them of synthetic attendees), losses, moves and paces; it ends in the middle of a failover.
 */
interface Format1 {
  readonly lastIndex: number;
  readonly chain: string;
  readonly digests: readonly (readonly [number, string])[];
  readonly recorded: object;
  readonly view: Record<string, unknown>;
  readonly totals: { readonly bookedTransfers: number; readonly bookedByPeople: number };
  readonly log: string;
  readonly snapshot: string;
}
const file = new URL("../testing/fixtures/format-1.json", import.meta.url);
const former = JSON.parse(readFileSync(file, "utf8")) as Format1;
const unzip = (text: string): Buffer => gunzipSync(Buffer.from(text, "base64"));
const payloads = new Map(JSON.parse(unzip(former.log).toString()) as [number, string][]);
const snapshot = new Uint8Array(unzip(former.snapshot));

function replayed(check: (ledger: Ledger) => void = () => undefined): Ledger {
  const ledger = smallLedger();
  while (ledger.appliedIndex < former.lastIndex) {
    const payload = payloads.get(ledger.appliedIndex + 1) ?? "";
    applyNext(ledger, new Uint8Array(Buffer.from(payload, "base64")));
    check(ledger);
  }
  return ledger;
}

function restored(): Ledger {
  const ledger = smallLedger();
  expect(ledger.restore([snapshot])).toEqual({ ok: true, index: former.lastIndex });
  return ledger;
}

test("A2: a log of format 1 replays to the digests that were told of it", () => {
  const digests = new Map(former.digests);
  expect(digests.size).toBeGreaterThan(10);
  let compared = 0;
  const ledger = replayed((each) => {
    const expected = digests.get(each.appliedIndex);
    if (expected === undefined) return;
    compared += 1;
    expect([each.appliedIndex, each.digest()]).toEqual([each.appliedIndex, expected]);
  });
  expect(compared).toBe(digests.size);
  expect(Buffer.from(ledger.chainHash()).toString("hex")).toBe(former.chain);
  expect(ledger.digestAt(1_024)).toEqual(former.recorded);
  expect(ledger.format).toBe(1);
});

test("A2: in format 1 views are those of before, waves are incidents, and there are no incidents", () => {
  const ledger = replayed();
  const { incident, incidentFirstRoom, incidentMoves, rooms, ...rest } = former.view;
  const { rooms: now, ...view } = ledger.failoverView();
  // What a room reads under was kept in the state of old, but not told.
  const readLeaseMs = expect.any(Number) as number;
  expect(now).toEqual((rooms as object[]).map((room) => ({ ...room, readLeaseMs })));
  expect(view).toEqual({
    ...rest,
    wave: incident,
    waveFirstRoom: incidentFirstRoom,
    waveMoves: incidentMoves,
  });
  expect([ledger.incidentNumber, ledger.incident(), ledger.pastIncidents()]).toEqual([
    incident,
    null,
    [],
  ]);
});

test("D3: a snapshot of format 1 restores, is written again byte for byte, and equals the replay", () => {
  const [one, two] = [restored(), replayed()];
  expect(joinBytes(one.snapshot())).toEqual(snapshot);
  expect(joinBytes(two.snapshot())).toEqual(snapshot);
  expect(one.digest()).toBe(former.digests.at(-1)![1]);
  expect(one.totals()).toEqual(two.totals());
});

test("Y2: whoever is synthetic in old data is told apart all the same", () => {
  const { people, synthetic, bookedTransfers } = restored().totals();
  expect(synthetic.accounts).toBeGreaterThan(10);
  expect(people.accounts).toBeGreaterThan(10);
  expect(bookedTransfers).toBe(former.totals.bookedTransfers);
  expect(people.bookedTransfers + synthetic.bookedTransfers).toBe(former.totals.bookedByPeople);
  expect(restored().recount().sound).toBe(true);
});

test("A3: adopted in the middle of a failover, from a replay and from a snapshot alike", () => {
  const ledgers = [restored(), replayed()];
  for (const ledger of ledgers) {
    expect(commit(ledger, { kind: "adopt-format" })).toEqual(["applied"]);
    const incident = ledger.incident()!;
    const switching = ledger.failoverView().shards.filter(({ status }) => status === "switching");
    expect(switching.length).toBeGreaterThan(1);
    expect(incident.number).toBe(former.view["incident"]);
    expect(incident.shards.map(({ shard }) => shard)).toEqual(switching.map(({ shard }) => shard));
    expect(incident.shards.every(({ hitAt }) => hitAt === former.lastIndex + 1)).toBe(true);
    openIn(ledger, 0, "late");
    commit(ledger, pay(ledger, 0, 1, 5));
  }
  expect(ledgers[0]!.digest()).toBe(ledgers[1]!.digest());
  expect(joinBytes(ledgers[0]!.snapshot())).toEqual(joinBytes(ledgers[1]!.snapshot()));
  expect(ledgers[0]!.snapshot()[0]![4]).toBe(2);
});
