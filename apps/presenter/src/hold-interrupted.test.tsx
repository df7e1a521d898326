import { act } from "react";
import { expect, test } from "vitest";
import { holdMs } from "./shared/use-hold.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

test("a hold that a lost connection ended does not go on by itself when the connection is back", async () => {
  const { store, sent, hands, button, pointer, pass } = await openConsole("cue");
  await pointer(button("Cut Hangzhou"), "pointerdown");
  await pass(holdMs / 2);
  await act(async () => store.setState({ connection: "lost" }));
  // The finger is lifted while the button is disabled, and nobody listens to it.
  await pointer(button("Cut Hangzhou"), "pointerup");
  await act(async () => store.setState({ connection: "connected" }));
  await pass(holdMs * 2);
  expect(sent).toEqual([]);
  expect(hands.at(-1)).toEqual({ armed: false, holdMs: null });
});

test("a hold does not go on to another act that has come under the finger", async () => {
  const { store, sent, element, pointer, pass } = await openConsole("cue");
  const next = () => element.querySelector<HTMLButtonElement>(".next-button")!;
  await pointer(next(), "pointerdown");
  await pass(holdMs / 2);
  const { show } = store.getState().console!;
  // Somebody else has cut one cable: now the next act is to restore it.
  const cables = show.cables.map((each, at) =>
    at === 0 ? { ...each, fault: "silence" as const } : each,
  );
  const after = { ...store.getState().console!, show: { ...show, cables } };
  await act(async () => store.setState({ console: after }));
  expect(next().textContent).not.toContain("Cut");
  await pass(holdMs * 2);
  expect(sent).toEqual([]);
});

test("a hold that a switch ended does not go on by itself after it", async () => {
  const { store, sent, button, pointer, pass } = await openConsole("cue");
  const before = store.getState().console!;
  await pointer(button("Cut city Shanghai"), "pointerdown");
  await pass(holdMs / 2);
  const during = { ...before, show: { ...before.show, scene: "switching" as const } };
  await act(async () => store.setState({ console: during }));
  await act(async () => store.setState({ console: before }));
  await pass(holdMs * 2);
  expect(sent).toEqual([]);
});
