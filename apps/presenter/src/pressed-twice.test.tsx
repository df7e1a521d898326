import { act } from "react";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { pressOnceMs } from "./model/clicker.ts";
import { consoleSnapshot } from "./testing/console-state.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

test("a nervous second press of the next act does not give the one that has taken its place", async () => {
  const { store, sent, element, pass } = await openConsole("lobby");
  const next = () => element.querySelector<HTMLButtonElement>(".next-button")!;
  expect(next().textContent).toBe("Close the lobby, go live");
  await act(async () => next().click());
  await act(async () => store.setState({ console: consoleSnapshot(showScenes["live"]!) }));
  expect(next().textContent).toBe("Ask everyone to pay");
  await pass(pressOnceMs - 100);
  await act(async () => next().click());
  expect(sent.map(({ kind }) => kind)).toEqual(["turn"]);
  await pass(100);
  await act(async () => next().click());
  expect(sent.map(({ kind }) => kind)).toEqual(["turn", "cue"]);
});
