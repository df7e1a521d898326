import { stageKeyMessage } from "@cablecut/ui";
import { showScenes } from "@cablecut/ui/show-scenes";
import { act } from "react";
import { expect, test, vi } from "vitest";
import { holdMs } from "./shared/use-hold.ts";
import { consoleSnapshot } from "./testing/console-state.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

test("the cut is sent after 1.2 s of holding, once", async () => {
  const { sent, button, pointer, pass } = await openConsole("cue");
  await pointer(button("Cut Hangzhou"), "pointerdown");
  await pass(holdMs - 1);
  expect(sent).toEqual([]);
  await pass(1);
  await pass(5_000);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ kind: "cut", intervalMs: 250 });
});

test("held long enough counts even where a busy page runs its timer late", async () => {
  const { sent, button, pointer } = await openConsole("cue");
  await pointer(button("Cut Hangzhou"), "pointerdown");
  const later = performance.now() + holdMs;
  const clock = vi.spyOn(performance, "now").mockReturnValue(later);
  await pointer(button("Cut Hangzhou"), "pointerup");
  clock.mockRestore();
  expect(sent).toHaveLength(1);
});

test.each(["pointerup", "pointerout"])("letting go (%s) cancels the cut", async (end) => {
  const { sent, button, pointer, pass } = await openConsole("cue");
  await pointer(button("Cut Hangzhou"), "pointerdown");
  await pass(holdMs - 100);
  await pointer(button("Cut Hangzhou"), end);
  await pass(5_000);
  expect(sent).toEqual([]);
});

test("a switch that begins under the finger takes the cut away", async () => {
  const { sent, store, button, pointer, pass } = await openConsole("cue");
  await pointer(button("Cut city Shanghai"), "pointerdown");
  await pass(holdMs - 100);
  const snapshot = store.getState().console!;
  await act(async () =>
    store.setState({ console: { ...snapshot, show: showScenes["switching-early"]! } }),
  );
  await pass(5_000);
  expect(sent).toEqual([]);
});

test("while rooms switch, blank and restore everything are the only controls that work on the show", async () => {
  const { element, drawer } = await openConsole("switching-early");
  const working = (): string[] =>
    [...element.querySelectorAll("button:not(:disabled, .drawer-entry)")].map((each) =>
      each.textContent.trim(),
    );
  expect(working()).toEqual(["中文", "Blank screen", "Restore everything hold"]);
  const ofTheScreenOnly = {
    stage: ["Close", "Open the stage window"],
    door: ["Close", "Search"],
    pace: ["Close"],
    crowd: ["Close"],
    faults: ["Close"],
    session: ["Close", "Log out"],
    reset: ["Close"],
  };
  for (const [section, buttons] of Object.entries(ofTheScreenOnly)) {
    await drawer(section);
    const others = working().filter((text) => !/中文|Blank|Restore/.test(text));
    expect(others, section).toEqual(buttons);
  }
  await drawer("pace");
  expect(element.textContent).toContain("The pace is fixed while a switch runs.");
});

test("the clicker arms the cut and fires it with the next press", async () => {
  const { sent, element, key, pass } = await openConsole("cue");
  await key("PageDown");
  expect(element.querySelector('[data-testid="armed"]')?.textContent).toContain("Armed");
  await key("PageDown");
  expect(sent).toEqual([]);
  await pass(1_000);
  await key("PageDown");
  expect(sent.map((command) => command.kind)).toEqual(["cut"]);
});

test("B blanks the screen, Page Up ends the call to pay", async () => {
  const { sent, key } = await openConsole("cue");
  await key("b");
  await key("PageUp");
  expect(sent).toEqual([
    { kind: "blank", on: true },
    { kind: "cue", on: false },
  ]);
});

test("without a quorum the call to pay is ended by a finger and by the clicker", async () => {
  const show = { ...showScenes["quorum-lost"]!, cue: showScenes["cue"]!.cue };
  const { sent, button, key } = await openConsole("quorum-lost", {
    console: consoleSnapshot(show),
  });
  await act(async () => button("End the call to pay").click());
  await key("PageUp");
  expect(sent).toEqual([
    { kind: "cue", on: false },
    { kind: "cue", on: false },
  ]);
});

test("keys from a window that the console did not open are not heard", async () => {
  const { sent, pass } = await openConsole("live");
  await act(async () =>
    window.dispatchEvent(
      new MessageEvent("message", {
        data: stageKeyMessage("PageDown"),
        origin: location.origin,
        source: window,
      }),
    ),
  );
  await pass(0);
  expect(sent).toEqual([]);
});

test("a cut that loses the quorum asks in words and is held once more", async () => {
  const { element, sent, button, pointer, pass } = await openConsole("three-cities");
  await act(async () => button("Cut cable Shanghai A A").click());
  const guard = element.querySelector('[data-testid="quorum-guard"]')!;
  expect(guard.textContent).toContain("2 rooms would be left, 3 are needed");
  expect(sent).toEqual([]);
  await pointer(button("Cut all the same"), "pointerdown");
  await pass(holdMs);
  expect(sent).toMatchObject([{ kind: "cut", targets: ["sh-a/A"], evenIfQuorumIsLost: true }]);
});

test("while it is asked about a cut, Blank and Restore work all the same, and nothing else does", async () => {
  const { element, sent, button, pointer, pass, key } = await openConsole("three-cities");
  const asked = () => element.querySelector('[data-testid="quorum-guard"]');
  const outOfReach = () => element.querySelector("[inert] .columns") !== null;
  const cut = button("Cut cable Shanghai A A");
  cut.focus();
  await act(async () => cut.click());
  expect(document.activeElement).toBe(asked());
  expect(outOfReach()).toBe(true);
  expect(element.querySelector("[inert] .bottom-bar, dialog")).toBeNull();
  await act(async () => button("Blank screen").click());
  expect(sent).toEqual([{ kind: "blank", on: true }]);
  expect(asked()).not.toBeNull();
  await key("Escape");
  expect(asked()).toBeNull();
  expect(outOfReach()).toBe(false);
  expect(document.activeElement).toBe(cut);

  await act(async () => cut.click());
  await pointer(button("Restore everything"), "pointerdown");
  await pass(holdMs);
  expect(sent.at(-1)).toEqual({ kind: "restore-everything" });
  // Whoever wants all cables back is not asked about a cut any more.
  expect(asked()).toBeNull();
});

test("cable switches show what the fabric says, not what was asked for", async () => {
  const { element, sent, button } = await openConsole("one-cable");
  const look = (cable: string): string | null =>
    element.querySelector(`[data-testid="cable-${cable}"]`)!.getAttribute("data-look");
  expect([look("hz-a/A"), look("hz-a/B")]).toEqual(["cut", "whole"]);
  await act(async () => button("Cut cable Shenzhen A B").click());
  expect(sent).toHaveLength(1);
  expect(look("sz-a/B")).toBe("whole");
});

test("nothing of the show stands on the page before the PIN was right", async () => {
  const { element } = await openConsole("live", {
    access: { kind: "out", refusal: "wrong-pin" },
    description: null,
    console: null,
  });
  expect(element.textContent).toContain("Wrong PIN. Nothing was changed.");
  expect(element.querySelectorAll("button").length).toBe(2);
});

test("what rooms obey and have not taken yet waits for them, and the console says so", async () => {
  const { element, store, drawer } = await openConsole("live");
  await drawer("pace");
  expect(element.textContent).not.toContain("waiting for the rooms");
  const now = store.getState().console!;
  const waits = async (waiting: typeof now.waiting): Promise<number> => {
    await act(async () => store.setState({ console: { ...now, waiting } }));
    return element.textContent.split("waiting for the rooms").length - 1;
  };
  expect(await waits({ pace: "booth", failback: null })).toBe(1);
  expect(element.querySelector('[data-testid="pace-booth"]')!.textContent).toContain("waiting");
  expect(await waits({ pace: "booth", failback: false })).toBe(2);
  expect(await waits({ pace: null, failback: null })).toBe(0);
});

test("a time that nobody has is said to be not known", async () => {
  const { element, store } = await openConsole("recovered");
  const now = store.getState().console!;
  const incident = { ...now.show.incident!, elapsedMs: null };
  await act(async () => store.setState({ console: { ...now, show: { ...now.show, incident } } }));
  expect(element.querySelector('[data-testid="timer"]')!.textContent).toBe("time not known");
});

test("while rooms switch the call to pay cannot be ended either: only Blank and Restore everything work", async () => {
  const { element } = await openConsole("switching-early", {
    console: consoleSnapshot({
      ...showScenes["switching-early"]!,
      cue: { ...showScenes["cue"]!.cue, on: true },
    }),
  });
  const enabled = [
    ...element.querySelectorAll<HTMLButtonElement>(".next-act button, .bottom-bar button"),
  ]
    .filter(({ disabled }) => !disabled)
    .map(({ textContent }) => textContent);
  expect(enabled).not.toContain("End the call to pay");
});
