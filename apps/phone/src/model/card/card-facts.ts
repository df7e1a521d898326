import {
  asCents,
  formatCents,
  formatSeconds,
  spacedFingerprint,
  type LocalizedText,
  type PaceName,
} from "@cablecut/protocol";
import { formatDate, roomName } from "@cablecut/ui";
import type { Profile } from "../phone-state.ts";
import type { CardRun } from "./card-run.ts";
import { countChecks } from "../receipts/receipt-book.ts";

/** What stands on the card: measured or counted, or not there. */
export interface CardFacts {
  /** The hall's difference, "0.00"; null until every room that answers has counted that it is. */
  readonly difference: string | null;
  /** "26.0"; null where nobody knows. */
  readonly seconds: string | null;
  readonly pace: LocalizedText;
  readonly name: LocalizedText;
  /** Empty where this phone had none to show. */
  readonly receipts: LocalizedText;
  /** From which room to which, in both languages; the last one alone where the account stayed, or where nobody knows. */
  readonly way: LocalizedText;
  /** Date and show. */
  readonly foot: string;
  /** Of the key that signs the show's report; null where the show has none. */
  readonly key: string | null;
}

/** Whose card it is, and of which show. */
export type CardOwner = Pick<Profile, "topology" | "me" | "showId"> & {
  readonly keyFingerprint?: string | undefined;
};

const paceWords = {
  keynote: { en: "paced to 2018", zh: "按2018年节奏" },
  booth: { en: "booth, paced to 2018", zh: "展台，按2018年节奏" },
  "full-speed": { en: "full speed", zh: "全速" },
  custom: { en: "custom pace", zh: "自定节奏" },
} satisfies Record<PaceName, LocalizedText>;

export function cardFactsOf(
  { incident, result, atMs }: CardRun,
  { topology, me, showId, keyFingerprint }: CardOwner,
): CardFacts {
  const counts = countChecks(result);
  // Who served the account then, and before that, if this page saw it move in that run: where it is at home says neither.
  const { room, left = room } = result;
  const [from, to] = [roomName(topology, left), roomName(topology, room)];
  const way = (language: "en" | "zh"): string =>
    left === room ? to[language] : `${from[language]} → ${to[language]}`;
  const { differenceCents, elapsedMs, pace } = incident;
  return {
    // Its words are that nothing is lost: of anything else there is nothing to keep a picture of.
    difference: differenceCents === 0 ? formatCents(asCents(differenceCents)) : null,
    seconds: elapsedMs === null ? null : formatSeconds(elapsedMs),
    pace: paceWords[pace],
    name: me.name,
    receipts:
      counts.asked === 0
        ? { en: "", zh: "" }
        : {
            en: `${counts.verified} of my ${counts.asked} receipts survived`,
            zh: `我的${counts.asked}笔凭证，${counts.verified}笔完好`,
          },
    way: { en: way("en"), zh: way("zh") },
    foot: `${formatDate(atMs)} · 场次 show ${showId.slice(0, 8)}`,
    key: keyFingerprint === undefined ? null : spacedFingerprint(keyFingerprint),
  };
}
