import { defaultTopology } from "@cablecut/protocol";
import { actNotes, besideTheLine, noteFor } from "@cablecut/ui";
import { showScenes } from "@cablecut/ui/show-scenes";
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

test.each([
  ["en", "Three rooms in two cities serve", "Each cent is kept three times, in two cities."],
  ["zh", "两地三中心同时服务", "每一分钱在两座城市存有三份。"],
] as const)(
  "what is said of rooms and cities is true of this show's (%s)",
  async (language, now, say) => {
    const cities = defaultTopology.cities.slice(0, 2);
    const rooms = defaultTopology.rooms.slice(0, 3);
    const small = { ...defaultTopology, cities, rooms };
    expect(noteFor(actNotes.live.now, small)[language]).toBe(now);
    expect(noteFor(actNotes.live.say, small)[language]).toContain(say);
    expect(noteFor(besideTheLine["quorum-lost"].say, small)[language]).toContain(
      language === "en" ? "Two of three must agree" : "三个机房至少要两个一致",
    );
    const { element } = await openConsole("live", {}, {}, language);
    expect(element.querySelector(".now-headline")!.textContent).toBe(
      language === "en" ? "Five rooms in three cities serve" : "三地五中心同时服务",
    );
  },
);

test("while the rooms are asked nobody says that the server has just come up, it may have slept; nor that a time is not known", async () => {
  const console = consoleScenes["starting"]!;
  const incident = { ...showScenes["switching-moving"]!.incident!, elapsedMs: null };
  const { element } = await openConsole("live", {
    console: { ...console, show: { ...console.show, incident } },
  });
  expect(element.querySelector(".next-act")!.textContent).toContain(
    "Nothing to do until the rooms answer.",
  );
  expect(element.textContent).not.toMatch(/just come up|not known/);
});

test("the seconds of an event have their unit", async () => {
  const { element } = await openConsole("live", { console: consoleScenes["switching"]! });
  const since = [...element.querySelectorAll(".events-since")].map((each) => each.textContent);
  expect(since).toContain("+2.0 s");
});
