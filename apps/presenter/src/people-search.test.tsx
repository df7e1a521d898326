import type { AttendeeSearchAnswer, FoundAttendee } from "@cablecut/protocol";
import { act } from "react";
import { expect, test } from "vitest";
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
