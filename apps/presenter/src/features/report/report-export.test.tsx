import { defaultTopology, type ShowDescription } from "@cablecut/protocol";
import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeAll, expect, test } from "vitest";
import { showScenes } from "@cablecut/ui/show-scenes";
import { ReportExport } from "./report-export.tsx";

const description: ShowDescription = {
  showId: "0123456789ab",
  topology: defaultTopology,
  joinUrl: "http://192.168.1.5:2626/",
  joinQr: { size: 21, path: "M0 0h1v1h-1z" },
  wifi: null,
  rehearsal: false,
  keyFingerprint: "0123456789abcdef0123",
};

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

async function drawn(hidden: boolean): Promise<HTMLElement> {
  const place = document.createElement("div");
  const snapshot = showScenes["live"]!;
  const show = { ...snapshot, people: { ...snapshot.people, hidden } };
  await act(async () =>
    createRoot(place).render(
      <LanguageContext value={createLanguageStore("?lang=en", null, "en")}>
        <ReportExport description={description} show={show} />
      </LanguageContext>,
    ),
  );
  return place;
}

test("the console gives out the report as the gateway tells it, and shows the signing key's fingerprint", async () => {
  const place = await drawn(false);
  const links = [...place.querySelectorAll("a")];
  expect(links.map((link) => link.getAttribute("href"))).toEqual([
    "/report",
    "/report.json",
    "/events.csv",
  ]);
  // Whoever finds the files later reads in their names that nobody has signed them.
  for (const link of links) expect(link.download).toMatch(/^0123456789ab-unsigned-/);
  expect(place.textContent).toContain("0123 4567 89ab cdef 0123");
  expect(place.textContent).toContain("Not signed");
});

test("while the head count is hidden no report is given out that would tell it", async () => {
  const place = await drawn(true);
  expect(place.querySelectorAll("a")).toHaveLength(0);
});
