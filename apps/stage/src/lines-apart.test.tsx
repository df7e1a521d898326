import { accountNumberOf, asAccountId, asRoomIndex } from "@cablecut/protocol";
import { avatarOf } from "@cablecut/ui";
import { expect, test } from "vitest";
import { textWidth, type Weight } from "./model/type/metrics.ts";
import { drawnStory } from "./testing/drawn-story.tsx";
import { storyScenes } from "./testing/story-scenes.ts";

const scenes = storyScenes(400);
const newcomer = asAccountId(243);
const name = { en: "Witty Magpie", zh: "机智喜鹊" };
/** Foot of the band, and the roofs of the dark city, px at 1080p. */
const sky = { from: 248, to: 560 } as const;

function drawn(scene: string, isLost: boolean): Element {
  const { snapshot, hall } = scenes[scene]!;
  const shown = {
    ...snapshot,
    lastNeeded: { by: "person", account: newcomer, name },
    stage: { ...snapshot.stage, languages: "both" },
  } as const;
  return drawnStory({ snapshot: shown, hall }, "zh", {
    connection: isLost ? "lost" : "connected",
    arrivals: [{ name, accountNumber: accountNumberOf(newcomer), room: asRoomIndex(0) }],
  });
}

/** What the ink of a line covers: Chinese reaches higher than digits, and letters below the line. */
function inkOf(line: Element) {
  const number = (attribute: string): number => Number(line.getAttribute(attribute));
  const text = line.textContent ?? "";
  const size = number("font-size");
  const width = textWidth(text, size, number("font-weight") as Weight);
  const anchor = line.getAttribute("text-anchor") ?? "start";
  const left = number("x") - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  const isDigits = /^[\d.,/—]+$/u.test(text);
  const y = number("y");
  const top = y - size * (isDigits ? 0.74 : 0.86);
  return { text, left, right: left + width, top, bottom: y + size * (isDigits ? 0.02 : 0.12) };
}

test("no line of the story stands on another, nor does one when the feed is lost", () => {
  const onEachOther: string[] = [];
  for (const scene of Object.keys(scenes))
    for (const isLost of [false, true]) {
      const inks = [...drawn(scene, isLost).querySelectorAll("text.line")].map(inkOf);
      inks.forEach((one, position) => {
        for (const other of inks.slice(position + 1)) {
          const beside = one.right <= other.left || other.right <= one.left;
          const apart = one.bottom <= other.top || other.bottom <= one.top;
          if (!beside && !apart) onEachOther.push(`${scene}: ${one.text} | ${other.text}`);
        }
      });
    }
  expect(onEachOther).toEqual([]);
});

test("whose payment stopped the clock is told between band and roofs", () => {
  const told = drawn("recovered", false).querySelectorAll('[data-testid="afterwards"] text.line');
  expect(told[0]?.textContent).toContain(name.zh);
  for (const { text, top, bottom } of [...told].map(inkOf)) {
    expect(top, text).toBeGreaterThan(sky.from);
    expect(bottom, text).toBeLessThan(sky.to);
  }
});

test("the newest attendee has the creature of the own phone", () => {
  const tile = drawn("lobby", false).querySelector('[data-testid="arrivals"] [data-glyph]');
  expect(tile?.getAttribute("data-glyph")).toBe(avatarOf(newcomer).glyph);
});
