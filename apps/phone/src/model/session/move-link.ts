import { moveCodePattern, type MoveLinkAnswer } from "@cablecut/protocol";
import type { FragmentPort } from "../storage.ts";
import type { GatewayLine } from "./gateway-line.ts";

/** Behind the #, which no browser sends anywhere: neither a log nor a referrer ever has it. */
const prefix = "#move=";

export type GivenLink =
  | { readonly ok: true; readonly link: string; readonly forMs: number }
  | Extract<MoveLinkAnswer, { ok: false }>;

/**
 * A link that is good once, at the gateway that gave it. It stands in the page's own address as well, which is what an app
 * takes along when it opens the page in a browser; `address`: null where the account itself stands there.
 */
export async function askForLink(
  line: Pick<GatewayLine, "ask" | "origin">,
  address: FragmentPort | null,
): Promise<GivenLink | null> {
  const { origin } = line;
  const answer = await line.ask("moveLink", {});
  if (answer === null || !answer.ok) return answer;
  const fragment = `${prefix}${answer.code}`;
  address?.write(fragment);
  return { ok: true, link: `${origin}/${fragment}`, forMs: answer.forMs };
}

/** Null where the page was not opened by such a link. */
export function moveCodeIn(fragment: string): string | null {
  if (!fragment.startsWith(prefix)) return null;
  const code = fragment.slice(prefix.length);
  return moveCodePattern.test(code) ? code : null;
}
