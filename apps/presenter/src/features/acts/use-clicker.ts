import { useEffect } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { actBack, nextAct } from "../../model/acts.ts";
import { besidesOf, type ConsoleState } from "../../model/store.ts";
import { armedMs, idleClicker, press, pressOfKey, type ClickerState } from "../../model/clicker.ts";

/** Keys of a clicker, pressed here or handed over by the stage window. */
export function useClicker(): void {
  const { store, commands, stageWindow, hand } = useConsole();
  useEffect(() => {
    let clicker: ClickerState = idleClicker;
    let disarming: ReturnType<typeof setTimeout> | undefined;
    const showArmed = (armed: ClickerState["armed"]): void => {
      store.setState({ armed });
      hand.arm(armed !== null);
      clearTimeout(disarming);
      if (armed !== null) disarming = setTimeout(() => hand.arm(false), armedMs);
    };
    const hear = (key: string): boolean => {
      const pressed = pressOfKey(key);
      const now = showNow(store.getState());
      if (pressed === null || now === null) return false;
      const { show, act } = now;
      const { guarded, next } = store.getState();
      const nowMs = performance.now();
      // It means nothing here, and neither does its bounce.
      const passOver = (): true => {
        clicker = { ...clicker, lastPress: pressed, lastPressMs: nowMs };
        return true;
      };
      // A question stands before every act: "back" is a no, and its yes is held.
      if (guarded !== null && pressed !== "blank") {
        if (pressed === "back") void commands.answerGuard(false);
        return passOver();
      }
      if (pressed === "next" && nowMs < next.restsUntilMs) return passOver();
      const meaning = !("commands" in act) ? null : { name: act.kind, hold: act.hand === "hold" };
      const step = press(clicker, pressed, nowMs, meaning);
      clicker = step.state;
      showArmed(clicker.armed);
      if (step.effect.kind === "fire" && "commands" in act) void commands.give(act);
      if (step.effect.kind === "blank") void commands.send({ kind: "blank", on: !show.blank });
      if (step.effect.kind === "back") {
        const command = actBack(show)?.command ?? null;
        if (command !== null) void commands.send(command);
      }
      return true;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      // A clicker's key for starting slides would load the page again; who means that has Ctrl and R.
      if (event.key === "F5") event.preventDefault();
      const field = isField(event.target);
      // What is written there is no clicker's, which has no other letters.
      if (field && event.key.length === 1) return;
      // A key that is held presses once; nor does it change what a field has chosen.
      if (event.repeat ? field && pressOfKey(event.key) !== null : hear(event.key))
        event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    // Another console or the rooms themselves have gone on: then nothing is armed, and the stage is told so.
    const stopWatching = store.subscribe((state) => {
      const armed = clicker.armed?.act ?? null;
      if (armed === null || showNow(state)?.act.kind === armed) return;
      clicker = { ...clicker, armed: null };
      showArmed(null);
    });
    const stopListening = stageWindow.listen(
      (key) => void hear(key),
      (said) =>
        store.setState(({ stageHeard }) => {
          const { ownView = null } = said ?? stageHeard ?? {};
          return { stageHeard: { atMs: performance.now(), ownView } };
        }),
    );
    return () => {
      clearTimeout(disarming);
      window.removeEventListener("keydown", onKey);
      stopListening();
      stopWatching();
    };
  }, [store, commands, stageWindow, hand]);
}

/** Null before the page knows what goes on. */
function showNow(state: ConsoleState) {
  const { console: latest, description } = state;
  if (latest === null || description === null) return null;
  const { show } = latest;
  return { show, act: nextAct(show, description.topology, besidesOf(state)) };
}

/** Where somebody writes or chooses. */
function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== "radio";
}
