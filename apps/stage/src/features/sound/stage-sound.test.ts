import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { initialStageState, type StageState } from "../../model/store.ts";
import { storyScenes } from "../../testing/story-scenes.ts";
import { playSounds } from "./stage-sound.ts";

const scenes = storyScenes(8);

/** A loudspeaker that writes down what it is asked to play. */
function loudspeaker() {
  const played: { hertz: number; fromS: number; untilS: number }[] = [];
  let resumed = 0;
  const nothing = (): void => {};
  const context = {
    currentTime: 10,
    state: "suspended",
    resume: () => Promise.resolve(void (resumed += 1)),
    destination: {},
    createGain: () => ({
      gain: { setValueAtTime: nothing, linearRampToValueAtTime: nothing },
      connect: nothing,
    }),
    createOscillator: () => {
      const tone = { hertz: 0, fromS: 0, untilS: 0 };
      return {
        frequency: {
          set value(hertz: number) {
            tone.hertz = hertz;
          },
        },
        connect: (next: unknown) => next,
        start: (atS: number) => void (tone.fromS = atS),
        stop: (atS: number) => played.push({ ...tone, untilS: atS }),
      };
    },
  };
  return {
    played,
    context: context as unknown as AudioContext,
    resumed: () => resumed,
    letSound: () => void (context.state = "running"),
  };
}

function heard(name: string, sound: boolean): Pick<StageState, "snapshot"> {
  const { snapshot } = scenes[name]!;
  return { snapshot: { ...snapshot, atMs: 0, stage: { ...snapshot.stage, sound } } };
}

test("switched on, each cable is a stroke at its own time and the stop a tone", () => {
  const { played, context, letSound } = loudspeaker();
  letSound();
  const store = createStore<StageState>(() => initialStageState);
  const stop = playSounds(store, () => context);
  for (const name of ["live", "cut", "moving", "recovered"]) store.setState(heard(name, true));
  stop();
  expect(played.map(({ hertz }) => hertz)).toEqual([55, 55, 55, 55, 440]);
  expect(played[1]!.fromS - played[0]!.fromS).toBeCloseTo(0.25);
  expect(played[0]!.untilS - played[0]!.fromS).toBeCloseTo(0.18);
});

test("a page that may not be heard yet asks for it, and plays nothing that would sound later", () => {
  const { played, context, resumed, letSound } = loudspeaker();
  const store = createStore<StageState>(() => initialStageState);
  const stop = playSounds(store, () => context);
  for (const name of ["live", "cut", "moving"]) store.setState(heard(name, true));
  expect(resumed()).toBeGreaterThan(0);
  letSound();
  store.setState(heard("recovered", true));
  stop();
  expect(played.map(({ hertz }) => hertz)).toEqual([440]);
});

test("switched off, no loudspeaker is even opened", () => {
  let opened = 0;
  const store = createStore<StageState>(() => initialStageState);
  const stop = playSounds(store, () => {
    opened += 1;
    return null;
  });
  for (const name of ["live", "cut", "moving", "recovered"]) store.setState(heard(name, false));
  stop();
  expect(opened).toBe(0);
});
