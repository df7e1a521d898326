import { defaultTopology, type ShowDescription, type ShowSnapshot } from "@cablecut/protocol";
import { createLanguageStore, formatClock, LanguageContext, storyTexts } from "@cablecut/ui";
import { act } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { App } from "./app.tsx";
import { changeView, createStageStore } from "./model/store.ts";
import { speakingSocket } from "./testing/speaking-socket.ts";
import { storyScenes } from "./testing/story-scenes.ts";
import { mounted, StillResizeObserver } from "./testing/test-page.ts";

beforeAll(() => {
  // Drawing may take longer here than a picture stays young, or a cut fresh: the page's clock stands still.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  // What jsdom has not and a browser has; nothing is painted in these tests.
  Object.assign(globalThis, {
    IS_REACT_ACT_ENVIRONMENT: true,
    ResizeObserver: StillResizeObserver,
  });
  HTMLCanvasElement.prototype.getContext = () => null;
});
let unmount = (): void => {};
afterEach(() => act(async () => unmount()));

const scenes = storyScenes(400);
const picture = (name: string): ShowSnapshot => scenes[name]!.snapshot;

async function show(first: ShowSnapshot, lang = "zh", wifi: ShowDescription["wifi"] = null) {
  const socket = speakingSocket();
  const { store } = createStageStore(socket, () => performance.now());
  const page = mounted();
  const { element, root } = page;
  unmount = page.unmount;
  const hear = async (snapshot: ShowSnapshot): Promise<void> =>
    act(async () => socket.say("snapshot", snapshot));
  socket.say("connect");
  socket.say("description", {
    showId: "K7F3",
    topology: defaultTopology,
    joinUrl: "HTTP://192.168.1.20:2626",
    joinQr: { size: 25, path: "M0 0h1v1h-1z" },
    wifi,
    rehearsal: false,
  });
  socket.say("snapshot", first);
  socket.say("hall", scenes["live"]!.hall);
  await act(async () =>
    root.render(
      <LanguageContext value={createLanguageStore(`?lang=${lang}`, null, "en")}>
        <App store={store} />
      </LanguageContext>,
    ),
  );
  const find = (id: string): Element | null => element.querySelector(`[data-testid="${id}"]`);
  const textOf = (id: string): string => find(id)?.textContent ?? "";
  return { element, store, hear, find, textOf };
}

test("the lobby shows the address to type and how many have joined; a hidden head count is not told", async () => {
  const { textOf, hear, element } = await show(picture("lobby"));
  expect(textOf("join-url")).toBe("192.168.1.20:2626");
  expect(textOf("joined")).toBe("400");
  const { people } = picture("lobby");
  await hear({ ...picture("lobby"), people: { ...people, hidden: true } });
  expect(element.textContent).not.toContain("400");
});

test("where the hall has a network its code comes first, and joining second; elsewhere there is one code", async () => {
  const hall = { ssid: "HALL", qr: { size: 25, path: "M3 3h2v1h-2z" } };
  const { element, textOf } = await show(picture("lobby"), "en", hall);
  const codes = [...element.querySelectorAll('[role="img"]')];
  const named = codes.find((each) => each.getAttribute("aria-label") === "Wi-Fi HALL");
  expect(named?.innerHTML).toContain("M3 3h2v1h-2z");
  expect(textOf("headline")).toMatch(/^2 /);
  await act(async () => unmount());
  const other = await show(picture("lobby"), "en");
  expect(other.textOf("headline")).not.toMatch(/^2 /);
  expect(other.element.innerHTML).not.toContain("Wi-Fi");
});

test("with closed doors the hall's network is the first of no steps", async () => {
  const hall = { ssid: "HALL", qr: { size: 25, path: "M3 3h2v1h-2z" } };
  const { element, hear } = await show(picture("lobby"), "en", hall);
  const words = (): readonly (string | null)[] =>
    [...element.querySelectorAll("text.line")].map(({ textContent }) => textContent);
  expect(words()).toEqual(expect.arrayContaining(["1", "Wi-Fi"]));
  await hear({ ...picture("lobby"), doorsOpen: false });
  expect(words()).toContain("Wi-Fi");
  expect(words()).not.toContain("1");
});

test("nobody is asked to scan while the doors are closed; where the code stood is the sign for it, and who has an account finds the address where it was", async () => {
  const { textOf, hear, find, element } = await show(picture("lobby"));
  const doors = async (doorsOpen: boolean, scene: string): Promise<void> =>
    hear({ ...picture(scene), doorsOpen });
  await doors(false, "lobby");
  expect(textOf("headline")).toBe("停止入场 Doors closed");
  expect(find("join-url")).not.toBeNull();
  expect(find("closed-doors")).not.toBeNull();
  expect(element.querySelector("svg[role=img]")).toBeNull();
  await doors(false, "live");
  expect(element.textContent).not.toContain("Join");
  await doors(true, "live");
  expect(element.textContent).toContain("Join");
  await doors(true, "lobby");
  expect(textOf("headline")).toContain("Scan to join");
  expect(find("closed-doors")).toBeNull();
  expect(element.querySelector("svg[role=img]")).not.toBeNull();
});

test("the official words stand in both languages, with the running time under them", async () => {
  const { textOf } = await show(picture("switching"));
  expect(textOf("headline")).toContain("容灾切换中 · Disaster recovery switching");
  expect(textOf("timer-seconds")).toMatch(/^9\.\d$/);
  expect(textOf("tray")).toContain("未扣款 0 charged");
});

test("the stop is one frame: digits, sky, band and rooms change with the snapshot that tells of the end", async () => {
  const { find, hear, textOf } = await show(picture("moving"));
  const look = (): (string | null | undefined)[] => [
    find("stage")?.getAttribute("data-sky"),
    textOf("timer-seconds"),
    textOf("headline").slice(0, 6),
  ];
  expect(look()).toEqual(["cut", expect.stringMatching(/^23\.\d$/), "容灾切换中 "]);
  await hear(picture("recovered"));
  expect(look()).toEqual(["ok", "26.0", "全部恢复付款"]);
});

test("zero is a picture of its own, with three numbers that are never added up, and the time of the run", async () => {
  const { textOf, find, hear } = await show(picture("recovered"));
  expect(textOf("headline")).toContain("26.0 s, paced to 2018");
  expect(find("verification")).toBeNull();
  await hear(picture("proof"));
  expect(textOf("headline")).toContain("26.0 s, paced to 2018");
  expect(textOf("timer-seconds")).toBe("26.0");
  expect(textOf("verification")).toBe("360 手机 phones · 821 凭证 receipts · 0 缺失 missing");
  expect(find("verification-missing")?.getAttribute("data-some")).toBe("false");
  expect(find("funds")?.getAttribute("data-exact")).toBe("true");
  expect(textOf("funds")).toBe("0.00");
});

test("funds keep their place, words and look from the lobby to the stop", async () => {
  const { find, hear } = await show(picture("lobby"));
  const look = (): string => find("funds")!.outerHTML;
  const first = look();
  expect(first).toContain("资金差额 Funds difference 0.00");
  for (const name of ["live", "cue", "cut", "abnormal", "switching", "moving", "recovered"]) {
    await hear(picture(name));
    expect(look(), name).toBe(first);
  }
});

test("every building says its room's letter and state, also at the cut, before anything was measured", async () => {
  const { element, hear } = await show(picture("live"));
  const signs = (): string[] =>
    [...element.querySelectorAll('[data-testid="room"]')].map((each) => each.textContent ?? "");
  expect(signs()).toEqual(["A正常", "B正常", "A正常", "B正常", "A正常"]);
  await hear(picture("cut"));
  expect(signs().slice(0, 3)).toEqual(["A已断", "B已断", "A正常"]);
  await hear(picture("abnormal"));
  expect(signs().slice(0, 3)).toEqual(["A异常", "B异常", "A正常"]);
  await hear(picture("switching"));
  expect(signs().slice(0, 3)).toEqual(["A切换中", "B切换中", "A正常"]);
});

test("a cut cable is marked where it was: with a cross while all goes on, with its number where rooms are lost", async () => {
  const { element, hear } = await show(picture("live"));
  const marks = (): string[] =>
    [...element.querySelectorAll('[data-testid="cut-mark"]')].map((each) => each.textContent ?? "");
  expect(marks()).toEqual([]);
  await hear(picture("one-cable"));
  expect(marks()).toEqual(["×"]);
  await hear(picture("cut"));
  expect(marks().toSorted()).toEqual(["1", "2", "3", "4"]);
  // One of which no stamp is told is cut all the same.
  const { incident } = picture("cut");
  const timeline = incident!.timeline.filter(({ cable }) => cable !== "hz-a/A");
  await hear({ ...picture("cut"), incident: { ...incident!, timeline } });
  expect(marks().toSorted()).toEqual(["1", "2", "3", "×"]);
  await hear(picture("recovered"));
  expect(marks()).toEqual([]);
});

test("each cable is cut before everybody's eyes, the first two before there is an incident too, and once", async () => {
  const before = picture("live");
  const { element, hear } = await show(before);
  const fresh = (): number => element.querySelectorAll('.cut-core[data-fresh="true"]').length;
  const cutOnes = ["hz-a/A", "hz-b/A"].map((_, at, all) => all.slice(0, at + 1));
  for (const cut of cutOnes) {
    const cables = before.cables.map((each) =>
      cut.includes(each.cable) ? { ...each, fault: "silence" as const } : each,
    );
    await hear({ ...before, cables });
    expect(fresh()).toBe(cut.length);
  }
  await act(async () => unmount());
  expect(
    (await show(picture("one-cable"))).element.querySelector('[data-fresh="true"]'),
  ).toBeNull();
});

test("words over the dark city are read where a fibre is whole behind them: one room is back, or rooms died and no cable", async () => {
  const { element, hear } = await show(picture("switching"));
  const grounds = (): number => element.querySelectorAll(".words-ground").length;
  expect(grounds()).toBe(0);
  await hear(picture("one-room-back"));
  expect(grounds()).toBe(1);
  const { cables } = picture("live");
  await hear({ ...picture("recovered"), cables });
  expect(grounds()).toBe(1);
  // Where nothing is told nothing is covered.
  const { traffic } = picture("one-room-back");
  const nothingKept = { ...traffic, kept: 0, keptMost: 0, checking: 0 };
  await hear({ ...picture("one-room-back"), traffic: nothingKept });
  expect(grounds()).toBe(0);
  await hear(picture("live"));
  expect(grounds()).toBe(0);
});

test("what phones kept is told as booked once it is", async () => {
  const { textOf } = await show(picture("recovered"));
  expect(textOf("afterwards")).toContain("160/160");
  expect(textOf("afterwards")).toContain("全部入账 booked");
});

test("when the server is gone the digits are a dash and the picture says how old it is", async () => {
  const { store, textOf, find } = await show(picture("switching"));
  await act(async () => store.setState({ connection: "lost" }));
  expect(find("timer-seconds")).toBeNull();
  expect(textOf("timer")).toBe("—");
  expect(textOf("headline")).toMatch(/容灾切换中.*画面停在\d+\.\d秒前 · Picture \d+\.\d s old/);
  await act(async () => store.setState({ connection: "connected" }));
  expect(textOf("timer-seconds")).toMatch(/^9\.\d$/);
});

test("how old the picture is, is said right from the first drawing behind a loss, however long the stage has been up", async () => {
  const said = vi.spyOn(storyTexts, "pictureOld");
  const { store, hear } = await show(picture("live"));
  await act(async () => vi.advanceTimersByTime(600_000));
  await act(async () => vi.advanceTimersByTime(100));
  await hear(picture("live"));
  said.mockClear();
  await act(async () => vi.advanceTimersByTime(2_000));
  await act(async () => store.setState({ connection: "silent" }));
  expect([...new Set(said.mock.calls.flat())]).toEqual(["2.0"]);
  await act(async () => vi.advanceTimersByTime(1_000));
  expect(said.mock.lastCall).toEqual(["3.0"]);
  said.mockRestore();
});

test("where no room answers any more the difference has its age beside it, in every scene with funds", async () => {
  const { hear, element, textOf } = await show(picture("live"));
  for (const name of ["starting", "missing", "quorum-lost", "live"]) {
    const { funds } = picture("live");
    await hear({ ...picture(name), funds: funds && { ...funds, ageMs: 37_400 } });
    expect(element.textContent, name).toContain("截至37秒前");
    expect(textOf("funds"), name).toMatch(/ 0\.00/u);
    await hear({ ...picture(name), funds });
    expect(element.textContent, name).not.toContain("截至");
  }
});

test("in every scene something says that the picture is old, where there is a picture", async () => {
  const { store, hear, element } = await show(picture("lobby"));
  for (const view of ["story", "dashboard"]) {
    for (const name of Object.keys(scenes)) {
      if (name === "blank") continue;
      await hear(picture(name));
      await act(async () => store.setState({ connection: "silent" }));
      expect(element.textContent, `${name}, ${view}`).toContain("Picture ");
      await act(async () => store.setState({ connection: "connected" }));
      expect(element.textContent, `${name}, ${view}`).not.toContain("Picture ");
    }
    await act(async () => changeView(store));
  }
});

test("while nothing comes the dashboard does not go on waiting, and nobody knows the time", async () => {
  const { store, textOf, find } = await show(picture("switching"));
  await act(async () => changeView(store));
  expect(textOf("headline")).toContain("Waiting at the pace of 2018");
  await act(async () => store.setState({ connection: "lost" }));
  expect(find("timer-seconds")).toBeNull();
  expect(textOf("band-timer")).toBe("—");
  expect(textOf("headline")).toMatch(/容灾切换中.*画面停在\d+\.\d秒前 · Picture \d+\.\d s old/);
  await act(async () => store.setState({ connection: "connected" }));
  expect(textOf("band-timer")).toMatch(/^9\.\d秒$/);
  expect(textOf("headline")).toContain("Waiting at the pace of 2018");
});

test("how many rooms answer is not known either while nothing comes", async () => {
  const { store, textOf } = await show(picture("quorum-lost"));
  expect(textOf("figure")).toBe("2/5");
  await act(async () => store.setState({ connection: "lost" }));
  expect(textOf("figure")).toBe("—");
});

test("both views carry one date and time: once an incident has ended, that of its start", async () => {
  const { store, hear, textOf } = await show(picture("live"));
  const when = (): string | undefined =>
    /\d{4}-\d\d-\d\d.{1,3}\d\d:\d\d:\d\d/u.exec(textOf("show-mark"))?.[0];
  const differing: string[] = [];
  for (const name of Object.keys(scenes)) {
    await hear(picture(name));
    const inStory = when();
    await act(async () => changeView(store));
    if (inStory !== undefined && inStory !== when()) differing.push(name);
    await act(async () => changeView(store));
  }
  expect(differing).toEqual([]);
  await hear(picture("live"));
  const whileNothingIsCut = when();
  await hear(picture("no-failover"));
  const { startedAtMs } = picture("no-failover").incident!;
  expect(when()).toContain(formatClock(startedAtMs!));
  expect(whileNothingIsCut).toContain(formatClock(picture("live").atMs));
});

test("the presenter's languages and view are obeyed; the key changes the view of this screen", async () => {
  const { hear, textOf, store, element } = await show(picture("switching"));
  const { stage } = picture("switching");
  await hear({ ...picture("switching"), stage: { ...stage, languages: "en" } });
  expect(textOf("headline")).not.toMatch(/[一-鿿]/u);
  expect(element.querySelector(".map")).toBeNull();
  await hear({ ...picture("switching"), stage: { ...stage, view: "dashboard" } });
  expect(element.querySelector(".map")).not.toBeNull();
  expect(textOf("headline")).toContain("容灾切换中 · Disaster recovery switching");
  expect(textOf("band-timer")).toMatch(/^9\.\d秒$/u);
  await act(async () => changeView(store));
  expect(element.querySelector(".map")).toBeNull();
});

test("a room that was lost too often says how long it rests, on both views", async () => {
  const { store, hear, element } = await show(picture("live"));
  const { rooms, stage } = picture("live");
  const resting = rooms.map((each) => (each.room === 1 ? { ...each, drainedMs: 41_200 } : each));
  const signs = (): (string | null)[] =>
    [...element.querySelectorAll('[data-testid="room"]')].map((each) => each.textContent);
  await hear({ ...picture("live"), rooms: resting, stage: { ...stage, languages: "en" } });
  expect(signs()[1]).toContain("rests 42 s");
  expect(signs()[0]).toContain("normal");
  await hear({ ...picture("live"), rooms: resting, stage: { ...stage, languages: "zh" } });
  expect(signs()[1]).toContain("暂歇 42秒");
  // Its time is over, and its next heartbeat is awaited.
  const waiting = resting.map((each) => ({ ...each, drainedMs: each.drainedMs && 0 }));
  await hear({ ...picture("live"), rooms: waiting, stage: { ...stage, languages: "en" } });
  expect(signs()[1]).toMatch(/rests$/);
  await hear({ ...picture("live"), rooms: resting, stage: { ...stage, languages: "en" } });
  await act(async () => changeView(store));
  expect(element.querySelectorAll('[data-testid="engine-room"]')[1]?.textContent).toContain(
    "rests 42 s",
  );
});

test("room health, the official words and the running time stand together on the dashboard", async () => {
  const { store, element, textOf } = await show(picture("moving"));
  await act(async () => changeView(store));
  const states = [...element.querySelectorAll('[data-testid="room"]')].map((each) =>
    each.getAttribute("data-condition"),
  );
  expect(states).toEqual(["switching", "switching", "normal", "normal", "normal"]);
  expect(textOf("headline")).toContain("Disaster recovery switching");
  expect(textOf("band-timer")).toBe(`${textOf("timer-seconds")}秒`);
});

test("a rehearsal says so in every scene", async () => {
  const { hear, element } = await show({ ...picture("live"), rehearsal: true });
  for (const name of Object.keys(scenes)) {
    if (name === "blank") continue;
    await hear({ ...picture(name), rehearsal: true });
    const mark = element.querySelector('[data-testid="rehearsal"]')!;
    expect(mark.textContent, name).toContain("彩排 REHEARSAL");
    // Under everything: what is drawn later covers it, so that no word crosses a code or a digit.
    const others = [
      ...element.querySelectorAll('[role="img"], .core, text.line:not(.watermark-sky)'),
    ].filter((each) => !mark.contains(each));
    const positions = new Set(others.map((each) => mark.compareDocumentPosition(each)));
    expect([...positions], name).toEqual([Node.DOCUMENT_POSITION_FOLLOWING]);
  }
});
