import { act } from "react";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { consoleSnapshot } from "./testing/console-state.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

test("whoever gives the acts by keyboard keeps the focus through the show", async () => {
  const { store, element } = await openConsole("lobby");
  const focused = () => document.activeElement?.textContent;
  element.querySelector<HTMLButtonElement>(".next-button")!.focus();
  const told: string[] = [];
  for (const scene of ["live", "cue", "switching-early", "recovered"]) {
    await act(async () => store.setState({ console: consoleSnapshot(showScenes[scene]!) }));
    told.push(focused() ?? "");
  }
  expect(told).toEqual([
    "Ask everyone to pay",
    "Cut Hangzhou",
    "Nothing to do until the timer stops.",
    "Go on to the report",
  ]);
});

test("the focus stays where somebody has taken it meanwhile", async () => {
  const { store, element, button } = await openConsole("cue");
  element.querySelector<HTMLButtonElement>(".next-button")!.focus();
  button("Blank screen").focus();
  await act(async () =>
    store.setState({ console: consoleSnapshot(showScenes["switching-early"]!) }),
  );
  expect(document.activeElement).toBe(button("Blank screen"));
});
