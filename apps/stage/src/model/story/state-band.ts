import type { LocalizedText, ShowSnapshot, Topology } from "@cablecut/protocol";
import { storyTexts } from "@cablecut/ui";
import type { ShownTime } from "../show/timer.ts";
import { whatIsMissing, type StoryScene } from "./scene.ts";
import { bandOf, differenceText, howItEnded, quorumWords, type Band } from "./words.ts";

/** The band of the dashboard: where the story has a full picture its statement stands in a band as well. */
export interface StateBandWords {
  readonly shape: Band["shape"] | "missing" | "quorum-lost";
  readonly headline: LocalizedText;
  readonly second: LocalizedText | null;
}

/** Null where nothing is stated: in the lobby, and on a blank screen. */
export function stateBandOf(
  scene: StoryScene,
  snapshot: ShowSnapshot,
  topology: Topology,
  time: ShownTime | null,
): StateBandWords | null {
  switch (scene) {
    case "missing":
      return missingBand(snapshot);
    case "quorum-lost":
      return {
        shape: "quorum-lost",
        headline: storyTexts.tooFewRooms,
        second: quorumWords(snapshot, topology),
      };
    case "report":
      return {
        shape: "line",
        headline: storyTexts.report,
        second: snapshot.incident === null ? null : howItEnded(snapshot, time),
      };
    // Zero has its own picture in the story only: here the band of the stop stays.
    case "proof":
      return bandOf("recovered", snapshot, topology, time);
    case "starting":
    case "lobby":
    case "live":
    case "cue":
    case "hold-up":
    case "cut":
    case "abnormal":
    case "switching":
    case "moving":
    case "recovered":
    case "full-speed":
    case "no-failover":
    case "blank":
      return bandOf(scene, snapshot, topology, time);
  }
}

function missingBand(snapshot: ShowSnapshot): StateBandWords | null {
  const missing = whatIsMissing(snapshot);
  if (missing === null) return null;
  const difference = differenceText(snapshot.funds);
  const { fundsDifference } = storyTexts;
  return {
    shape: "missing",
    headline: {
      receipts: storyTexts.countedMissing(missing.kind === "receipts" ? missing.count : 0),
      money: storyTexts.moneyDiffers,
      copies: storyTexts.copiesDiffer,
    }[missing.kind],
    second: {
      en: `${fundsDifference.en} ${difference}`,
      zh: `${fundsDifference.zh} ${difference}`,
    },
  };
}
