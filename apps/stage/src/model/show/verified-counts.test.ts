import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { verificationOf } from "./verified-counts.ts";

test("the audience's answers count for the incident they are about", () => {
  const snapshot = showScenes["recovered"]!;
  expect(verificationOf(snapshot)).toMatchObject({ verified: 4_321, missing: 0, notYetHeard: 131 });
  const later = { ...snapshot, incident: { ...snapshot.incident!, id: 2 } };
  const nothing = { phones: 0, verified: 0, missing: null, notYetHeard: null };
  expect(verificationOf(later)).toEqual(nothing);
});

test("that nothing is missing is said once a phone has answered; a forged receipt is missing in every place", () => {
  const snapshot = showScenes["recovered"]!;
  const told = (changes: object) =>
    verificationOf({ ...snapshot, verification: { ...snapshot.verification!, ...changes } });
  const asked = { phones: 0, verified: 0, missing: null, notYetHeard: 400 };
  expect(told({ phones: 0, verified: 0, notYetHeard: 400 })).toEqual(asked);
  expect(told({ missing: 1, forged: 2 }).missing).toBe(3);
});
