import type { LocalizedText } from "@cablecut/protocol";
import { commandRefusalTexts, presenterTexts } from "@cablecut/ui";
import type { Hindrance } from "../model/permission.ts";
import type { Refused } from "../model/store.ts";

export const hindranceTexts = {
  "not-connected": presenterTexts.notConnected,
  silent: presenterTexts.lineSilent,
  starting: presenterTexts.roomsUnheard,
  switching: presenterTexts.onlyWhileSwitching,
  "quorum-lost": presenterTexts.noMoreCuts,
  "real-cables": presenterTexts.realCables,
  "silent-by-hand": presenterTexts.lineSilentOnlyBlank,
  "switching-by-hand": presenterTexts.onlyBlankWhileSwitching,
  "quorum-lost-by-hand": presenterTexts.plugBackFirst,
} satisfies Record<Hindrance, LocalizedText>;

const texts: Record<Refused["refusal"], LocalizedText> = {
  ...commandRefusalTexts,
  ...hindranceTexts,
};

export function refusalText(refused: Refused): LocalizedText {
  return texts[refused.refusal];
}
