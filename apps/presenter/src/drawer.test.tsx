import type { CommandAnswer, PresenterCommand, ShowSnapshot } from "@cablecut/protocol";
import { act } from "react";
import { expect, test } from "vitest";
import { showScenes } from "@cablecut/ui/show-scenes";
import { consoleScenes } from "./testing/console-scenes.ts";
import { consoleSnapshot } from "./testing/console-state.ts";
import { closeConsole, openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

/** As a person types it into a field whose text is selected: one character after the other. */
async function typeOver(field: HTMLInputElement, text: string): Promise<void> {
  for (let length = 1; length <= text.length; length += 1) {
    const before = length === 1 ? "" : field.value;
    await act(async () => {
      // React watches the element's own property: what a person types does not go through it.
      Reflect.set(HTMLInputElement.prototype, "value", before + text[length - 1], field);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

const leave = (field: HTMLInputElement): Promise<void> =>
  act(async () => void field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })));

async function openCrowd() {
  const opened = await openConsole("live");
  await opened.drawer("crowd");
  const [people, rate] = opened.element.querySelectorAll<HTMLInputElement>(
    '[data-testid="drawer-crowd"] input',
  );
  return { ...opened, people: people!, rate: rate! };
}

test("the number that is typed is the number that is asked for, also where its first digit alone would be too small", async () => {
  const { people, rate, button, sent } = await openCrowd();
  await typeOver(people, "150");
  expect(people.value).toBe("150");
  await typeOver(rate, "120");
  await act(async () => button("Start").click());
  expect(sent).toEqual([{ kind: "crowd", wish: { people: 150, rate: 120 } }]);
});

test("what is out of bounds is the nearest number, and the field says so once it is left", async () => {
  const { people, button, sent } = await openCrowd();
  await typeOver(people, "1");
  await leave(people);
  expect(people.value).toBe("2");
  await act(async () => button("Start").click());
  expect(sent).toEqual([{ kind: "crowd", wish: { people: 2, rate: 50 } }]);
});

test("Enter asks for what the field shows then, and the bounds stand beside it", async () => {
  const { people, element, sent } = await openCrowd();
  expect(element.querySelector('[data-testid="drawer-crowd"]')!.textContent).toContain("2–1,000");
  await typeOver(people, "5000");
  const form = element.querySelector<HTMLFormElement>('[data-testid="drawer-crowd"] form')!;
  await act(async () => {
    people.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    // A browser sends what it finds in bounds, or says in a language of its own that it is not.
    form.requestSubmit();
  });
  expect(people.value).toBe("1000");
  expect(sent).toEqual([{ kind: "crowd", wish: { people: 1_000, rate: 50 } }]);
});

test("whoever changes a crowd that runs begins with what it is", async () => {
  const crowd = { kind: "running", people: 300, rate: 120 } as const;
  const { button, drawer, sent } = await openConsole("live", {
    console: { ...consoleSnapshot(showScenes["live"]!), crowd },
  });
  await drawer("crowd");
  await act(async () => button("Change").click());
  expect(sent).toEqual([{ kind: "crowd", wish: { people: 300, rate: 120 } }]);
});

test("an open section says that its list gives way to it: under it nothing takes the focus", async () => {
  const { element, drawer, button } = await openConsole("live");
  const list = element.querySelector('[data-testid="drawer"]')!;
  const state = () => [list.getAttribute("data-open"), list.hasAttribute("inert")];
  expect(state()).toEqual(["false", false]);
  await drawer("crowd");
  expect(state()).toEqual(["true", true]);
  await act(async () => button("Close").click());
  expect(state()).toEqual(["false", false]);
  expect((document.activeElement as HTMLElement).dataset["section"]).toBe("crowd");
});

test("Escape closes a section, and not while an input method offers characters", async () => {
  const { element, drawer } = await openConsole("live");
  await drawer("crowd");
  const escape = (isComposing: boolean): Promise<void> =>
    act(async () => {
      const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, isComposing });
      element.querySelector('[data-testid="drawer-crowd"] input')!.dispatchEvent(event);
    });
  await escape(true);
  expect(element.querySelector('[data-testid="drawer-crowd"]')).not.toBeNull();
  await escape(false);
  expect(element.querySelector('[data-testid="drawer-crowd"]')).toBeNull();
});

test.each([
  [{ paused: true }, "en", "People and doorspayments paused"],
  [{ show: { ...showScenes["live"]!, doorsOpen: false } }, "zh", "观众与入场已停止入场"],
  [{}, "en", "People and doors"],
] as const)(
  "a pause and closed doors are seen while their section is closed: %j (%s)",
  async (changes, language, told) => {
    const console = { ...consoleSnapshot(showScenes["live"]!), ...changes };
    const { element } = await openConsole("live", { console }, {}, language);
    expect(element.querySelector('[data-section="door"]')!.textContent).toBe(told);
  },
);

test("a section whose list is longer than the column is scrolled by the keyboard, also where nothing in it can be pressed", async () => {
  for (const section of ["preflight", "figures"]) {
    const { element, drawer } = await openConsole("live", { console: consoleScenes["faults"]! });
    await drawer(section);
    const content = element.querySelector<HTMLElement>(".drawer-content")!;
    expect(content.tabIndex, section).toBe(0);
    const name = element.querySelector(`#${content.getAttribute("aria-labelledby")!}`);
    expect(name?.textContent).toBe(section === "preflight" ? "Pre-flight" : "All figures");
    await closeConsole();
  }
});

test("faults are listed with the cable's name and, in Chinese, with a Chinese comma", async () => {
  const console = consoleScenes["faults"]!;
  const { element, drawer } = await openConsole("live", { console }, {}, "zh");
  await drawer("faults");
  const told = element.querySelector('[data-testid="drawer-faults"]')!.textContent;
  expect(told).toContain("上海A，光缆B");
  expect(told).toContain("延迟200毫秒、丢包5%");
});

test("a delay that varies and a loss of less than one in a hundred are told as what they are", async () => {
  const console = consoleScenes["faults"]!;
  const [cable] = console.impaired;
  const impaired = [
    { ...cable!, delayMs: 80, jitterMs: 20, lossPercent: 0.4, kilobytesPerSecond: null },
  ];
  const { element, drawer } = await openConsole("live", { console: { ...console, impaired } });
  await drawer("faults");
  const told = element.querySelector('[data-testid="impaired"]')!.textContent;
  expect(told).toContain("delay 80 to 100 ms, loss 0.4 %");
});

test.each(["quorum-lost", "starting"])(
  "in scene %s a crowd that runs is stopped, though none is started: no room has to agree",
  async (scene) => {
    const crowd = { kind: "running", people: 1_000, rate: 500 } as const;
    const show = { ...showScenes["live"]!, scene: scene as ShowSnapshot["scene"] };
    const { drawer, button, sent } = await openConsole("live", {
      console: { ...consoleSnapshot(show), crowd },
    });
    await drawer("crowd");
    expect(button("Change").disabled).toBe(true);
    await act(async () => button("Stop").click());
    expect(sent).toEqual([{ kind: "crowd", wish: { people: 0, rate: 500 } }]);
  },
);

test("faults that have taken the quorum are taken away from where they were put", async () => {
  const { drawer, button, sent } = await openConsole("quorum-lost");
  await drawer("faults");
  expect(button("Set Loss").disabled).toBe(true);
  await act(async () => button("Take faults away").click());
  expect(sent).toMatchObject([{ kind: "impair", targets: ["all"], impairment: { kind: "none" } }]);
});

test("every fault is put where it was asked for: one cable, a room, a city, or everywhere", async () => {
  const { element, drawer, button, sent } = await openConsole("live");
  await drawer("faults");
  const where = element.querySelector<HTMLSelectElement>('[data-testid="drawer-faults"] select')!;
  const choose = (value: string): Promise<void> =>
    act(async () => {
      where.value = value;
      where.dispatchEvent(new Event("change", { bubbles: true }));
    });
  const press = (text: string): Promise<void> => act(async () => button(text).click());
  await press("Set Delay");
  await choose("hz");
  await press("Set Loss");
  await choose("sh-a");
  await press("Set Bandwidth");
  await choose("sz-a/B");
  await press("To the room");
  await press("From the room");
  await press("Reset connections");
  await press("Take faults away");
  const put = sent.flatMap((each) => (each.kind === "impair" ? [each] : []));
  expect(put.map(({ targets, impairment: { kind } }) => `${targets.join()} ${kind}`)).toEqual([
    "all delay",
    "hz loss",
    "sh-a bandwidth",
    "sz-a/B one-way",
    "sz-a/B one-way",
    "sz-a/B reset",
    "sz-a/B none",
  ]);
  expect(put.every(({ evenIfQuorumIsLost }) => !evenIfQuorumIsLost)).toBe(true);
});

test("a show is ended once, however often Enter is pressed, and a refusal lets it be tried again", async () => {
  let refuse: (answer: CommandAnswer) => void = () => undefined;
  const asked: PresenterCommand[] = [];
  const { element, drawer, button, pass } = await openConsole(
    "live",
    {},
    {
      command: ({ command }) => {
        asked.push(command);
        return new Promise((tell) => (refuse = tell));
      },
    },
  );
  await drawer("reset");
  await typeOver(
    element.querySelector<HTMLInputElement>('[data-testid="drawer-reset"] input')!,
    "K7F3",
  );
  const submit = (): Promise<void> =>
    act(async () =>
      element.querySelector<HTMLFormElement>('[data-testid="drawer-reset"] form')!.requestSubmit(),
    );
  await submit();
  await submit();
  expect(asked).toEqual([{ kind: "reset", showId: "K7F3" }]);
  expect(button("End this show").disabled).toBe(true);
  refuse({ ok: false, refusal: "unknown", reset: "busy" });
  await pass(0);
  expect(button("End this show").disabled).toBe(false);
  expect(element.querySelector('[data-testid="refusal"]')?.textContent).toContain(
    "being ended already",
  );
});

test.each(["stage", "door", "crowd", "faults", "reset"])(
  "%s: controls that are grey while rooms switch say why",
  async (section) => {
    const console = consoleScenes["switching"]!;
    const { element, drawer } = await openConsole("switching-early", { console });
    await drawer(section);
    const reason = element.querySelector(`[data-testid="drawer-${section}"] .panel-reason`);
    expect(reason?.textContent).toBe("Only Blank and Restore everything work.");
  },
);
