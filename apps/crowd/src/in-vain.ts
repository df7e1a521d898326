import type { LocalizedText } from "@cablecut/protocol";
import type { Attendee } from "./attendee.ts";
import { crowdTexts } from "./texts.ts";

/** Nobody waits for all of `--seconds` at an address where no show is, ms. */
const answeredWithinMs = 15_000;

type Come = Pick<Attendee, "me" | "wasAnswered">;

/** Whether the crowd is at a wrong address, `triedForMs` after the first of it came. One that was ever answered goes on. */
export function isInVain(attendees: readonly Come[], triedForMs: number): boolean {
  return triedForMs > answeredWithinMs && !attendees.some(({ wasAnswered }) => wasAnswered);
}

/** What a crowd of which nobody came in says in the place of its report; null where somebody did. */
export function farewellOf(attendees: readonly Come[], url: string): LocalizedText | null {
  if (attendees.some(({ me }) => me !== null)) return null;
  const isThere = attendees.some(({ wasAnswered }) => wasAnswered);
  return isThere ? crowdTexts.notLetIn(url) : crowdTexts.nobody(url);
}
