import {
  asCents,
  encodeShards,
  type Hall,
  type LocalizedText,
  type RoomIndex,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { initialPhoneState, type PhoneState } from "../phone-state.ts";
import { person } from "../testing/person.ts";
import { profileOf } from "../testing/profile.ts";
import { cardFactsOf, type CardFacts } from "./card-facts.ts";
import { cardRunOf } from "./card-run.ts";

const profile = profileOf(person(1, 0), null);

function factsOf(state: PhoneState, owner = profile): CardFacts | null {
  const run = cardRunOf(state);
  return run === null ? null : cardFactsOf(run, owner);
}

function after(incident: Partial<NonNullable<Hall["incident"]>>): PhoneState {
  const owners = [2, 3, 2, 3, 4];
  return {
    ...initialPhoneState(true, true),
    world: {
      atMs: 0,
      conditions: ["dark", "dark", "normal", "normal", "normal"],
      shards: encodeShards(
        owners.map((owner) => ({ owner: owner as RoomIndex, status: "serving" as const })),
      ),
      answering: 3,
      starting: false,
      quorum: true,
      incident: 1,
      cue: { on: false, amountCents: asCents(888) },
      holdUp: false,
      paused: false,
    },
    hall: {
      cue: null,
      incident: {
        id: 1,
        state: "recovered",
        pace: "keynote",
        elapsedMs: 26_040,
        waited: 1,
        accountsHit: 800,
        accountsBack: 800,
        differenceCents: 0,
        ...incident,
      },
    },
    verification: {
      kind: "done",
      result: { incident: 1, room: 2 as RoomIndex, checks: { 0: "verified" }, atMs: 0 },
    },
  };
}

test("the card says that nothing is lost only where that was counted: of a difference it says nothing", () => {
  expect(factsOf(after({}))?.difference).toBe("0.00");
  expect(factsOf(after({ differenceCents: null }))?.difference).toBeNull();
  expect(factsOf(after({ differenceCents: -500 }))?.difference).toBeNull();
});

test("where there was no receipt to show the card says nothing of any", () => {
  const state = after({});
  expect(factsOf(state)?.receipts.en).toBe("1 of my 1 receipts survived");
  const result = { incident: 1, room: 2 as RoomIndex, checks: {}, atMs: 0 };
  const none: PhoneState = { ...state, verification: { kind: "done", result } };
  expect(factsOf(none)).toMatchObject({
    receipts: { en: "", zh: "" },
    difference: "0.00",
  });
});

test("a time that nobody knows is not on it, and a pace is called as on the stage", () => {
  const facts = factsOf(after({ elapsedMs: null, pace: "custom" }));
  expect(facts?.seconds).toBeNull();
  expect(facts?.pace.en).toBe("custom pace");
  // A booth's run waits as in 2018 too.
  const booth = factsOf(after({ pace: "booth" }))?.pace;
  expect([booth?.en, booth?.zh]).toEqual(["booth, paced to 2018", "展台，按2018年节奏"]);
});

test("from which room to which is what that run did to the account, wherever it is at home", () => {
  const wayOf = (home: number, room: number, left?: number): LocalizedText | undefined => {
    const moved = left === undefined ? {} : { left: left as RoomIndex };
    const result = { incident: 1, room: room as RoomIndex, ...moved, checks: {}, atMs: 0 };
    const state: PhoneState = { ...after({}), verification: { kind: "done", result } };
    return factsOf(state, profileOf(person(3, home), null))?.way;
  };
  expect(wayOf(0, 2, 0)).toEqual({ en: "Hangzhou A → Shanghai A", zh: "杭州A → 上海A" });
  // At home in a room that was never cut, and away from it when this cut came.
  expect(wayOf(2, 3, 1)).toEqual({ en: "Hangzhou B → Shanghai B", zh: "杭州B → 上海B" });
  // It stayed, at home or away from it, or nobody saw it go: the room that serves it by its name alone.
  expect(wayOf(2, 2)).toEqual({ en: "Shanghai A", zh: "上海A" });
  expect(wayOf(0, 2)).toEqual({ en: "Shanghai A", zh: "上海A" });
  // Home again by the time that its receipts were shown.
  expect(wayOf(0, 0, 0)).toEqual({ en: "Hangzhou A", zh: "杭州A" });
});
