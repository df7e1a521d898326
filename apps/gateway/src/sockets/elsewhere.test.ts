import { asRoomIndex, type LinkReport } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { Elsewhere, lookEveryMs } from "./elsewhere.ts";

let nowMs: number;
let up: boolean;
let silentMs: number | null;
let elsewhere: Elsewhere;
/** Who was sent away, and when. */
let sent: string[];

function links(): readonly LinkReport[] {
  return [0, 1].map((room) => ({
    room: asRoomIndex(room),
    paths: (["AA", "BB"] as const).map((planes) => ({ planes, up, silentMs })),
  }));
}

beforeEach(() => {
  nowMs = 0;
  up = true;
  silentMs = 5;
  sent = [];
  elsewhere = new Elsewhere({ links, nowMs: () => nowMs });
});

const visitor = (name: string) => ({ emit: () => sent.push(`${name} ${nowMs / 1_000}`) });

function lookFor(ms: number): void {
  for (const endMs = nowMs + ms; nowMs < endMs;) {
    nowMs += lookEveryMs;
    elsewhere.look();
  }
}

test("C15 pages stay while one way to one room carries, and for three seconds after the last one; then they are sent on", () => {
  elsewhere.came(visitor("ann"));
  lookFor(20_000);
  expect([sent, elsewhere.isCutOff]).toEqual([[], false]);
  up = false;
  lookFor(2_500);
  up = true;
  lookFor(lookEveryMs);
  up = false;
  lookFor(2_750);
  expect([sent, elsewhere.isCutOff]).toEqual([[], false]);
  lookFor(lookEveryMs);
  expect([sent, elsewhere.isCutOff]).toEqual([["ann 25.75"], true]);
});

test("C15 where all gateways are cut off people go on every 15 s at most, more and more seldom, and once a minute in the end", () => {
  lookFor(20_000);
  up = false;
  lookFor(10_000);
  elsewhere.came(visitor("from another"));
  lookFor(300_000);
  expect(sent.map((each) => Math.round(Number(each.split(" ").at(-1))))).toEqual([
    45, 70, 120, 180, 240, 300,
  ]);
});

test("C15 a gateway that never reached a room sends nobody away: the show is about to begin", () => {
  up = false;
  silentMs = null;
  elsewhere.came(visitor("ann"));
  lookFor(60_000);
  expect([sent, elsewhere.isCutOff]).toEqual([[], false]);
});

test("C15 a gateway that was not run for a minute does not judge by that minute", () => {
  elsewhere.came(visitor("ann"));
  up = false;
  lookFor(lookEveryMs);
  nowMs += 60_000;
  lookFor(lookEveryMs);
  up = true;
  lookFor(5_000);
  expect(sent).toEqual([]);
});

test("C15 whoever has gone is told nothing, and a full hall goes in turn, the longest here first", () => {
  const all = Array.from({ length: 1_200 }, (_, at) => visitor(`p${at}`));
  for (const each of all) elsewhere.came(each);
  elsewhere.left(all[0]!);
  lookFor(20_000);
  up = false;
  lookFor(3_000);
  expect([sent.length, sent[0]]).toEqual([500, "p1 23"]);
  lookFor(lookEveryMs);
  expect(sent.length).toBe(1_000);
  lookFor(5_000);
  expect(sent.length).toBe(1_199);
});
