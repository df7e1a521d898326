import { formatCents, type FundsCount, type LocalizedText } from "@cablecut/protocol";
import { formatClock, formatCount, stageTexts } from "@cablecut/ui";
import { inLanguages, type StageLanguages } from "../languages.ts";
import { fittingSize, textWidth } from "../type/metrics.ts";

/** Where the two rows of the head end, between its margins, px of the picture. */
const headWidth = 1_824;
/** Between the money on the left and whose picture it is on the right. */
const apart = 40;

const differenceSize = 56;
const ageMargin = 16;
/** Of the parts, and of the small words of the head. */
const smallSize = 26;
const partsGap = 40;
const nameGap = 20;
/** Padding and edges of the two marks that have some, and the cross of the one. */
const rehearsalMore = 34;
const lostMore = 76;
const lostSize = 24;

export interface HeadMark {
  readonly connected: boolean;
  readonly rehearsal: boolean;
  /** When the picture is from: the last word of a server that has gone. */
  readonly atMs: number;
}

/** How wide the name's row is on the right: product, and what its picture is marked with. */
export function nameWidth(
  { connected, rehearsal, atMs }: HeadMark,
  languages: StageLanguages,
): number {
  const product = textWidth("Cablecut", 36, 700);
  if (!connected) {
    const lost = `${inLanguages(stageTexts.connectionLost, languages)} · ${formatClock(atMs)}`;
    return product + nameGap + textWidth(lost, lostSize, 500) + lostMore;
  }
  const small = (text: LocalizedText): number =>
    nameGap + textWidth(inLanguages(text, languages), smallSize, 700);
  const rehearsed = rehearsal ? small(stageTexts.rehearsalMark) + rehearsalMore : 0;
  return product + small(stageTexts.testFunds) + rehearsed;
}

/** In which languages the difference stands beside the name: in the first alone where there is no room for both. */
export function differenceLanguages(
  difference: string,
  age: LocalizedText | null,
  mark: HeadMark,
  languages: StageLanguages,
): StageLanguages {
  const text = (language: "en" | "zh"): string =>
    `${stageTexts.fundsDifference[language]} ${difference}`;
  const both = inLanguages({ en: text("en"), zh: text("zh") }, languages);
  const aged = age === null ? 0 : ageMargin + textWidth(age[languages[0]], smallSize, 600);
  const width = textWidth(both, differenceSize, 600) + aged;
  const room = headWidth - apart - nameWidth(mark, languages);
  return width <= room ? languages : [languages[0]];
}

export interface FundsPart {
  readonly label: LocalizedText;
  readonly count: FundsCount;
}

export function partText({ label, count }: FundsPart, languages: StageLanguages): string {
  return `${inLanguages(label, languages, " ")} ${formatCount(count.accounts)} · ${formatCents(count.actualCents)}`;
}

/** The same for what the money consists of, beside show and date; with a crowd in a full hall a little smaller as well. */
export function fundsPartsFit(
  parts: readonly FundsPart[],
  when: string,
  languages: StageLanguages,
): { readonly languages: StageLanguages; readonly size: number } {
  const gaps = partsGap * Math.max(0, parts.length - 1);
  const room = headWidth - apart - textWidth(when, 30, 600) - gaps;
  const sizeIn = (some: StageLanguages): number =>
    fittingSize(parts.map((part) => partText(part, some)).join(""), smallSize, 500, room);
  if (sizeIn(languages) === smallSize) return { languages, size: smallSize };
  const first: StageLanguages = [languages[0]];
  return { languages: first, size: sizeIn(first) };
}
