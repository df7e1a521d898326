import { asCents, initialFundsCents, type ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { emptyEngine, type EngineState } from "./model/engine/engine.ts";
import { firstViewChoice } from "./model/view-choice.ts";
import { drawnStory } from "./testing/drawn-story.tsx";
import { engineAt } from "./testing/engine-scene.ts";
import { storyScenes, type SceneOfStory } from "./testing/story-scenes.ts";

const scenes = storyScenes(400);

function dashboard(
  name: string,
  engineOf: (snapshot: ShowSnapshot) => EngineState = engineAt,
  languages: ShowSnapshot["stage"]["languages"] = "en",
): Element {
  const scene = scenes[name]!;
  const snapshot = { ...scene.snapshot, stage: { ...scene.snapshot.stage, languages } };
  const state = { view: firstViewChoice("?view=dashboard"), engine: engineOf(snapshot) };
  return drawnStory({ ...scene, snapshot }, "en", state);
}

const rowsOf = (page: Element): string[][] =>
  [...page.querySelectorAll('[data-testid="engine-room"]')].map((row) =>
    [...row.children].map((cell) => cell.textContent ?? ""),
  );

test("five rooms tell of themselves; of one that does not answer only what the others know stands there", () => {
  const rows = rowsOf(dashboard("switching"));
  expect(rows[0]).toEqual(["Hangzhou A", "switching", "—", "—", "—", "—", "9.0 s", "—", "—"]);
  expect(rows[2]).toEqual([
    "Shanghai A",
    "normal",
    "leader",
    "3",
    "48,211",
    "2",
    "40 ms",
    "0.8 / 6.2 ms",
    "0.3 / 4.1 ms",
  ]);
  expect(rows).toHaveLength(5);
});

test("before the first word of the gateway nothing is known, and nothing is drawn as known", () => {
  const page = dashboard("live", () => emptyEngine);
  for (const row of rowsOf(page))
    expect(row.slice(2)).toEqual(Array.from({ length: 7 }, () => "—"));
  expect(page.querySelector('[data-testid="canaries"]')?.textContent).toContain("—");
  expect(page.querySelector('[data-testid="charts"]')?.textContent).toContain(
    "nothing measured yet",
  );
});

test("canaries are counted, and each that does not pay is seen", () => {
  const page = dashboard("switching");
  expect(page.querySelector('[data-testid="canaries"]')?.textContent).toContain("60/100");
  expect(page.querySelectorAll('[data-pays="false"]')).toHaveLength(40);
});

test("the timeline of the incident has its times, and the newest events stand below", () => {
  const lines = (page: Element, id: string): string[] =>
    [...page.querySelectorAll(`[data-testid="${id}"] li`)].map((line) => line.textContent ?? "");
  const page = dashboard("moving");
  expect(page.querySelector(".engine-lines h2")?.textContent).toBe("Timeline, s");
  expect(lines(page, "timeline")).toContain("2.0Hangzhou A suspected");
  expect(lines(page, "timeline").at(-1)).toBe("20.0first ledger part moved");
  expect(lines(page, "timeline")[0]).toBe("−0.54 cables cut");
  expect(lines(page, "timeline")).toContain("2.2Hangzhou B suspected");
  expect(lines(page, "events").at(-1)).toMatch(/Hangzhou A suspected$/);
  expect(lines(dashboard("live"), "timeline")).toEqual(["none yet"]);
});

test("whoever comes after the run sees the whole of it, from the cut to the stop", () => {
  const lines = [...dashboard("recovered").querySelectorAll('[data-testid="timeline"] li')].map(
    (line) => line.textContent ?? "",
  );
  expect(lines).toEqual([
    "−0.54 cables cut",
    "0.0Hangzhou A lost its last cable",
    "0.2Hangzhou B lost its last cable",
    "1.0Hangzhou A abnormal",
    "1.2Hangzhou B abnormal",
    "2.0Hangzhou A suspected",
    "2.2Hangzhou B suspected",
    "20.0first ledger part moved",
    "25.0last ledger part moved",
    "26.0everybody pays again",
  ]);
});

test("of a longer incident the beginning stands there as well, and how much is left out", () => {
  const scene = scenes["recovered"]!;
  const { incident } = scene.snapshot;
  const later = (["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"] as const).map((cable, position) => ({
    atMs: 90_000 + position,
    kind: "cable-restored" as const,
    room: null,
    cable,
  }));
  const timeline = [...incident!.timeline, ...later];
  const snapshot = { ...scene.snapshot, incident: { ...incident!, timeline } };
  const page = drawnStory({ ...scene, snapshot }, "en", {
    view: firstViewChoice("?view=dashboard"),
  });
  const lines = [...page.querySelectorAll('[data-testid="timeline"] li')].map(
    (line) => line.textContent ?? "",
  );
  expect(lines).toHaveLength(10);
  expect(lines.slice(0, 2)).toEqual(["−0.54 cables cut", "…2 lines left out"]);
  expect(lines.at(-1)).toBe("90.04 cables restored");
});

test("the newest event has room, however many of those before it go on in a second row", () => {
  const engineOf = (snapshot: ShowSnapshot): EngineState => {
    const engine = engineAt(snapshot);
    const kinds = ["withdrawn", "withdrawn-midway", "room-drained", "suspected"] as const;
    const events = Array.from({ length: 12 }, (_, position) => ({
      atMs: snapshot.atMs + position * 1_000,
      kind: kinds[position % 4]!,
      values: { room: position % 2 === 0 ? "sh-b" : "hz-a" },
    }));
    return { ...engine, frame: { ...engine.frame!, events } };
  };
  const eventsOf = (name: string, languages: "en" | "zh"): string[] =>
    [...dashboard(name, engineOf, languages).querySelectorAll('[data-testid="events"] li')].map(
      (line) => line.textContent ?? "",
    );
  // Beside a whole run there are five rows: three of four lines take two.
  expect(eventsOf("recovered", "en")).toHaveLength(3);
  expect(eventsOf("recovered", "en").at(-1)).toMatch(/Hangzhou A suspected$/);
  expect(eventsOf("live", "en")).toHaveLength(8);
  expect(eventsOf("live", "zh")).toHaveLength(12);
});

test("what has a full picture in the story is stated in the band of the dashboard", () => {
  const stated = (name: string): (string | null | undefined)[] => {
    const headline = dashboard(name).querySelector('[data-testid="headline"]');
    return [headline?.parentElement?.getAttribute("data-shape"), headline?.textContent];
  };
  expect(stated("missing")[0]).toBe("missing");
  expect(stated("missing")[1]).toContain("2 receipts missing");
  expect(stated("missing")[1]).toContain("Funds difference 0.00");
  expect(stated("quorum-lost")[0]).toBe("quorum-lost");
  expect(stated("quorum-lost")[1]).toContain("Too few rooms answer");
  expect(stated("proof")[1]).toContain("Everybody pays again");
});

test("one language alone leaves nothing of the other on the dashboard", () => {
  for (const name of Object.keys(scenes)) {
    const text = (only: "zh" | "en"): string => dashboard(name, engineAt, only).textContent ?? "";
    expect(text("en"), name).not.toMatch(/[一-鿿]/u);
    // Names of the trade and of the show stand in every language: p50, cables, the product.
    const chinese = text("zh").replaceAll(/Cablecut|HTTP|e82b11dd886c|(hz|sh|sz)-[ab]\/[AB]/g, "");
    expect(chinese, name).not.toMatch(/[A-Za-z]{3,}/u);
  }
});

test("the time of a run of before stands beside nothing that is not about it", () => {
  const time = (page: Element): string | undefined =>
    page.querySelector('[data-testid="band-timer"]')?.textContent ?? undefined;
  const { incident } = scenes["recovered"]!.snapshot;
  const later = (name: string): SceneOfStory => {
    const scene = scenes[name]!;
    return { ...scene, snapshot: { ...scene.snapshot, incident } };
  };
  const onDashboard = { view: firstViewChoice("?view=dashboard") };
  expect(time(drawnStory(scenes["recovered"]!, "en", onDashboard))).toBe("26.0 s");
  for (const name of ["live", "cue", "hold-up", "quorum-lost"])
    expect(time(drawnStory(later(name), "en", onDashboard)), name).toBeUndefined();
  const story = drawnStory(later("quorum-lost"), "en");
  expect(story.querySelector('[data-testid="timer-seconds"]')).toBeNull();
  expect(time(drawnStory(scenes["quorum-lost"]!, "en", onDashboard))).toMatch(/^\d+\.\d s$/u);
});

test("where other gateways are heard the charts of answers say that they are of this one", () => {
  const ofSeveral = (snapshot: ShowSnapshot): EngineState => {
    const engine = engineAt(snapshot);
    return { ...engine, frame: { ...engine.frame!, isOneOfSeveral: true } };
  };
  const notes = (page: Element): (string | null)[] =>
    [...page.querySelectorAll(".time-chart-note")].map((note) => note.textContent);
  expect(notes(dashboard("live"))).toEqual([]);
  expect(notes(dashboard("live", ofSeveral))).toEqual(["this gateway only", "this gateway only"]);
});

test("with a crowd what the money consists of stands there in one language, and the show is still told", () => {
  const scene = scenes["switching"]!;
  const cents = asCents(300 * initialFundsCents);
  const synthetic = { accounts: 300, expectedCents: cents, actualCents: cents };
  const snapshot = { ...scene.snapshot, funds: { ...scene.snapshot.funds!, synthetic } };
  const partsOf = (shown: ShowSnapshot): string =>
    drawnStory({ ...scene, snapshot: shown }, "zh", {
      view: firstViewChoice("?view=dashboard"),
    }).querySelector(".funds-parts")?.textContent ?? "";
  expect(partsOf(scene.snapshot)).toMatch(/观众 People 400 · 400,000,000.00/u);
  expect(partsOf(snapshot)).toMatch(/^观众 400 .*模拟观众 300 · 300,000,000.00$/u);
});

test("money that no room tells any more has its age, in both views", () => {
  const scene = scenes["quorum-lost"]!;
  const funds = { ...scene.snapshot.funds!, ageMs: 34_200 };
  const late = { ...scene, snapshot: { ...scene.snapshot, funds } };
  const said = (drawn: SceneOfStory, view: string): string =>
    drawnStory(drawn, "en", { view: firstViewChoice(view) }).querySelector('[data-testid="funds"]')
      ?.textContent ?? "";
  for (const view of ["", "?view=dashboard"]) {
    expect(said(late, view), view).toContain("as of 34 s ago");
    expect(said(scene, view), view).not.toContain("ago");
  }
});
