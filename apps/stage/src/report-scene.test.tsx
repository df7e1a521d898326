import { defaultTopology, type ShowDescription, type ShowSnapshot } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { App } from "./app.tsx";
import { timeToShow } from "./model/show/timer.ts";
import { initialStageState, type StageState } from "./model/store.ts";
import { storyScenes } from "./testing/story-scenes.ts";

const report = storyScenes(400)["report"]!.snapshot;
const qr = { size: 25, path: "M0 0h1v1h-1z" };

function scene(
  changes: Partial<ShowSnapshot> = {},
  told: Pick<ShowDescription, "report" | "keyFingerprint"> = {},
): Element {
  const snapshot = { ...report, ...changes };
  const description: ShowDescription = {
    showId: snapshot.showId,
    topology: defaultTopology,
    joinUrl: "HTTP://192.168.1.20:2626",
    joinQr: qr,
    wifi: null,
    rehearsal: false,
    ...told,
  };
  const time = timeToShow(snapshot.incident, 0, 0, null);
  const store = createStore<StageState>(() => ({
    ...initialStageState,
    connection: "connected",
    description,
    snapshot,
    time,
  }));
  const page = document.createElement("div");
  page.innerHTML = renderToStaticMarkup(
    <LanguageContext value={createLanguageStore("?lang=en", null, "en")}>
      <App store={store} />
    </LanguageContext>,
  );
  return page;
}
const textOf = (page: Element, id: string): string | undefined =>
  page.querySelector(`[data-testid="${id}"]`)?.textContent ?? undefined;

test("the run stands on one line with its five moments, and under it what is known of it", () => {
  const page = scene();
  expect(textOf(page, "run-line")).toBe(
    "0.0cables cut光缆已断1.0abnormal系统异常2.0decided切换判定20.0moving开始迁移26.0all pay全部恢复",
  );
  expect(textOf(page, "card-in-flight")).toContain("40in flight在途34 booked 已入账6 not booked");
  expect(textOf(page, "card-copies")).toContain("3 = 3");
  expect(textOf(page, "card-missing")).toMatch(/^0missing缺失/);
});

test("what nobody has told is absent or a dash, never nothing in a frame", () => {
  const page = scene({ inFlight: null, verification: null, funds: null });
  expect(textOf(page, "card-in-flight")).toBeUndefined();
  expect(textOf(page, "card-missing")).toMatch(/^—missing/);
  expect(textOf(page, "card-funds")).toMatch(/^—difference/);
  expect(textOf(page, "fingerprint")).toBeUndefined();
  expect(page.querySelector('[aria-label*="REPORT"]')).toBeNull();
  // Of another incident.
  const before = scene({ inFlight: { ...report.inFlight!, incident: 7 } });
  expect(textOf(before, "card-in-flight")).toBeUndefined();
});

test("of a run in which nothing was moved the report says so, and no time of recovery", () => {
  const page = scene({ incident: { ...report.incident!, state: "restored-by-hand" } });
  expect(textOf(page, "headline")).toBe(
    "Report 复盘 · Restored by hand, no failover · 人工恢复，未切换",
  );
});

test("a part of the hall does not look like all of it: what was in flight says of how many phones it is, or is absent", () => {
  const heard = (phones: number, hidden = false) =>
    textOf(
      scene({
        inFlight: { ...report.inFlight!, phones },
        people: { ...report.people, hidden },
      }),
      "card-in-flight",
    );
  expect(heard(399)).toContain("34 booked 已入账399/400 phones 手机");
  expect(heard(399, true)).toContain("34 booked 已入账6 not booked");
  expect(heard(3)).toBeUndefined();
});

test("whoever came after the incident had nothing in flight, and is not waited for in the report", () => {
  const heard = (phones: number, of: number) =>
    textOf(
      scene({
        inFlight: { ...report.inFlight!, phones, of },
        people: { ...report.people, online: 410 },
      }),
      "card-in-flight",
    );
  expect(heard(400, 400)).toContain("34 booked 已入账6 not booked");
  expect(heard(399, 400)).toContain("399/400 phones");
  // A booth: five came since.
  expect(heard(4, 4)).toContain("34 booked 已入账6 not booked");
});

test("the code of the report and the fingerprint of its key stand there once the show has them", () => {
  const page = scene(
    {},
    { keyFingerprint: "4f1c9a07be25d3386a90", report: { url: "HTTP://192.0.2.2/REPORT", qr } },
  );
  expect(textOf(page, "fingerprint")).toBe("key 公钥 4f1c 9a07 be25 d338 6a90");
  expect(page.innerHTML).toContain("HTTP://192.0.2.2/REPORT");
});
