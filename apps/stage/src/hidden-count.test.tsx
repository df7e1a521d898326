import { expect, test } from "vitest";
import { firstViewChoice } from "./model/view-choice.ts";
import { drawnStory } from "./testing/drawn-story.tsx";
import { engineAt } from "./testing/engine-scene.ts";
import { storyScenes, type SceneOfStory } from "./testing/story-scenes.ts";

const counted = /[\d,]+\s*(people|person|phones?|观众|手机|人(?!工)|部手机)/u;

function told({ snapshot, hall }: SceneOfStory, view: string, hidden: boolean): string {
  const shown = { ...snapshot, people: { ...snapshot.people, hidden } };
  const state = { view: firstViewChoice(`?view=${view}`), engine: engineAt(snapshot) };
  return drawnStory({ snapshot: shown, hall }, "zh", state).textContent;
}

test.each(["story", "dashboard"])("a hidden head count is told in no scene (%s)", (view) => {
  // Who has followed the call to pay is told, and not of how many.
  const { cue, ...scenes } = storyScenes(800);
  expect(cue).toBeDefined();
  expect(told(scenes["proof"]!, view, false)).toMatch(counted);
  for (const [name, scene] of Object.entries(scenes))
    expect(told(scene, view, true), name).not.toMatch(counted);
});
