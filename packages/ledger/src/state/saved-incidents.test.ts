import { expect, test } from "vitest";
import { WordCursor, WordList } from "../format/word-stream.ts";
import { Incidents } from "./incidents.ts";

test("D1, D3: everything that is decided of an incident is saved, and comes back", () => {
  const changes: readonly ((incidents: Incidents) => void)[] = [
    () => undefined,
    (incidents) => void (incidents.number = 8),
    (incidents) => void (incidents.roomBits = 6),
    (incidents) => incidents.hit(1, 0, 20),
    (incidents) => incidents.hit(2, 1, 20),
    (incidents) => incidents.hit(2, 0, 21),
    (incidents) => incidents.settle(0, true, 21),
    (incidents) => incidents.settle(0, false, 22),
    (incidents) => incidents.paid(0, false, 22),
    (incidents) => incidents.paid(0, false, 23),
    (incidents) => incidents.paid(0, true, 22),
    (incidents) => incidents.end("keynote", 23),
  ];
  const saved = changes.map((change) => {
    const incidents = new Incidents(4);
    incidents.begin(7);
    incidents.roomBits = 2;
    incidents.hit(0, 3, 20);
    incidents.hit(1, 0, 19);
    incidents.settle(0, false, 21);
    change(incidents);
    const sink = new WordList();
    incidents.save(sink);
    const words = sink.list.slice(0, sink.length);
    const again = new Incidents(4);
    expect(again.load(new WordCursor(words), 5)).toBe(true);
    expect([again.view(), again.openCount, again.awaitingCount, [...again.awaiting]]).toEqual([
      incidents.view(),
      incidents.openCount,
      incidents.awaitingCount,
      [...incidents.awaiting],
    ]);
    return words.join();
  });
  expect(new Set(saved).size).toBe(changes.length - 1);
});
