import type { LocalizedText } from "../values/language.ts";
import * as z from "zod";
import type { AccountId, AccountNumber, RoomIndex } from "../values/ids.ts";

/** Attendees in one answer; beyond that the search has to be narrower. */
export const foundAttendeesMax = 20;

/** By account number or a part of the name, in either language. Empty: those who are removed. */
export const attendeeSearchSchema = z.strictObject({ text: z.string().max(40) });

export interface FoundAttendee {
  readonly account: AccountId;
  readonly accountNumber: AccountNumber;
  readonly name: LocalizedText;
  /** Null where it is not known here. */
  readonly room: RoomIndex | null;
  readonly synthetic: boolean;
  /** At this gateway now. Null where it is not, and may be at another one, which does not say who is there. */
  readonly online: boolean | null;
  readonly removed: boolean;
}

export type AttendeeSearchAnswer =
  | {
      readonly ok: true;
      readonly found: readonly FoundAttendee[];
      /** There are more than are listed. */
      readonly more: boolean;
      /** There are attendees whom this gateway has not met: of their names it knows nothing. */
      readonly notAll?: true;
    }
  | {
      readonly ok: false;
      /** `unknown`: no room could say whether there is such an account. */
      readonly refusal: "malformed" | "not-logged-in" | "too-fast" | "unknown";
    };
