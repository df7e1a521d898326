import { showScenes } from "@cablecut/ui/show-scenes";
import { asCents, type ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { consoleSnapshot } from "./testing/console-state.ts";
import { closeConsole, openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

const recovered = showScenes["recovered"]!;
const moving = showScenes["switching-moving"]!;

async function figures(show: ShowSnapshot, language: "en" | "zh" = "en") {
  const opened = await openConsole("live", { console: consoleSnapshot(show) }, {}, language);
  const told = (list: string): (string | null)[] =>
    [...opened.element.querySelectorAll(`${list} > div`)].map(({ textContent }) => textContent);
  await opened.drawer("figures");
  return { ...opened, hall: told(".hall-figures dl"), all: told(".numbers") };
}

test("what phones told of an earlier incident is not told of the one on show, nor is it red", async () => {
  const verification = { ...recovered.verification!, missing: 3 };
  const second = { ...recovered.incident!, id: 2 };
  const { hall, all, element } = await figures({ ...recovered, incident: second, verification });
  expect(hall).toContain("—receipts verified");
  expect(hall).toContain("—missing");
  expect(all).toContain("Verified—");
  expect(all).toContain("Missing—");
  expect(all).toContain("Not heard yet—");
  expect(element.querySelector('[data-missing="true"], [data-alarming="true"]')).toBeNull();
});

test("before the first phone has answered nobody says that nothing is missing", async () => {
  const verification = { ...recovered.verification!, phones: 0, verified: 0, notYetHeard: 1_611 };
  const { hall, all } = await figures({ ...recovered, verification });
  expect(hall).toContain("—missing");
  expect(all).toContain("Missing—");
  expect(all).toContain("Not heard yet1,611");
});

test("a forged receipt counts as missing in every place, and is red", async () => {
  const verification = { ...recovered.verification!, missing: 1, forged: 1 };
  const { hall, all, element } = await figures({ ...recovered, verification });
  expect(hall).toContain("2missing");
  expect(all).toContain("Missing2");
  expect(element.querySelectorAll('[data-missing="true"], [data-alarming="true"]')).toHaveLength(2);
});

test("seconds are told in the reader's language, and thousands have their comma", async () => {
  const early = showScenes["switching-early"]!;
  const { hall, all, element } = await figures(
    { ...early, incident: { ...early.incident!, accountsHit: 1_800 } },
    "zh",
  );
  expect(hall).toContain("10.4秒后开始迁移");
  expect(all).toContain("节奏等待剩余11秒");
  expect(all).toContain("账户恢复0/1,800");
  expect(element.querySelector('[data-testid="timer"]')!.textContent).toBe("9.1秒");
});

test("where nobody lived in the lost rooms the parts of the ledger are counted, as on the stage", async () => {
  const incident = { ...moving.incident!, accountsHit: 0, accountsBack: 0 };
  const { hall } = await figures({ ...moving, incident });
  expect(hall).toContain("24/40ledger parts back");
});

test("a figure of a full hall is set smaller, so that it does not lie on the one beside it", async () => {
  const long = async (accountsHit: number): Promise<(string | null)[]> => {
    const incident = { ...moving.incident!, leaseRemainingMs: 0, accountsHit, accountsBack: 248 };
    const { element } = await openConsole("live", {
      console: consoleSnapshot({ ...moving, incident }),
    });
    const set = [...element.querySelectorAll('.hall-figures dd[data-long="true"]')];
    await closeConsole();
    return set.map(({ textContent }) => textContent);
  };
  expect(await long(400)).toEqual([]);
  expect(await long(4_000)).toEqual(["248/4,000"]);
});

test("of a run of before of which nobody knows when it was no time is told", async () => {
  const incident = { ...recovered.incident!, startedAtMs: null };
  const { element } = await figures({ ...showScenes["live"]!, incident });
  expect(element.querySelector('[data-testid="last-run"]')!.textContent).toBe("last run 26.0 s");
});

test("what no room that answers tells any more is told with its age, and of nobody is it said that they lead", async () => {
  const live = showScenes["live"]!;
  const late = { ...live, funds: { ...live.funds!, ageMs: 34_200 } };
  const { hall, all } = await figures(late);
  expect(hall).toContain("0.00difference, as of 34 s ago");
  expect(all).toContain("Funds difference, as of 34 s ago0.00");
  expect(all).toContain("Leader—");
  await closeConsole();
  expect((await figures(late, "zh")).hall).toContain("0.00差额，截至34秒前");
});

test("a difference is red in every place", async () => {
  const live = showScenes["live"]!;
  const funds = { ...live.funds!, differenceCents: asCents(-1) };
  const { element } = await figures({ ...live, funds });
  expect(element.querySelectorAll('[data-missing="true"], [data-alarming="true"]')).toHaveLength(2);
});

test("events tell their seconds in the reader's language too", async () => {
  const events = [
    { atMs: recovered.incident!.startedAtMs! + 900, kind: "quorum-lost", values: {} } as const,
  ];
  const console = { ...consoleSnapshot(recovered), events };
  const { element } = await openConsole("live", { console }, {}, "zh");
  expect(element.querySelector(".events-since")!.textContent).toBe("+0.9秒");
});
