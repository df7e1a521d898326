import { accountIdOf, type LookUpAnswer, type Person } from "@cablecut/protocol";
import type { refusalTexts } from "@cablecut/ui";
import { useIsInside, usePhone } from "../../shared/phone-context.ts";
import { useAnswer } from "../../shared/use-answer.ts";

export type LookUp =
  | { readonly kind: "typing" }
  | { readonly kind: "asking" }
  /** The line is down: asked as soon as it is back. */
  | { readonly kind: "waiting" }
  | { readonly kind: "found"; readonly person: Person }
  | { readonly kind: "refused"; readonly refusal: keyof typeof refusalTexts };

/** Asks for the name behind a number as soon as it has five digits: people see whom they pay before they do. */
export function useLookUp(text: string, ownNumber: number): LookUp {
  const phone = usePhone();
  const complete = /^\d{5}$/.test(text);
  const own = complete && Number(text) === ownNumber;
  const known = complete && accountIdOf(Number(text)) !== null;
  const isInside = useIsInside();
  const answer = useAnswer(known && !own ? text : null, () => phone.lookUp(Number(text)));
  if (!complete) return { kind: "typing" };
  if (own) return { kind: "refused", refusal: "same-account" };
  if (!known) return { kind: "refused", refusal: "unknown-payee" };
  return lookUpOf(answer, isInside);
}

export function lookUpOf(answer: LookUpAnswer | null, isInside: boolean): LookUp {
  if (answer === null) return { kind: isInside ? "asking" : "waiting" };
  return answer.ok
    ? { kind: "found", person: answer.person }
    : { kind: "refused", refusal: answer.refusal };
}
