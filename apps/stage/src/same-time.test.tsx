import { defaultTopology, type IncidentView, type ShowSnapshot } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { showScenes } from "@cablecut/ui/show-scenes";
import { flushSync } from "react-dom";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "./app.tsx";
import { createStageStore } from "./model/store.ts";
import { speakingSocket } from "./testing/speaking-socket.ts";
import { mounted, StillResizeObserver } from "./testing/test-page.ts";

const snapshotEveryMs = 200;
const frameMs = 16;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "requestAnimationFrame", "cancelAnimationFrame"] });
  // What jsdom has not and a browser has; nothing is measured or drawn here.
  vi.stubGlobal("ResizeObserver", StillResizeObserver);
  HTMLCanvasElement.prototype.getContext = () => null;
});
let unmount = (): void => {};
afterEach(() => {
  unmount();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** What one state of the page says: the time in the headline, where it has one, in the digits, and where the track ends. */
interface Picture {
  readonly headline: string;
  readonly digits: string;
  /** Seconds; null where there is no track. */
  readonly track: number | null;
}

/** The track is 840 px long, and has room for 28 s or for twice that, and so on. */
function trackEnd(element: Element): number | null {
  const [ground, ...parts] = element.querySelectorAll(
    '[data-testid="track"] rect:not(.track-tick)',
  );
  if (ground === undefined) return null;
  const of = (rect: Element, name: string): number => Number(rect.getAttribute(name));
  const ends = parts.map((part) => of(part, "x") + of(part, "width") - of(ground, "x"));
  return (Math.max(0, ...ends) / of(ground, "width")) * 28;
}

/** The stage in a page whose frames and snapshots come when the test says so, and every state that the page was in. */
function watchedStage(search: string) {
  const socket = speakingSocket();
  const { store } = createStageStore(socket, () => performance.now(), search);
  const page = mounted();
  const { element, root } = page;
  const pictures: Picture[] = [];
  const look = (): void => {
    const digits = element.querySelector('[data-testid="timer-seconds"]')?.textContent;
    const headline = element.querySelector('[data-testid="headline"]')?.textContent ?? "";
    if (digits !== undefined) pictures.push({ headline, digits, track: trackEnd(element) });
  };
  const observer = new MutationObserver(look);
  observer.observe(element, { subtree: true, childList: true, characterData: true });
  socket.say("connect");
  socket.say("description", {
    showId: "K7F3",
    topology: defaultTopology,
    joinUrl: "HTTP://192.168.1.20:2626",
    joinQr: { size: 25, path: "M0 0h1v1h-1z" },
    wifi: null,
    rehearsal: false,
  });
  flushSync(() =>
    root.render(
      <LanguageContext value={createLanguageStore("?lang=en", null, "en")}>
        <App store={store} />
      </LanguageContext>,
    ),
  );
  unmount = () => {
    observer.disconnect();
    page.unmount();
  };
  const painted = async (): Promise<void> => {
    // What was told from outside of React is rendered before this turn of the event loop is over.
    for (let task = 0; task < 10; task += 1) await Promise.resolve();
    look();
  };
  return {
    pictures,
    async hear(snapshot: ShowSnapshot): Promise<void> {
      socket.say("snapshot", snapshot);
      await painted();
    },
    async pass(ms: number): Promise<void> {
      vi.advanceTimersByTime(ms);
      await painted();
    },
  };
}

const numberIn = (headline: string): string | null => /([\d.]+) s, /.exec(headline)?.[1] ?? null;

const differing = (pictures: readonly Picture[]): Picture[] =>
  pictures.filter(({ headline, digits }) => (numberIn(headline) ?? digits) !== digits);

/** A shown time is cut off to tenths: the track is at most a tenth further. Of a longer run it has another scale. */
const besideTheTrack = (pictures: readonly Picture[]): Picture[] =>
  pictures.filter(({ digits, track }) => {
    const further = (track ?? Number(digits)) - Number(digits);
    return Number(digits) < 28 && (further < -0.001 || further > 0.101);
  });

function told(scene: string, incident: Partial<IncidentView>): ShowSnapshot {
  const snapshot = showScenes[scene]!;
  return { ...snapshot, incident: { ...snapshot.incident!, ...incident } };
}
const running = (elapsedMs: number, id = 1): ShowSnapshot =>
  told("switching-early", { id, elapsedMs });
const recovered = (elapsedMs: number, id = 1): ShowSnapshot => told("recovered", { id, elapsedMs });

/** A run that ends at `endMs`: snapshots at their interval with some jitter, frames in between, and long after the end. */
async function run(
  stage: ReturnType<typeof watchedStage>,
  endMs: number,
  id: number,
  random: () => number,
): Promise<void> {
  const from = endMs - 800 - random() * snapshotEveryMs;
  for (let elapsedMs = from; elapsedMs < endMs + 800; elapsedMs += snapshotEveryMs) {
    await stage.hear(elapsedMs < endMs ? running(elapsedMs, id) : recovered(endMs, id));
    const untilNextMs = snapshotEveryMs * (0.4 + 1.2 * random());
    for (let ms = frameMs; ms < untilNextMs; ms += frameMs) await stage.pass(frameMs);
  }
}

describe.each(["?view=story", "?view=dashboard"])("%s", (search) => {
  test("headline and digits never say different times: running, stopping and stopped, over many runs", async () => {
    const seed = Math.floor(Math.random() * 1e9);
    console.log(`seed ${seed}`);
    let state = seed;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 4_294_967_296;
    };
    const stage = watchedStage(search);
    // Just above and just below a tenth, at and beyond the place where tenths no longer fit, and anything.
    // No run is looked at before it began: `run` begins up to a second before the end.
    const ends = [26_000, 26_040, 25_999.9, 1_000_040, 1_000 + random() * 40_000];
    for (const [position, endMs] of ends.entries()) {
      await run(stage, endMs, position + 1, random);
      const last = stage.pictures.at(-1)!;
      expect(numberIn(last.headline), `seed ${seed}`).toBe(last.digits);
    }
    const bothSaid = stage.pictures.filter(({ headline }) => numberIn(headline) !== null);
    expect(bothSaid.length).toBeGreaterThan(ends.length * 20);
    expect(new Set(stage.pictures.map(({ digits }) => digits)).size).toBeGreaterThan(20);
    expect(differing(stage.pictures), `seed ${seed}`).toEqual([]);
    expect(besideTheTrack(stage.pictures), `seed ${seed}`).toEqual([]);
    const tracked = stage.pictures.filter(({ track }) => track !== null);
    expect(tracked.length > ends.length * 20).toBe(search === "?view=story");
  });

  test("the first snapshot that tells of the end stops both at the measured value, and they stay", async () => {
    const stage = watchedStage(search);
    await stage.hear(running(25_840));
    await stage.pass(frameMs);
    const before = stage.pictures.length;
    // Between this snapshot and the next frame.
    await stage.hear(recovered(26_040));
    for (let turn = 0; turn < 20; turn += 1) {
      await stage.pass(frameMs);
      await stage.hear(recovered(26_040));
    }
    const after = stage.pictures.slice(before);
    expect(after.length).toBeGreaterThan(20);
    const said = after.map(({ headline, digits }) => `${numberIn(headline)} ${digits}`);
    expect(new Set(said)).toEqual(new Set(["26.0 26.0"]));
    expect(besideTheTrack(after)).toEqual([]);
  });

  test("a page that is given no frames, because it is covered, says the same time in both places", async () => {
    vi.stubGlobal("requestAnimationFrame", () => 1);
    const stage = watchedStage(search);
    for (const elapsedMs of [25_440, 25_640, 25_840]) await stage.hear(running(elapsedMs));
    await stage.hear(recovered(26_040));
    expect(stage.pictures.at(-1)).toMatchObject({ digits: "26.0" });
    expect(differing(stage.pictures)).toEqual([]);
  });

  test("a time that nobody has is said to be not known, and has no digits", async () => {
    const stage = watchedStage(search);
    await stage.hear(told("recovered", { elapsedMs: null, startedAtMs: null, startSource: null }));
    // No digits, and words in both languages.
    expect(stage.pictures).toEqual([]);
    const page = document.body.textContent;
    expect(page).toContain("time not known");
    expect(page).toContain("用时未知");
    await stage.hear(recovered(26_040));
    expect(stage.pictures.at(-1)).toMatchObject({ digits: "26.0" });
  });
});
