import {
  asCents,
  formatCents,
  formatSeconds,
  spacedFingerprint,
  type LocalizedText,
  type PaceName,
} from "@cablecut/protocol";
import { formatDate, roomName } from "@cablecut/ui";
import type { PhoneState, Profile } from "../phone-state.ts";
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
  /** From which room to which, in both languages; a room that stayed. */
  readonly way: LocalizedText;
  /** Date and show. */
  readonly foot: string;
  /** Of the key that signs the show's report; null where the show has none. */
  readonly key: string | null;
}

const paceWords = {
  keynote: { en: "paced to 2018", zh: "按2018年节奏" },
  booth: { en: "booth, paced to 2018", zh: "展台，按2018年节奏" },
  "full-speed": { en: "full speed", zh: "全速" },
  custom: { en: "custom pace", zh: "自定节奏" },
} satisfies Record<PaceName, LocalizedText>;

/** Null until an incident is recovered and this phone's receipts have all been shown. */
export function cardFactsOf(state: PhoneState, profile: Profile): CardFacts | null {
  const { hall, verification, world } = state;
  const incident = hall?.incident ?? null;
  if (incident === null || world === null || incident.state !== "recovered") return null;
  if (verification.kind !== "done" || verification.result.incident !== incident.id) return null;
  const counts = countChecks(verification.result);
  if (counts.lost > 0) return null;
  const { topology, me, showId, keyFingerprint } = profile;
  const home = roomName(topology, me.shard % topology.rooms.length);
  // Who served the account then: by the time that the card is opened it may be on its way home.
  const now = roomName(topology, verification.result.room);
  const way = (language: "en" | "zh"): string =>
    home === now ? home[language] : `${home[language]} → ${now[language]}`;
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
    foot: `${formatDate(verification.result.wallMs ?? world.atMs)} · 场次 show ${showId.slice(0, 8)}`,
    key: keyFingerprint === undefined ? null : spacedFingerprint(keyFingerprint),
  };
}
