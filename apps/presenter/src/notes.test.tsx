import { expect, test } from "vitest";
import { consoleScenes } from "./testing/console-scenes.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

/** What the speaker is to say while rooms switch at this pace. */
async function noteAt(pace: "keynote" | "booth" | "full-speed" | "custom"): Promise<string> {
  const console = consoleScenes["switching"]!;
  const incident = { ...console.show.incident!, pace };
  const { element } = await openConsole("switching-early", {
    console: { ...console, show: { ...console.show, incident } },
  });
  return element.querySelector(".now-note")!.textContent ?? "";
}

test.each(["keynote", "booth"] as const)(
  "at %s pace the speaker says that it is waited",
  async (pace) => {
    expect(await noteAt(pace)).toContain("waiting, on purpose");
  },
);

test.each(["full-speed", "custom"] as const)(
  "at %s pace nobody says that it is waited",
  async (pace) => {
    const note = await noteAt(pace);
    expect(note).not.toContain("wait");
    expect(note).toContain("Hangzhou, what you try is kept");
  },
);

test.each([
  ["zero", "Recovered"],
  ["report", "Report"],
  ["restored", "Report"],
  ["missing", "Something is missing"],
] as const)("the bar over the console says what the stage shows (%s)", async (scene, word) => {
  const { element } = await openConsole("live", { console: consoleScenes[scene]! });
  expect(element.querySelector('[data-testid="scene"]')?.textContent).toBe(word);
});

test("the seconds of an event have their unit", async () => {
  const { element } = await openConsole("live", { console: consoleScenes["switching"]! });
  const since = [...element.querySelectorAll(".events-since")].map((each) => each.textContent);
  expect(since).toContain("+2.0 s");
});
