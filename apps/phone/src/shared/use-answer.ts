import { useEffect, useState } from "react";
import { useIsInside } from "./phone-context.ts";

type Answered = { readonly ok: true } | { readonly ok: false; readonly refusal: string };

/** A question that was not answered is asked again after this, ms; at once after every reconnection. */
const askAgainMs = 1_500;

/**
 * Asks until there is an answer: nothing is asked while the line is down, and what was lost is asked anew. `key` says what is
 * asked; null: nothing.
 */
export function useAnswer<Answer extends Answered>(
  key: string | null,
  ask: () => Promise<Answer | null>,
): Answer | null {
  const isInside = useIsInside();
  const [answered, setAnswered] = useState<{ key: string; answer: Answer } | null>(null);
  const isAnswered = answered !== null && answered.key === key;
  useEffect(() => {
    if (key === null || isAnswered || !isInside) return;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tryOnce = (): void => {
      void ask().then((answer) => {
        if (left) return;
        if (answer === null || isPassing(answer)) timer = setTimeout(tryOnce, askAgainMs);
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

function isPassing(answer: Answered): boolean {
  return !answer.ok && ["too-fast", "not-entered", "unknown"].includes(answer.refusal);
}
