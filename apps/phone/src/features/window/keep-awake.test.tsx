import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { keepAwake } from "./keep-awake.ts";

let seen: DocumentVisibilityState = "visible";
function look(state: DocumentVisibilityState): void {
  seen = state;
  document.dispatchEvent(new Event("visibilitychange"));
}
afterEach(() => {
  seen = "visible";
  Reflect.deleteProperty(navigator, "wakeLock");
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(HTMLCanvasElement.prototype, "captureStream");
});

test("the screen that is held up stays on after a glance at something else, until the page is left", async () => {
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => seen);
  const asked: string[] = [];
  let held = 0;
  const wakeLock = {
    request: async (kind: string) => {
      asked.push(kind);
      held += 1;
      return { release: async () => void (held -= 1) };
    },
  };
  Object.assign(navigator, { wakeLock });
  const stop = keepAwake();
  await Promise.resolve();
  expect(asked).toEqual(["screen"]);
  look("hidden");
  expect(asked).toHaveLength(1);
  look("visible");
  await Promise.resolve();
  expect(asked).toHaveLength(2);
  stop();
  await Promise.resolve();
  expect(held).toBe(0);
  look("visible");
  expect(asked).toHaveLength(2);
});

/** A browser that plays; answers what is being played, if anything is. */
function filmIn(vendor: string) {
  const closed: string[] = [];
  const tracks = ["picture"];
  vi.spyOn(navigator, "vendor", "get").mockReturnValue(vendor);
  vi.stubGlobal(
    "AudioContext",
    class {
      createMediaStreamDestination = () => ({ stream: { getAudioTracks: () => ["silence"] } });
      resume = async (): Promise<void> => undefined;
      close = async (): Promise<void> => void closed.push("sound");
    },
  );
  Object.assign(HTMLCanvasElement.prototype, {
    captureStream: () => ({ addTrack: (track: string) => tracks.push(track) }),
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({
    fillRect: () => undefined,
  } as never);
  const play = vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  const film = (): HTMLVideoElement | null => document.querySelector("video");
  return { closed, tracks, play, film };
}

test("over plain http an iPhone that is held up plays silence aloud, within the tap and on the screen: nothing less keeps it on", () => {
  const { closed, tracks, play, film } = filmIn("Apple Computer, Inc.");
  const stop = keepAwake();
  expect(play).toHaveBeenCalledTimes(1);
  expect(tracks).toEqual(["picture", "silence"]);
  expect(film()).toMatchObject({ muted: false, playsInline: true, loop: false, controls: false });
  const style = document.createElement("style");
  style.textContent = readFileSync(`${import.meta.dirname}/window.css`, "utf8");
  document.head.append(style);
  const { position, top, left, width, height, opacity } = getComputedStyle(film()!);
  expect([position, top, left, width, height]).toEqual(["fixed", "0px", "0px", "100%", "100%"]);
  expect(Number(opacity)).toBeGreaterThan(0);
  style.remove();
  stop();
  expect(film()).toBeNull();
  expect(closed).toEqual(["sound"]);
});

test("an iPhone that has a wake lock keeps its music; silence is played aloud once the lock is refused", async () => {
  const { tracks, play, film } = filmIn("Apple Computer, Inc.");
  const answers = [
    async () => ({ release: async () => undefined }),
    () => Promise.reject(new Error()),
    () => Promise.reject(new Error()),
    async () => ({ release: async () => undefined }),
  ];
  Object.assign(navigator, { wakeLock: { request: () => answers.shift()!() } });
  const stop = keepAwake();
  await new Promise((settled) => setTimeout(settled));
  expect(tracks).toEqual(["picture"]);
  expect(film()?.muted).toBe(true);
  document.dispatchEvent(new Event("visibilitychange"));
  await new Promise((settled) => setTimeout(settled));
  expect(document.querySelectorAll("video")).toHaveLength(1);
  expect(tracks).toEqual(["picture", "silence"]);
  expect(film()?.muted).toBe(false);
  expect(play).toHaveBeenCalledTimes(3);
  // Where sound needs a touch, the next one that leaves the page where it is plays it; a lock that is given after all gives the music back.
  document.dispatchEvent(new Event("pointerup"));
  await new Promise((settled) => setTimeout(settled));
  expect(play).toHaveBeenCalledTimes(4);
  document.dispatchEvent(new Event("visibilitychange"));
  await new Promise((settled) => setTimeout(settled));
  expect(film()?.muted).toBe(true);
  stop();
  expect(film()).toBeNull();
});

test("where a picture alone keeps a screen on nobody's music is interrupted", () => {
  const { tracks, play, film } = filmIn("Google Inc.");
  const stop = keepAwake();
  expect(play).toHaveBeenCalledTimes(1);
  expect(tracks).toEqual(["picture"]);
  expect(film()?.muted).toBe(true);
  stop();
});
