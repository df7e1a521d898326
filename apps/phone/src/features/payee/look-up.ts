import { accountIdOf, type LookUpAnswer, type Person } from "@cablecut/protocol";
import type { refusalTexts } from "@cablecut/ui";
import { useEffect, useState } from "react";
import { usePhone } from "../../shared/phone-context.ts";

export type LookUp =
  | { readonly kind: "typing" }
  | { readonly kind: "asking" }
  | { readonly kind: "found"; readonly person: Person }
  | { readonly kind: "refused"; readonly refusal: keyof typeof refusalTexts };

/** Asks for the name behind a number as soon as it has five digits: people see whom they pay before they do. */
export function useLookUp(text: string, ownNumber: number): LookUp {
  const phone = usePhone();
  const [answered, setAnswered] = useState<{ text: string; answer: LookUpAnswer | null } | null>(
    null,
  );
  const complete = /^\d{5}$/.test(text);
  const own = complete && Number(text) === ownNumber;
  const known = complete && accountIdOf(Number(text)) !== null;
  useEffect(() => {
    if (!known || own) return;
    let left = false;
    void phone.lookUp(Number(text)).then((answer) => {
      if (!left) setAnswered({ text, answer });
    });
    return () => {
      left = true;
    };
  }, [phone, text, known, own]);
  if (!complete) return { kind: "typing" };
  if (own) return { kind: "refused", refusal: "same-account" };
  if (!known) return { kind: "refused", refusal: "unknown-payee" };
  if (answered === null || answered.text !== text) return { kind: "asking" };
  if (answered.answer === null) return { kind: "refused", refusal: "unreachable" };
  return answered.answer.ok
    ? { kind: "found", person: answered.answer.person }
    : { kind: "refused", refusal: answered.answer.refusal };
}
