import { expect, test } from "vitest";
import { firstViewChoice } from "./model/view-choice.ts";
import { drawnStory } from "./testing/drawn-story.tsx";
import { storyScenes } from "./testing/story-scenes.ts";

const { snapshot, hall } = storyScenes(400)["proof"]!;

/** What the picture says is missing, and what of it is still to come. */
function told(verification: typeof snapshot.verification, view: "story" | "dashboard"): string {
  const state = { view: firstViewChoice(`?view=${view}`) };
  const page = drawnStory({ snapshot: { ...snapshot, verification }, hall }, "en", state);
  return page.querySelector('[data-testid="verification-missing"]')?.textContent ?? "";
}

test.each(["story", "dashboard"] as const)(
  "zero is lost, and of receipts nobody says so before a phone has answered (%s)",
  (view) => {
    const { verification } = snapshot;
    expect(told(verification, view)).toContain("0 ");
    // The round has begun; a gateway that has just come knows of none.
    expect(told({ ...verification!, phones: 0, verified: 0 }, view)).toContain("— ");
    expect(told(null, view)).toContain("— ");
    expect(told({ ...verification!, phones: 0, verified: 0 }, view)).not.toContain("0");
  },
);
