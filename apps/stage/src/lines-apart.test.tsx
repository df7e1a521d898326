import { accountNumberOf, asAccountId, asRoomIndex } from "@cablecut/protocol";
import { avatarOf } from "@cablecut/ui";
import { expect, test } from "vitest";
import { textWidth, type Weight } from "./model/type/metrics.ts";
import { cutElsewhere } from "./testing/cut-elsewhere.ts";
import { drawnStory } from "./testing/drawn-story.tsx";
import { storyScenes } from "./testing/story-scenes.ts";

const halls = { 400: storyScenes(400), 2_000: storyScenes(2_000) } as const;
const scenes = halls[400];
const newcomer = asAccountId(243);
const name = { en: "Witty Magpie", zh: "机智喜鹊" };
/** Foot of the band, and the roofs of the dark city, px at 1080p. */
const sky = { from: 248, to: 560 } as const;

interface Look {
  readonly people?: keyof typeof halls;
  readonly lang?: "zh" | "en";
  readonly rehearsal?: boolean;
  readonly languages?: "both" | "zh" | "en";
}

function drawn(
  scene: string,
  isLost: boolean,
  { people = 400, lang = "zh", rehearsal = false, languages = "both" }: Look = {},
): Element {
  const { snapshot, hall } = halls[people][scene]!;
  const shown = {
    ...snapshot,
    rehearsal,
    lastNeeded: { by: "person", account: newcomer, name },
    stage: { ...snapshot.stage, languages },
  } as const;
  return drawnStory({ snapshot: shown, hall }, lang, {
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
  // A large slash is higher and hangs lower than anything, and a comma lower than any letter.
  const isSlashed = isDigits && text.includes("/");
  const top = y - size * (isSlashed ? 0.82 : isDigits ? 0.74 : 0.86);
  const hangs = isSlashed ? 0.19 : text.includes(",") ? 0.16 : isDigits ? 0.02 : 0.12;
  return { text, left, right: left + width, top, bottom: y + size * hangs };
}

const looks: readonly (Look & { readonly isLost: boolean })[] = [
  { isLost: false },
  { isLost: true },
  { isLost: false, people: 2_000 },
  { isLost: false, lang: "en", rehearsal: true },
  { isLost: false, languages: "zh" },
  { isLost: false, languages: "en" },
  { isLost: true, languages: "zh" },
  { isLost: true, languages: "en" },
];

test.each(looks)("no line of the story stands on another: %o", ({ isLost, ...look }) => {
  const onEachOther: string[] = [];
  for (const scene of Object.keys(scenes)) {
    // The mark of a rehearsal lies across the sky, under everything.
    const lines = drawn(scene, isLost, look).querySelectorAll("text.line:not(.watermark-sky)");
    const inks = [...lines].map(inkOf);
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

test.each(["zh", "en"] as const)(
  "what the phones of a large hall keep stands between the band and its words, commas included (%s)",
  (lang) => {
    for (const scene of ["switching", "moving"]) {
      const { snapshot, hall } = halls[2_000][scene]!;
      const traffic = { ...snapshot.traffic, kept: 9_876, keptMost: 9_999 };
      const tray = drawnStory({ snapshot: { ...snapshot, traffic }, hall }, lang).querySelectorAll(
        '[data-testid="tray"] text.line',
      );
      const [number, ...lines] = [...tray].map(inkOf);
      expect(number?.text).toBe("9,876");
      expect(number!.top).toBeGreaterThan(sky.from);
      for (const { text, top } of lines) expect(top, text).toBeGreaterThan(number!.bottom);
    }
  },
);

/** What stands over the lost rooms, or beside them: from here to there, px. */
const besideLost = { sh: [1_424, 1_872], sz: [488, 756] } as const;

test.each([
  ["sh", "zh"],
  ["sz", "en"],
] as const)(
  "words about the lost rooms stand at the city that was cut, and over no living one (%s, %s)",
  (city, lang) => {
    const [from, to] = besideLost[city];
    for (const name of ["switching", "moving", "recovered"]) {
      const { snapshot, hall } = scenes[name]!;
      const page = drawnStory({ snapshot: cutElsewhere(snapshot, city), hall }, lang);
      const said = page.querySelectorAll(
        '[data-testid="tray"] text.line, [data-testid="afterwards"] text.line',
      );
      expect(said.length, name).toBeGreaterThan(1);
      for (const { text, left, right } of [...said].map(inkOf)) {
        expect(left, text).toBeGreaterThanOrEqual(from);
        expect(right, text).toBeLessThanOrEqual(to);
      }
      // Hangzhou's cables are whole and have no words over them.
      expect(page.querySelector(".words-ground"), name).toBeNull();
      const lines = [...page.querySelectorAll("text.line")].map(inkOf);
      for (const [at, one] of lines.entries())
        for (const other of lines.slice(at + 1)) {
          const isBeside = one.right <= other.left || other.right <= one.left;
          const isApart = one.bottom <= other.top || other.bottom <= one.top;
          expect(isBeside || isApart, `${name}: ${one.text} | ${other.text}`).toBe(true);
        }
    }
  },
);

test.each(["zh", "en"] as const)("no letter of a framed picture touches its frame (%s)", (lang) => {
  const touching: string[] = [];
  for (const scene of ["proof", "missing", "quorum-lost"]) {
    const picture = drawn(scene, false, { lang });
    const frames = [...picture.querySelectorAll(".frame-line")].map((frame) => {
      const number = (attribute: string): number => Number(frame.getAttribute(attribute));
      return { foot: number("y") + number("height") - number("stroke-width") / 2 };
    });
    const foot = Math.min(...frames.map((frame) => frame.foot));
    for (const line of picture.querySelectorAll("text.line")) {
      const { text } = inkOf(line);
      // A g hangs lower than Chinese does.
      const bottom = Number(line.getAttribute("y")) + Number(line.getAttribute("font-size")) * 0.22;
      if (bottom > foot - 4) touching.push(`${scene}: ${text}, ${bottom} of ${foot}`);
    }
  }
  expect(touching).toEqual([]);
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

/** More than between a letter and its word, px: else a word is read with the letter of the next room. */
const betweenSigns = 10;

test.each(["zh", "en"] as const)(
  "each room's sign stands apart from the next one's (%s)",
  (lang) => {
    const close: string[] = [];
    for (const scene of Object.keys(scenes)) {
      const signs = [...drawn(scene, false, { lang }).querySelectorAll('[data-testid="room"]')].map(
        (sign) => {
          const shape = sign.querySelector(".sign-shape")!;
          const word = inkOf(sign.querySelector(".sign-word")!);
          return { left: Number(shape.getAttribute("x")) - 2, right: word.right, text: word.text };
        },
      );
      const inOrder = signs.toSorted((one, other) => one.left - other.left);
      inOrder.slice(1).forEach((sign, position) => {
        const before = inOrder[position]!;
        const gap = sign.left - before.right;
        if (gap < betweenSigns) close.push(`${scene}: ${before.text}, ${gap} px, ${sign.text}`);
      });
    }
    expect(close).toEqual([]);
  },
);

/** Of the band, px: the words stand within it, with a little of its colour above and below. */
const band = { from: 100, to: 248 } as const;
/** A quiet band is no field: it has a line at its foot, which the lowest letters stay clear of. */
const quiet = { from: 94, to: 240, hangs: 0.22 } as const;

test.each(["zh", "en"] as const)("the words of a band touch neither of its edges (%s)", (lang) => {
  const touching: string[] = [];
  for (const languages of ["both", lang] as const)
    for (const scene of Object.keys(scenes)) {
      if (["proof", "missing", "quorum-lost"].includes(scene)) continue;
      const picture = drawn(scene, false, { lang, languages });
      const isQuiet = picture.querySelector('rect.band-teal[height="8"]') !== null;
      const { from, to } = isQuiet ? quiet : band;
      for (const line of picture.querySelectorAll('[data-testid="headline"] text.line')) {
        const { text, top, bottom: usual } = inkOf(line);
        const size = Number(line.getAttribute("font-size"));
        const lowest = Number(line.getAttribute("y")) + size * quiet.hangs;
        const bottom = isQuiet ? lowest : usual + 2;
        if (top < from + 2 || bottom > to) touching.push(`${scene}: ${text}`);
      }
    }
  expect(touching).toEqual([]);
});

/** The severed band's gap, px: wider at its head, since it is slanted. */
const gap = { from: 930, to: 1_056 } as const;

test.each([false, true])(
  "nothing stands in the gap of the severed band (feed lost: %s)",
  (isLost) => {
    for (const languages of ["both", "zh", "en"] as const) {
      const words = drawn("cut", isLost, { languages }).querySelectorAll(
        '[data-testid="headline"] text.line',
      );
      const inks = [...words].map(inkOf);
      expect(inks.length).toBeGreaterThan(1);
      for (const { text, left, right } of inks)
        expect(right < gap.from || left > gap.to, text).toBe(true);
    }
  },
);
