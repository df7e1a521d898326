import { useEffect } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { actBack, nextAct } from "../../model/acts.ts";
import { idleClicker, press, pressOfKey, type ClickerState } from "../../model/clicker.ts";

/** Keys of a clicker, pressed here or handed over by the stage window. */
export function useClicker(): void {
  const { store, commands, stageWindow } = useConsole();
  useEffect(() => {
    let clicker: ClickerState = idleClicker;
    const hear = (key: string): boolean => {
      const pressed = pressOfKey(key);
      const { console: latest, description } = store.getState();
      if (pressed === null || latest === null || description === null) return false;
      const { show } = latest;
      const act = nextAct(show, description.topology);
      const meaning = !("command" in act) ? null : { name: act.kind, hold: act.hand === "hold" };
      const step = press(clicker, pressed, performance.now(), meaning);
      clicker = step.state;
      store.setState({ armed: clicker.armed });
      if (step.effect.kind === "fire" && "command" in act) void commands.send(act.command);
      if (step.effect.kind === "blank") void commands.send({ kind: "blank", on: !show.blank });
      if (step.effect.kind === "back") {
        const command = actBack(show)?.command ?? null;
        if (command !== null) void commands.send(command);
      }
      return true;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof HTMLInputElement && event.target.type !== "radio") return;
      if (hear(event.key)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    const stopListening = stageWindow.listen((key) => void hear(key));
    return () => {
      window.removeEventListener("keydown", onKey);
      stopListening();
    };
  }, [store, commands, stageWindow]);
}
