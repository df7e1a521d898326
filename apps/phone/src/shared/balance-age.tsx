import type { LocalizedText } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { isBalanceCurrent } from "../model/account/balance-age.ts";
import { usePhoneState } from "./phone-context.ts";

const secondMs = 1_000;
const dayMs = 86_400_000;

/** How old the balance that is shown may be; null while whatever happens to it is told at once. */
export function useBalanceAge(): LocalizedText | null {
  const isCurrent = usePhoneState(isBalanceCurrent);
  const knownAtMs = usePhoneState((state) => state.balanceKnownAtMs);
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (isCurrent) return;
    const look = (): void => setNowMs(Date.now());
    const first = setTimeout(look, 0);
    const timer = setInterval(look, secondMs);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [isCurrent]);
  if (isCurrent) return null;
  // A clock that was set since tells no age, and no show lasts a day.
  const ageMs = nowMs - (knownAtMs ?? Infinity);
  if (ageMs < -secondMs || ageMs > dayMs) return phoneTexts.asOf;
  return phoneTexts.asHeardAgo(spanOf(Math.max(0, ageMs)));
}

/** In the largest unit of which there are two. */
function spanOf(ms: number): LocalizedText {
  const seconds = Math.floor(ms / secondMs);
  if (seconds < 120) return { en: `${seconds} s`, zh: `${seconds}秒` };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return { en: `${minutes} min`, zh: `${minutes}分钟` };
  const hours = Math.floor(minutes / 60);
  return { en: `${hours} h`, zh: `${hours}小时` };
}

/** Behind a balance: how old it may be, and nothing where it is not old. */
export function BalanceAge(): JSX.Element | null {
  const t = useSay();
  const age = useBalanceAge();
  return age === null ? null : <span className="balance-age"> · {t(age)}</span>;
}
