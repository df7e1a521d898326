import { expect, test } from "vitest";
import { dialTurned, firstViewChoice, keyPressed, shownView } from "./view-choice.ts";

test("the story is shown unless the console, the address or the key says otherwise; the last of them wins", () => {
  let choice = firstViewChoice("");
  expect(shownView(choice)).toBe("story");
  choice = dialTurned(choice, "dashboard");
  expect(shownView(choice)).toBe("dashboard");
  choice = keyPressed(choice);
  expect(shownView(choice)).toBe("story");
  // Snapshots repeat the dial; that is no turn.
  choice = dialTurned(choice, "dashboard");
  expect(shownView(choice)).toBe("story");
  choice = dialTurned(choice, "story");
  choice = dialTurned(choice, "dashboard");
  expect(shownView(choice)).toBe("dashboard");
});

test("a second screen stays at the view of its address, whatever the console chooses for the first", () => {
  let choice = firstViewChoice("?view=dashboard");
  choice = dialTurned(dialTurned(choice, "dashboard"), "story");
  expect(shownView(choice)).toBe("dashboard");
  expect(shownView(keyPressed(choice))).toBe("story");
  expect(shownView(firstViewChoice("?view=nonsense"))).toBe("story");
});
