import type { Standing } from "../transfer/standing.ts";

/** The shape of what became of a payment, on its page and in the list. */
export type Face = "booked" | "confirming" | "kept" | "checking" | "refused";

export function faceOf(standing: Standing): Face {
  switch (standing) {
    case "waiting":
      return "kept";
    case "forgotten":
      return "checking";
    case "kept":
    case "confirming":
    case "checking":
    case "booked":
    case "refused":
      return standing;
  }
}
