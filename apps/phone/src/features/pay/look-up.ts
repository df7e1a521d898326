import { accountIdOf, type LookUpAnswer, type Person } from "@cablecut/protocol";
import type { refusalTexts } from "@cablecut/ui";
import { useEffect, useState } from "react";
import { useIsInside, usePhone } from "../../shared/phone-context.ts";

export type LookUp =
  | { readonly kind: "typing" }
  | { readonly kind: "asking" }
  /** The line is down: asked as soon as it is back. */
  | { readonly kind: "waiting" }
  | { readonly kind: "found"; readonly person: Person }
  | { readonly kind: "refused"; readonly refusal: keyof typeof refusalTexts };

/** A question that was not answered is asked again after this, ms; at once after every reconnection. */
const askAgainMs = 1_500;

/** Asks until there is an answer: nothing is asked while the line is down, and what was lost is asked anew. */
export function useAnswer(
  key: string | null,
  ask: () => Promise<LookUpAnswer | null>,
): LookUpAnswer | null {
  const isInside = useIsInside();
  const [answered, setAnswered] = useState<{ key: string; answer: LookUpAnswer } | null>(null);
  const isAnswered = answered !== null && answered.key === key;
  useEffect(() => {
    if (key === null || isAnswered || !isInside) return;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tryOnce = (): void => {
      void ask().then((answer) => {
        if (left) return;
        const isPassing =
          answer === null ||
          (!answer.ok && (answer.refusal === "too-fast" || answer.refusal === "not-entered"));
        if (isPassing) timer = setTimeout(tryOnce, askAgainMs);
        else setAnswered({ key, answer });
      });
    };
    tryOnce();
    return () => {
      left = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `key` says what is asked; the function is a new one each time
  }, [key, isAnswered, isInside]);
  return isAnswered ? answered.answer : null;
}

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
