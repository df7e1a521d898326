import type { PresenterCommand } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { act } from "react";
import { expect, test } from "vitest";
import { holdMs } from "./shared/use-hold.ts";
import { faulty } from "./testing/console-scenes.ts";
import { consoleSnapshot } from "./testing/console-state.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

const targetsOf = (sent: readonly PresenterCommand[]): unknown =>
  sent.map((each) => ("targets" in each ? `${each.kind} ${each.targets.join()}` : each.kind));

test("a slow cable, its room and its city look impaired and can be cut", async () => {
  const show = faulty(showScenes["live"]!, { "sz-a/A": "delay", "sz-a/B": "loss" });
  const { element, sent, button, pointer, pass } = await openConsole("live", {
    console: consoleSnapshot(show),
  });
  const cable = element.querySelector<HTMLButtonElement>('[data-testid="cable-sz-a/A"]')!;
  expect(cable.getAttribute("data-look")).toBe("impaired");
  expect(cable.getAttribute("aria-label")).toBe("Cut cable Shenzhen A A");
  await act(async () => cable.click());
  for (const place of ["Cut room Shenzhen A", "Cut city Shenzhen"]) {
    await pointer(button(place), "pointerdown");
    await pass(holdMs);
  }
  expect(targetsOf(sent)).toEqual(["cut sz-a/A", "cut sz-a", "cut sz-a/A,sz-a/B"]);
});

test("every console says as long as it is so that the last change of the cables is not on the disk", async () => {
  const told = consoleSnapshot(showScenes["live"]!);
  const { element, store } = await openConsole("live", {
    console: { ...told, cablesNotSaved: true },
  });
  const reason = element.querySelector('[data-testid="cables-reason"]')!;
  expect(reason.textContent).toContain("The disk has not taken the last change");
  await act(async () => store.setState({ console: told }));
  expect(reason.textContent.trim()).toBe("");
});

test("what is silent one way, and what nobody knows of, is restored", async () => {
  const show = faulty(showScenes["live"]!, { "sz-a/A": "silence-from-room", "sh-a/B": "unknown" });
  const { element, sent } = await openConsole("live", { console: consoleSnapshot(show) });
  for (const cable of ["sz-a/A", "sh-a/B"])
    await act(async () =>
      element.querySelector<HTMLButtonElement>(`[data-testid="cable-${cable}"]`)!.click(),
    );
  expect(targetsOf(sent)).toEqual(["restore sz-a/A", "restore sh-a/B"]);
});

test("of cables that nobody tells of nobody says that they have no faults", async () => {
  const live = showScenes["live"]!;
  const { element, store, drawer } = await openConsole("live");
  await drawer("faults");
  const panel = element.querySelector('[data-testid="drawer-faults"]')!;
  expect(panel.textContent).toContain("No faults.");
  const silent = faulty(
    live,
    Object.fromEntries(live.cables.map(({ cable }) => [cable, "unknown"])),
  );
  await act(async () => store.setState({ console: consoleSnapshot(silent) }));
  expect(panel.textContent).not.toContain("No faults.");
  expect(panel.textContent).toContain("Not known.");
});
