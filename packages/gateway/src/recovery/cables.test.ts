import {
  asRoomIndex,
  cableNames,
  defaultTopology,
  cableId,
  type LinkReport,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { CableEvent, CableState, FabricPort } from "../ports.ts";
import { Cables } from "./cables.ts";
import type { PathEnd } from "./path-cables.ts";

function whole(): CableState[] {
  return defaultTopology.rooms.flatMap(({ id }) =>
    cableNames.map((name) => ({
      id: cableId(id, name),
      carries: true,
      cutAhead: false,
      silence: { toward: false, from: false },
      delayMs: 0,
      jitterMs: 0,
      lossRate: 0,
      bytesPerSecond: null,
    })),
  );
}

function cut(atMs: number): CableEvent {
  const silence = { toward: true, from: true };
  return { kind: "cable-cut", cable: cableId("hz-a", "A"), silence, atMs, wallMs: atMs };
}

const cutState = { carries: false, silence: { toward: true, from: true } };

/** A fabric that answers when the test says so. */
function watched() {
  const clock = { nowMs: 0 };
  const awake = { nowMs: 0 };
  const asked: Parameters<FabricPort["status"]>[0][] = [];
  const refuse = (_: unknown, done: unknown): void => void done;
  const fabric: FabricPort = {
    status: (done) => void asked.push(done),
    cut: refuse,
    restore: refuse,
    restoreEverything: () => undefined,
    impair: () => undefined,
  };
  const nowMs = (): number => clock.nowMs;
  const cables = new Cables({ topology: defaultTopology, fabric, nowMs, awake, ends: () => [] });
  const faultOf = (cable: string) => cables.health().find((each) => each.cable === cable)?.fault;
  return { clock, awake, asked, cables, faultOf };
}

test("that the fabric's disk has not taken the last changes is known as long as the fabric says so", () => {
  const { asked, cables, clock } = watched();
  const behindAfter = (...told: Parameters<(typeof asked)[number]>): boolean => {
    clock.nowMs += 10_000;
    cables.tick();
    asked.at(-1)!(...told);
    return cables.isBehind;
  };
  expect(behindAfter(whole())).toBe(false);
  expect(behindAfter(whole(), true)).toBe(true);
  expect(behindAfter(null)).toBe(true);
  expect(behindAfter(whole(), false)).toBe(false);
});

test("however little a cable loses, it is not told as none", () => {
  const { asked, cables, clock } = watched();
  const [first, ...others] = whole();
  const lossOf = (lossRate: number): unknown => {
    clock.nowMs += 10_000;
    cables.tick();
    asked.at(-1)!([{ ...first!, lossRate, delayMs: 80 }, ...others]);
    return cables.impaired()[0]?.lossPercent;
  };
  expect([0.05, 0.004, 0.000_1, 0].map(lossOf)).toEqual([5, 0.4, 0.1, 0]);
});

test.each([
  [{ silence: { toward: true, from: true } }, "silence"],
  [{ silence: { toward: true, from: false } }, "silence-to-room"],
  [{ silence: { toward: false, from: true } }, "silence-from-room"],
  [{ delayMs: 80 }, "delay"],
  [{ jitterMs: 5 }, "delay"],
  [{ lossRate: 0.1 }, "loss"],
  [{ bytesPerSecond: 1_000 }, "bandwidth"],
  [{ delayMs: 80, lossRate: 0.1 }, "mixed"],
  [{ delayMs: 80, silence: { toward: true, from: true } }, "silence"],
  [{ lossRate: 0.1, silence: { toward: true, from: false } }, "silence-to-room"],
  [{ delayMs: 80, silence: { toward: false, from: true } }, "silence-from-room"],
  [{}, "none"],
] as const)("a cable with %o is shown as %s", (changes, fault) => {
  const { asked, cables, faultOf } = watched();
  cables.tick();
  asked[0]!(whole().map((cable) => (cable.id === "hz-a/A" ? { ...cable, ...changes } : cable)));
  expect(faultOf("hz-a/A")).toBe(fault);
  expect(faultOf("sz-a/B")).toBe("none");
});

test("the fabric is asked every second, and at once after an event, but only one question is open", () => {
  const { clock, asked, cables } = watched();
  cables.tick();
  cables.told(cut(0));
  cables.told(cut(0));
  expect(asked).toHaveLength(1);
  asked[0]!(whole());
  expect(asked).toHaveLength(2);
  asked[1]!(whole());
  clock.nowMs += 900;
  cables.tick();
  expect(asked).toHaveLength(2);
  clock.nowMs += 100;
  cables.tick();
  expect(asked).toHaveLength(3);
});

test("a cable is cut in the picture as soon as the fabric says so, and not only when it has answered for all of them", () => {
  const { clock, asked, cables, faultOf } = watched();
  clock.nowMs = 60_000;
  cables.tick();
  asked[0]!(whole());
  cables.told(cut(clock.nowMs));
  expect([faultOf("hz-a/A"), faultOf("hz-a/B")]).toEqual(["silence", "none"]);
  expect(cables.carries("hz-a/A")).toBe(false);
  cables.told({ kind: "cable-restored", cable: cableId("hz-a", "A"), atMs: 60_000, wallMs: 0 });
  expect(faultOf("hz-a/A")).toBe("none");
  cables.told(cut(clock.nowMs));
  // Of the first event's moment: what came meanwhile is not in it.
  asked[1]!(whole());
  expect(faultOf("hz-a/A")).toBe("silence");
  asked[2]!(whole());
  // What the fabric tells again of before is no news.
  cables.told(cut(clock.nowMs - 5_000));
  expect(faultOf("hz-a/A")).toBe("none");
});

test("a question that is never answered does not end the asking, and what was known stays", () => {
  const { clock, asked, cables } = watched();
  cables.tick();
  asked[0]!(whole().map((cable) => ({ ...cable, carries: cable.id !== "hz-a/A" })));
  clock.nowMs += 1_000;
  cables.tick();
  clock.nowMs += 5_000;
  cables.tick();
  expect(asked).toHaveLength(3);
  asked[2]!(null);
  expect(cables.carries("hz-a/A")).toBe(false);
  expect(cables.carries("hz-a/B")).toBe(true);
});

test("of a fabric that has answered nothing for six seconds nobody says how its cables are, until it answers; a sleep is no silence", () => {
  const { clock, awake, asked, cables, faultOf } = watched();
  /** The fabric hangs: no question is answered, or each with nothing. */
  const pass = (seconds: number, answer?: null): void => {
    for (let second = 0; second < seconds; second += 1) {
      for (const time of [clock, awake]) time.nowMs += 1_000;
      cables.tick();
      if (answer === null) asked.at(-1)!(null);
    }
  };
  const states = whole().map((each) =>
    each.id === "hz-a/A" ? { ...each, ...cutState, delayMs: 80 } : each,
  );
  for (const answer of [null, undefined] as const) {
    cables.tick();
    asked.at(-1)!(states, true);
    clock.nowMs += 3_600_000;
    cables.tick();
    expect([faultOf("hz-a/A"), faultOf("sz-a/B")]).toEqual(["silence", "none"]);
    pass(5, answer);
    expect([faultOf("sz-a/B"), cables.isBehind]).toEqual(["none", true]);
    pass(2, answer);
    expect(new Set(cables.health().map(({ fault }) => fault))).toEqual(new Set(["unknown"]));
    expect([cables.isBehind, cables.impaired()]).toEqual([false, []]);
    // Whoever would cut a third room is asked all the same.
    expect([cables.carries("hz-a/A"), cables.carries("sz-a/B")]).toEqual([false, true]);
    asked.at(-1)!(states, true);
    expect([faultOf("hz-a/A"), faultOf("sz-a/B"), cables.isBehind]).toEqual([
      "silence",
      "none",
      true,
    ]);
    clock.nowMs += 10_000;
  }
});

test("without a fabric cables are as the ends of their paths say, and not known where nobody says anything", () => {
  const links = (up: boolean): LinkReport[] => [
    {
      room: asRoomIndex(0),
      paths: [
        { planes: "AA", up, silentMs: up ? 3 : 2_000 },
        { planes: "BB", up: true, silentMs: 3 },
      ],
    },
  ];
  let ends: PathEnd[] = [];
  const topology = defaultTopology;
  const cables = new Cables({
    topology,
    fabric: null,
    nowMs: () => 0,
    awake: { nowMs: 0 },
    ends: () => ends,
  });
  const faults = () =>
    cables
      .health()
      .slice(0, 3)
      .map(({ cable, fault }) => [cable, fault]);
  cables.tick();
  cables.told(cut(0));
  expect(faults()[0]).toEqual(["hz-a/A", "unknown"]);
  expect(cables.carries("hz-a/A")).toBe(true);
  ends = [{ room: null, links: links(false) }];
  expect(faults()).toEqual([
    ["hz-a/A", "silence"],
    ["hz-a/B", "none"],
    ["hz-b/A", "unknown"],
  ]);
  expect([cables.carries("hz-a/A"), cables.carries("hz-a/B")]).toEqual([false, true]);
  ends = [...ends, { room: asRoomIndex(2), links: links(true) }];
  expect(faults()[0]).toEqual(["hz-a/A", "none"]);
});

test("of a fabric that has not been heard yet nobody says that its cables carry", () => {
  const { asked, cables, faultOf } = watched();
  expect(new Set(cables.health().map(({ fault }) => fault))).toEqual(new Set(["unknown"]));
  cables.tick();
  asked[0]!(null);
  expect(faultOf("hz-a/A")).toBe("unknown");
});
