import type { PresenterCommand, ShowSnapshot } from "@cablecut/protocol";
import { act } from "react";
import { expect, test } from "vitest";
import { showScenes } from "@cablecut/ui/show-scenes";
import { consoleSnapshot, stateOfConsole } from "./testing/console-state.ts";
import { closeConsole, openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

/** The console of a show whose cables are cut at the plug and nowhere else. */
function withRealCables(scene: string, changes: Partial<ShowSnapshot> = {}) {
  const state = stateOfConsole(consoleSnapshot({ ...showScenes[scene]!, ...changes }));
  return openConsole(scene, { ...state, description: { ...state.description!, realCables: true } });
}

const ofCables: readonly PresenterCommand["kind"][] = [
  "cut",
  "impair",
  "restore",
  "restore-everything",
];
const words = (element: Element, testId: string): string =>
  element.querySelector(`[data-testid="${testId}"]`)?.textContent ?? "";
const actOf = (element: Element): string | null =>
  element.querySelector('[data-testid="next-act"]')!.getAttribute("data-act");

test.each(["lobby", "live", "cue", "cut", "switching-moving", "recovered", "quorum-lost"])(
  "%s: no hand on this console can cut, impair or restore a real cable",
  async (scene) => {
    const { element, sent, key, pass } = await withRealCables(scene);
    for (const button of element.querySelectorAll("button")) {
      expect(button.textContent).not.toMatch(/cut|restore/i);
      expect(button.getAttribute("aria-label") ?? "").not.toMatch(/cut|restore/i);
    }
    expect(element.querySelector('[data-section="faults"]')).toBeNull();
    for (let presses = 0; presses < 2; presses += 1) {
      await key("PageDown");
      await pass(1_000);
    }
    expect(sent.filter(({ kind }) => ofCables.includes(kind))).toEqual([]);
  },
);

test("where the city would be cut the console says that it is pulled, in both languages", async () => {
  const { element } = await withRealCables("cue");
  expect(actOf(element)).toBe("pull");
  expect(words(element, "next-act")).toContain("Now pull the plugs of Hangzhou.");
});

test("while plugs are being pulled one by one nobody is told to put them back; afterwards they are", async () => {
  const cables = showScenes["cue"]!.cables.map((each) =>
    each.cable === "hz-a/A" ? { ...each, fault: "silence" as const } : each,
  );
  const pulling = await withRealCables("cue", { cables });
  expect(actOf(pulling.element)).toBe("pull");
  await closeConsole();
  const found = await withRealCables("live", { cables });
  expect(actOf(found.element)).toBe("plug");
});

test("a cable's picture says how it is", async () => {
  const { element } = await withRealCables("recovered");
  const cable = element.querySelector('[data-testid="cable-hz-a/A"]')!;
  expect([cable.tagName, cable.getAttribute("role"), cable.getAttribute("data-look")]).toEqual([
    "SPAN",
    "img",
    "cut",
  ]);
  expect(cable.getAttribute("aria-label")).toContain("Hangzhou A A: cut");
});

test("the blank screen works at any moment", async () => {
  const { button, sent } = await withRealCables("switching-moving");
  await act(async () => button("Blank screen").click());
  expect(sent).toEqual([{ kind: "blank", on: true }]);
});

test("a time that began at a sign of life says so", async () => {
  const { incident } = showScenes["recovered"]!;
  const since = { incident: { ...incident!, startSource: "path-silence" as const } };
  const { element } = await withRealCables("recovered", since);
  expect(words(element, "timed-since")).toBe(
    "The time is counted since the last sign over the cables.",
  );
  await closeConsole();
  const stamped = await withRealCables("recovered");
  expect(words(stamped.element, "timed-since")).toBe("");
});
