import { asCents, initialFundsCents, type FundsCount } from "@cablecut/protocol";
import { stageTexts } from "@cablecut/ui";
import { expect, test } from "vitest";
import { inLanguages, type StageLanguages } from "../languages.ts";
import { textWidth } from "../type/metrics.ts";
import { differenceLanguages, fundsPartsFit, nameWidth, partText } from "./head-rows.ts";

const atMs = 1_780_000_000_000;
const when = "e82b11dd886c · 2026-05-28 20:26:40";
const age = { en: "as of 34 s ago", zh: "截至34秒前" };
/** Between the margins of a picture 1,920 wide. */
const headWidth = 1_824;
const orders: readonly StageLanguages[] = [["en", "zh"], ["zh", "en"], ["en"], ["zh"]];

function fundsOf(accounts: number): FundsCount {
  const cents = asCents(accounts * initialFundsCents);
  return { accounts, expectedCents: cents, actualCents: cents };
}

test("the money's difference has room beside the name, whatever the picture is marked with", () => {
  for (const languages of orders)
    for (const connected of [true, false])
      for (const rehearsal of [true, false])
        for (const aged of [null, age])
          for (const difference of ["0.00", "−1,234.56", "−1,234,567.00"]) {
            const mark = { connected, rehearsal, atMs };
            const told = differenceLanguages(difference, aged, mark, languages);
            const { en, zh } = stageTexts.fundsDifference;
            const text = { en: `${en} ${difference}`, zh: `${zh} ${difference}` };
            const width =
              textWidth(inLanguages(text, told), 56, 600) +
              (aged === null ? 0 : 16 + textWidth(aged[told[0]], 26, 600)) +
              nameWidth(mark, languages);
            const of = JSON.stringify({ languages, mark, aged, difference });
            expect(width, of).toBeLessThan(headWidth);
            expect(told[0], of).toBe(languages[0]);
          }
});

test("as long as no money is missing the difference is told in both languages, also of a rehearsal and without a server", () => {
  for (const languages of orders)
    for (const connected of [true, false])
      for (const rehearsal of [true, false])
        expect(
          differenceLanguages("0.00", null, { connected, rehearsal, atMs }, languages),
        ).toEqual(languages);
});

test("with a synthetic crowd in a full hall what the money consists of has room beside show and date", () => {
  for (const languages of orders)
    for (const [people, synthetic] of [
      [1, 0],
      [300, 300],
      [1_640, 300],
      [10_000, 1_000],
      [20_000, 1_000],
    ] as const) {
      const parts = [
        { label: stageTexts.fundsPeople, count: fundsOf(people) },
        { label: stageTexts.fundsHouse, count: fundsOf(110) },
        ...(synthetic === 0
          ? []
          : [{ label: stageTexts.fundsSynthetic, count: fundsOf(synthetic) }]),
      ];
      const { languages: told, size } = fundsPartsFit(parts, when, languages);
      const width =
        parts.reduce((sum, part) => sum + textWidth(partText(part, told), size, 500), 0) +
        40 * (parts.length - 1) +
        textWidth(when, 30, 600);
      const of = `${languages.join()} ${people} + ${synthetic}`;
      expect(width, of).toBeLessThan(headWidth);
      // Nothing on the dashboard is smaller.
      expect(size, of).toBeGreaterThanOrEqual(20);
      expect(told, of).toEqual(synthetic === 0 ? languages : [languages[0]]);
    }
});
