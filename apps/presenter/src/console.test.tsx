import { asAccountId } from "@cablecut/protocol";
import { stageHello, stageKeyMessage } from "@cablecut/ui";
import { act } from "react";
import { expect, test, vi } from "vitest";
import { holdMs } from "./shared/use-hold.ts";
import { consoleScenes, foundAttendees } from "./testing/console-scenes.ts";
import { stateOfConsole } from "./testing/console-state.ts";
import { closeConsole, openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

/** As if a window had sent it. */
async function say(data: unknown, source: unknown): Promise<void> {
  const event = new MessageEvent("message", { data, origin: location.origin });
  Object.defineProperty(event, "source", { value: source });
  await act(async () => {
    window.dispatchEvent(event);
    await vi.advanceTimersByTimeAsync(0);
  });
}

test("the stage window that this page opened is heard, also after this page was loaded again", async () => {
  const { element, sent, pass } = await openConsole("live");
  const relay = () => element.querySelector('[data-testid="relay"]')!.getAttribute("data-relayed");
  expect(relay()).toBe("false");
  // The page knows no window any more; the window knows who opened it.
  const stage = { opener: window };
  await say(stageHello(null), stage);
  await pass(1_000);
  expect(relay()).toBe("true");
  await say(stageKeyMessage("PageDown"), stage);
  expect(sent).toEqual([{ kind: "cue", on: true }]);
  await pass(10_000);
  expect(relay()).toBe("false");
});

test("the mirror speaks first the language in which the stage's window is opened", async () => {
  const { element } = await openConsole("live", { stageTicket: "t1" });
  const other = element.querySelector<HTMLElement>(".language-switch")!;
  const mirrored = () => element.querySelector("iframe")!.getAttribute("src");
  expect(mirrored()).toBe("/mirror?lang=en#t1");
  await act(async () => other.click());
  expect(mirrored()).toBe("/mirror?lang=zh#t1");
});

test("the mirror shows what the stage window shows by its own key, for as long as that window is there", async () => {
  const { element, pass } = await openConsole("live", { stageTicket: "t1" });
  const mirrored = () => element.querySelector("iframe")!.getAttribute("src");
  await say(stageHello("dashboard"), { opener: window });
  await pass(1_000);
  expect(mirrored()).toBe("/mirror?lang=en&view=dashboard#t1");
  await say(stageHello(null), { opener: window });
  await pass(1_000);
  expect(mirrored()).toBe("/mirror?lang=en#t1");
  await say(stageHello("dashboard"), { opener: window });
  await pass(10_000);
  expect(mirrored()).toBe("/mirror?lang=en#t1");
});

test("the stage is told of the armed clicker and of the hand that holds", async () => {
  const { hands, key, pass, button, pointer } = await openConsole("cue");
  await key("PageDown");
  expect(hands.at(-1)).toEqual({ armed: true, holdMs: null });
  await pass(10_000);
  expect(hands.at(-1)).toEqual({ armed: false, holdMs: null });
  await pointer(button("Cut Hangzhou"), "pointerdown");
  expect(hands.at(-1)).toEqual({ armed: false, holdMs });
  await pointer(button("Cut Hangzhou"), "pointerup");
  expect(hands.at(-1)).toEqual({ armed: false, holdMs: null });
});

test("what the show has gone past is no longer armed: nor is it when it comes again, and the stage says so", async () => {
  const { hands, sent, key, store, pass, element } = await openConsole("cue");
  const see = (scene: string): Promise<void> =>
    act(async () => store.setState({ console: stateOfConsole(consoleScenes[scene]!).console }));
  await key("PageDown");
  expect(element.querySelector('[data-testid="armed"]')).not.toBeNull();
  // Somebody ends the call at another console, and calls again.
  await see("live");
  expect(hands.at(-1)).toEqual({ armed: false, holdMs: null });
  await see("cue");
  expect(element.querySelector('[data-testid="armed"]')).toBeNull();
  await pass(1_000);
  await key("PageDown");
  expect(sent).toEqual([]);
  expect(hands.at(-1)).toEqual({ armed: true, holdMs: null });
});

test("a rehearsal is called one as soon as the show says what it is", async () => {
  const { description } = stateOfConsole(consoleScenes["live"]!);
  const { element } = await openConsole("live", {
    description: { ...description!, rehearsal: true },
  });
  expect(element.querySelector(".top-bar")!.textContent).toContain("Rehearsal");
});

test("again at full speed sets the pace and leaves the report; a refusal of the first keeps the second back", async () => {
  const { console: home } = stateOfConsole(consoleScenes["home"]!);
  const good = await openConsole("live", { console: home });
  await act(async () => good.button("Again, at full speed").click());
  expect(good.sent.map(({ kind }) => kind)).toEqual(["set-pace", "turn"]);
  await closeConsole();
  const asked: string[] = [];
  const refusing = await openConsole(
    "live",
    { console: home },
    {
      command: async ({ command }) => {
        asked.push(command.kind);
        return { ok: false, refusal: "log-unavailable" };
      },
    },
  );
  await act(async () => refusing.button("Again, at full speed").click());
  expect(asked).toEqual(["set-pace"]);
  expect(refusing.element.querySelector('[data-testid="refusal"]')).not.toBeNull();
});

test("a reset wants this show's id typed", async () => {
  const { element, sent, button, drawer } = await openConsole("live");
  await drawer("reset");
  expect(button("End this show").disabled).toBe(true);
  const field = element.querySelector<HTMLInputElement>('[data-testid="drawer-reset"] input')!;
  const type = (text: string): Promise<void> =>
    act(async () => {
      // React watches the element's own property: what a person types does not go through it.
      Reflect.set(HTMLInputElement.prototype, "value", text, field);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  await type("K7F");
  expect(button("End this show").disabled).toBe(true);
  await type("K7F3");
  await act(async () => button("End this show").click());
  expect(sent).toEqual([{ kind: "reset", showId: "K7F3" }]);
});

test("an attendee is found, removed, and found again with what is then", async () => {
  const asked: string[] = [];
  const [person] = foundAttendees;
  const { element, sent, button, drawer } = await openConsole(
    "live",
    {},
    {
      attendees: async (text) => {
        asked.push(text);
        return { ok: true, found: [{ ...person!, removed: asked.length > 1 }], more: false };
      },
    },
  );
  await drawer("door");
  await act(async () => button("Search").click());
  await act(async () => button("Remove").click());
  expect(sent).toEqual([
    { kind: "turn", change: { dial: "removed", value: { account: 241, removed: true } } },
  ]);
  expect(asked).toEqual(["", ""]);
  expect(element.textContent).toContain("Let in again");
});

test.each([
  ["en", "Forged receipts shown by 10241"],
  ["zh", "10241 出示了伪造凭证"],
] as const)(
  "who showed forged receipts is named to the presenter and removed with one tap (%s)",
  async (language, told) => {
    const forgedBy = [asAccountId(241)];
    const shown = { console: { ...consoleScenes["home"]!, forgedBy } };
    const { element, sent, drawer } = await openConsole("live", shown, {}, language);
    expect(element.querySelector('[data-testid="hall-figures"]')!.textContent).toContain(told);
    await drawer("door");
    const forged = element.querySelector('[data-testid="forged-receipts"]')!;
    expect(forged.textContent).toContain("10241");
    await act(async () => forged.querySelector("button")!.click());
    expect(sent).toEqual([
      { kind: "turn", change: { dial: "removed", value: { account: 241, removed: true } } },
    ]);
  },
);

test("a cut that goes on is told, and from where, before its cables are dark", async () => {
  const cables = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"] as const;
  const live = consoleScenes["live"]!;
  const said = async (at: string | null, language: "en" | "zh"): Promise<string> => {
    const cutsUnderWay = [{ at, cables }];
    const { element } = await openConsole(
      "live",
      { console: { ...live, cutsUnderWay } },
      {},
      language,
    );
    const { textContent } = element.querySelector('[data-testid="cables-reason"]')!;
    await closeConsole();
    return textContent;
  };
  expect(await said("gateway-2", "en")).toContain("A console at gateway-2 is cutting 4 cables.");
  expect(await said("gateway-2", "zh")).toContain("gateway-2的控制台正在切断4根光缆");
  expect(await said(null, "en")).toContain("4 cables are being cut.");
});

test("the run of before is told as one of before", async () => {
  const { element } = await openConsole("live", {
    console: consoleScenes["home"]!,
  });
  expect(element.querySelector('[data-testid="timer"]')).toBeNull();
  expect(element.querySelector('[data-testid="last-run"]')!.textContent).toContain(
    "last run 26.0 s, 4 min ago",
  );
});

test("a switch that takes longer names what is missing, and a room that takes nothing over its time", async () => {
  const { element } = await openConsole("live", { console: consoleScenes["longer"]! });
  const said = element.querySelector('[data-testid="awaited"]')!.textContent;
  expect(said).toContain("25 of 40 ledger parts have moved");
  expect(said).toContain("Shenzhen A fell silent too often: it takes nothing over for 42 s more");
  const next = element.querySelector('[data-testid="next-act"]')!.textContent;
  expect(next).toContain("Wait for what is missing, or hold Restore everything.");
  expect(next).not.toContain("Nothing to do");
  expect(element.querySelector(".now-note")!.textContent).not.toContain("on purpose");
});

test.each([
  ["normal", 41_200, "takes nothing over for 42 s more"],
  // Its next heartbeat is awaited.
  ["normal", 0, "takes over again once it is heard"],
  // Its time begins when it is back.
  ["switching", 60_000, "takes nothing over until it has been back for a while"],
] as const)("a room that is %s and drained for %i ms: %s", async (condition, drainedMs, words) => {
  const live = consoleScenes["live"]!;
  const rooms = live.show.rooms.map((each) =>
    each.room === 4 ? { ...each, condition, drainedMs } : each,
  );
  const { element } = await openConsole("live", {
    console: { ...live, show: { ...live.show, rooms } },
  });
  const said = element.querySelector('[data-testid="awaited"]')!.textContent;
  expect(said).toBe(`Shenzhen A fell silent too often: it ${words}`);
});

test("a section of the drawer takes the focus, and Escape gives it back", async () => {
  const { element, drawer } = await openConsole("lobby");
  await drawer("preflight");
  expect(document.activeElement?.textContent).toBe("Pre-flight");
  await act(async () =>
    document.activeElement!.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true }),
    ),
  );
  expect(document.activeElement).toBe(element.querySelector('[data-section="preflight"]'));
});

test("what cannot be checked on this system says so, and is not counted as open", async () => {
  const { element, drawer } = await openConsole("lobby", { console: consoleScenes["live"]! });
  await drawer("preflight");
  const row = [...element.querySelectorAll('[data-testid="venue"] li')].find((each) =>
    each.textContent.includes("Sleep"),
  )!;
  expect(row.getAttribute("data-state")).toBe("unknown");
  expect(row.textContent).toContain("cannot be checked on this system");
  expect(element.querySelector('[data-testid="preflight"]')!.getAttribute("data-open")).toBe("2");
});

test("of the phones that are connected the pre-flight tells the number, not so many of one", async () => {
  const { element, drawer } = await openConsole("lobby", { console: consoleScenes["live"]! });
  await drawer("preflight");
  const figure = (name: string): string =>
    [...element.querySelectorAll('[data-testid="preflight"] li')].find((row) =>
      row.textContent.includes(name),
    )!.textContent;
  expect(figure("A phone connected")).toMatch(/connected1,611$/u);
  expect(figure("Rooms answer")).toMatch(/5\/5$/u);
});

test("how long the show has been running is told in minutes, and in hours after the first", async () => {
  const snapshot = consoleScenes["live"]!;
  const running = async (ms: number): Promise<string> => {
    const startedAtMs = snapshot.show.atMs - ms;
    const { element } = await openConsole("live", { console: { ...snapshot, startedAtMs } });
    const said = element.querySelector(".top-bar")!.textContent;
    await closeConsole();
    return /running [\d:]*\d/u.exec(said)?.[0] ?? "";
  };
  expect(await running(247_900)).toBe("running 4:07");
  expect(await running(3_847_000)).toBe("running 1:04:07");
});

test("the page has one title, and every part of it a heading below that", async () => {
  const { element } = await openConsole("live", { console: consoleScenes["live"]! });
  expect(element.querySelectorAll("h1")).toHaveLength(1);
  for (const part of element.querySelectorAll("main .card, main .mirror"))
    expect(part.querySelector("h2, h3")?.textContent, part.className).not.toBe(undefined);
});
