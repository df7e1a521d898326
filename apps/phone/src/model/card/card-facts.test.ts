import { asCents, encodeShards, type Hall, type RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { initialPhoneState, type PhoneState } from "../phone-state.ts";
import { person } from "../testing/person.ts";
import { profileOf } from "../testing/profile.ts";
import { cardFactsOf } from "./card-facts.ts";

const profile = profileOf(person(1, 0), null);

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
  expect(cardFactsOf(after({}), profile)?.difference).toBe("0.00");
  expect(cardFactsOf(after({ differenceCents: null }), profile)?.difference).toBeNull();
  expect(cardFactsOf(after({ differenceCents: -500 }), profile)?.difference).toBeNull();
});

test("where there was no receipt to show the card says nothing of any", () => {
  const state = after({});
  expect(cardFactsOf(state, profile)?.receipts.en).toBe("1 of my 1 receipts survived");
  const result = { incident: 1, room: 2 as RoomIndex, checks: {}, atMs: 0 };
  const none: PhoneState = { ...state, verification: { kind: "done", result } };
  expect(cardFactsOf(none, profile)).toMatchObject({
    receipts: { en: "", zh: "" },
    difference: "0.00",
  });
});

test("a time that nobody knows is not on it, and a pace is called as on the stage", () => {
  const facts = cardFactsOf(after({ elapsedMs: null, pace: "custom" }), profile);
  expect(facts?.seconds).toBeNull();
  expect(facts?.pace.en).toBe("custom pace");
  // A booth's run waits as in 2018 too.
  const booth = cardFactsOf(after({ pace: "booth" }), profile)?.pace;
  expect([booth?.en, booth?.zh]).toEqual(["booth, paced to 2018", "展台，按2018年节奏"]);
});

test("from which room to which is on it in both languages, and a room that stayed by its name alone", () => {
  expect(cardFactsOf(after({}), profile)?.way).toEqual({
    en: "Hangzhou A → Shanghai A",
    zh: "杭州A → 上海A",
  });
  // Gone home meanwhile: whoever opens it now was moved then.
  const state = after({});
  const owners = [0, 1, 2, 3, 4].map((owner) => ({
    owner: owner as RoomIndex,
    status: "serving" as const,
  }));
  const home = { ...state, world: { ...state.world!, shards: encodeShards(owners) } };
  expect(cardFactsOf(home, profile)?.way.en).toBe("Hangzhou A → Shanghai A");
  const stayed = profileOf(person(3, 2), null);
  expect(cardFactsOf(after({}), stayed)?.way).toEqual({ en: "Shanghai A", zh: "上海A" });
});
