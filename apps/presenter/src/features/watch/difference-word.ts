import type { LocalizedText, ShowSnapshot } from "@cablecut/protocol";
import { consoleTexts, formatCount, storyTexts } from "@cablecut/ui";

/** The funds' difference by name, and how old it is where no room that answers tells it. */
export function differenceWord(
  funds: ShowSnapshot["funds"],
  name: LocalizedText = consoleTexts.difference,
): LocalizedText {
  if (funds?.ageMs === undefined) return name;
  const ago = storyTexts.asOfAgo(formatCount(funds.ageMs / 1_000));
  return { en: `${name.en}, ${ago.en}`, zh: `${name.zh}，${ago.zh}` };
}
