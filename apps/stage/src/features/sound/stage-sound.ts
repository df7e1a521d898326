import type { StoreApi } from "zustand/vanilla";
import { soundsBetween, type SoundCue } from "../../model/sound/cues.ts";
import type { StageState } from "../../model/store.ts";

const volume = 0.35;
const attackS = 0.012;

/** Plays what the story sounds like, once the console has switched it on and the browser lets a page be heard. */
export function playSounds(
  store: StoreApi<StageState>,
  openContext: () => AudioContext | null,
): () => void {
  let context: AudioContext | null = null;
  return store.subscribe(({ snapshot }, { snapshot: before }) => {
    if (snapshot === null || snapshot === before || !snapshot.stage.sound) return;
    // Made as soon as it is switched on: a browser takes a moment to open the loudspeaker.
    context ??= openContext();
    if (context === null) return;
    // A browser lets a page be heard after the first key or click in it. What is played before would all sound then.
    if (context.state !== "running") {
      void context.resume();
      return;
    }
    for (const cue of soundsBetween(before, snapshot)) play(context, cue);
  });
}

/** Null where the browser has none. */
export function openAudio(): AudioContext | null {
  return typeof AudioContext === "function" ? new AudioContext() : null;
}

function play(context: AudioContext, { hertz, lastsMs, afterMs }: SoundCue): void {
  const fromS = context.currentTime + afterMs / 1_000;
  const untilS = fromS + lastsMs / 1_000;
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(0, fromS);
  gain.gain.linearRampToValueAtTime(volume, fromS + attackS);
  gain.gain.setValueAtTime(volume, untilS - lastsMs / 2_000);
  gain.gain.linearRampToValueAtTime(0, untilS);
  tone.connect(gain).connect(context.destination);
  tone.start(fromS);
  tone.stop(untilS);
}
