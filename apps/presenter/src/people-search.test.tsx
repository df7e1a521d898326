import type { AttendeeSearchAnswer, FoundAttendee } from "@cablecut/protocol";
import { act } from "react";
import { expect, test } from "vitest";
import { showScenes } from "@cablecut/ui/show-scenes";
import { consoleSnapshot } from "./testing/console-state.ts";
import { foundAttendees } from "./testing/console-scenes.ts";
import { closeConsole, openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

const people = (found: readonly FoundAttendee[]): AttendeeSearchAnswer => ({
  ok: true,
  found: [...found],
  more: false,
});

test.each([
  ["nobody answers", "no-answer"],
  ["no room can answer", "unknown"],
] as const)(
  "a search that %s says so, and says it no more once there is an answer",
  async (_, refusal) => {
    let answers = false;
    const { element, button, drawer } = await openConsole(
      "live",
      {},
      { attendees: async () => (answers ? people([]) : { ok: false, refusal }) },
    );
    await drawer("door");
    await act(async () => button("Search").click());
    expect(element.textContent).toContain("No answer. Search again.");
    answers = true;
    await act(async () => button("Search").click());
    expect(element.textContent).not.toContain("No answer.");
    expect(element.textContent).toContain("Nobody found.");
  },
);

test("a gateway that has not met everybody says that it looked among those whom it has met", async () => {
  const { element, button, drawer } = await openConsole(
    "live",
    {},
    { attendees: async () => ({ ok: true, found: [], more: false, notAll: true }) },
  );
  await drawer("door");
  await act(async () => button("Search").click());
  expect(element.textContent).not.toContain("Nobody found.");
  expect(element.textContent).toContain("A number finds everybody.");
});

test("a name that is found does not pass for the only one where a gateway has not met everybody, and a list of the removed says how to find the rest", async () => {
  const { element, button, drawer } = await openConsole(
    "live",
    { console: { ...consoleSnapshot(showScenes["live"]!), removed: 57 } },
    {
      attendees: async (text) => ({
        ok: true,
        found: [...foundAttendees],
        ...(text === "" ? { more: true } : { more: false, notAll: true }),
      }),
    },
  );
  await drawer("door");
  const field = element.querySelector<HTMLInputElement>(".find-form input")!;
  await act(async () => {
    Reflect.set(HTMLInputElement.prototype, "value", "ibex", field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await act(async () => button("Search").click());
  expect(element.textContent).toContain("There may be others of that name");
  await act(async () => button("Removed: 57").click());
  expect(element.textContent).not.toContain("There may be others of that name");
  expect(element.textContent).not.toContain("Say more of the name.");
  expect(element.textContent).toContain("Look for the others by number or name.");
});

test("whoever is removed stays in the list that they were found in, whatever is written meanwhile", async () => {
  const asked: string[] = [];
  const { element, button, drawer } = await openConsole(
    "live",
    {},
    {
      attendees: async (text) => {
        asked.push(text);
        return people(foundAttendees);
      },
    },
  );
  await drawer("door");
  const field = element.querySelector<HTMLInputElement>(".find-form input")!;
  const write = (text: string): Promise<void> =>
    act(async () => {
      Reflect.set(HTMLInputElement.prototype, "value", text, field);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  await write("ibex");
  await act(async () => button("Search").click());
  await write("ibe");
  await act(async () => button("Remove").click());
  expect(asked).toEqual(["ibex", "ibex"]);
});

test("what was searched last is what is shown, whichever answer comes last", async () => {
  const waiting: ((answer: AttendeeSearchAnswer) => void)[] = [];
  const { element, button, drawer } = await openConsole(
    "live",
    {},
    { attendees: () => new Promise((answer) => void waiting.push(answer)) },
  );
  await drawer("door");
  await act(async () => button("Search").click());
  await act(async () => button("Search").click());
  await act(async () => waiting[1]!(people(foundAttendees)));
  await act(async () => waiting[0]!(people([])));
  expect(element.querySelectorAll(".found li")).toHaveLength(foundAttendees.length);
});

test("of whom this gateway does not know where they are nobody says that they are away", async () => {
  const [person] = foundAttendees;
  const marksOf = async (online: boolean | null): Promise<string | null> => {
    const { element, button, drawer } = await openConsole(
      "live",
      {},
      { attendees: async () => people([{ ...person!, online }]) },
    );
    await drawer("door");
    await act(async () => button("Search").click());
    const { textContent } = element.querySelector(".found small")!;
    await closeConsole();
    return textContent;
  };
  expect(await marksOf(true)).toContain("here");
  expect(await marksOf(false)).toContain("away");
  expect(await marksOf(null)).not.toMatch(/here|away/);
});
