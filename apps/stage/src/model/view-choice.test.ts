import { expect, test } from "vitest";
import {
  dialTurned,
  firstViewChoice,
  inShow,
  keepView,
  keyPressed,
  shownView,
  viewKept,
} from "./view-choice.ts";

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

test("whoever chooses in the console what it shows already has this screen back from its key", () => {
  let choice = dialTurned(firstViewChoice(""), "story", 0);
  choice = keyPressed(choice);
  // Snapshots repeat the dial and its entry, also those of a gateway that knows less of the log, or whose turn is not in it.
  for (const setAt of [0, null, undefined])
    expect(shownView(dialTurned(choice, "story", setAt))).toBe("dashboard");
  choice = dialTurned(choice, "story", 40);
  expect(shownView(choice)).toBe("story");
  choice = dialTurned(keyPressed(choice), "story", 12);
  choice = dialTurned(choice, "story", 40);
  expect(shownView(choice)).toBe("dashboard");
});

test("a choice that was made while this screen was loaded again counts as ever", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const before = inShow(firstViewChoice(""), "a");
  keepView(keyPressed(dialTurned(before, "story", 40)), storage);
  const loaded = inShow(viewKept(firstViewChoice(""), storage), "a");
  expect(shownView(dialTurned(loaded, "story", 40))).toBe("dashboard");
  expect(shownView(dialTurned(loaded, "story", 41))).toBe("story");
  // The log of another show begins anew, whether it began before this screen was loaded again or after.
  const kept40 = viewKept(firstViewChoice(""), storage);
  for (const choice of [loaded, kept40]) {
    const other = dialTurned(inShow(choice, "b"), "story", 3);
    expect(shownView(other)).toBe("dashboard");
    expect(shownView(dialTurned(other, "story", 5))).toBe("story");
  }
});

test("the key holds against a turn of the dial from before it was pressed, also once the log has that turn", () => {
  let choice = dialTurned(firstViewChoice(""), "story", 40);
  choice = dialTurned(choice, "dashboard", null);
  choice = keyPressed(choice);
  choice = dialTurned(choice, "dashboard", 41);
  expect(shownView(choice)).toBe("story");
  choice = dialTurned(choice, "dashboard", 42);
  expect(shownView(choice)).toBe("dashboard");
});

test("a gateway that has not heard so much of the log yet takes nothing from the key", () => {
  let choice = dialTurned(firstViewChoice(""), "story", 40);
  choice = keyPressed(dialTurned(choice, "dashboard", 41));
  for (const [dial, setAt] of [
    ["story", 40],
    ["dashboard", 41],
  ] as const) {
    choice = dialTurned(choice, dial, setAt);
    expect(shownView(choice)).toBe("story");
  }
  expect(choice.own).toBe("story");
});

test("a second screen stays at the view of its address, whatever the console chooses for the first", () => {
  let choice = firstViewChoice("?view=dashboard");
  choice = dialTurned(dialTurned(choice, "dashboard"), "story");
  expect(shownView(choice)).toBe("dashboard");
  expect(shownView(keyPressed(choice))).toBe("story");
  expect(shownView(firstViewChoice("?view=nonsense"))).toBe("story");
});
