import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { verificationOf } from "./verified-counts.ts";

test("the audience's answers count for the incident they are about", () => {
  const snapshot = showScenes["recovered"]!;
  expect(verificationOf(snapshot)).toMatchObject({ verified: 4_321, missing: 0, notYetHeard: 131 });
  const later = { ...snapshot, incident: { ...snapshot.incident!, id: 2 } };
  expect(verificationOf(later)).toMatchObject({ phones: 0, verified: 0, missing: 0 });
});
