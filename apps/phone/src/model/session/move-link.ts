import { moveCodePattern, type MoveLinkAnswer } from "@cablecut/protocol";
import type { FragmentPort } from "../storage.ts";
import type { GatewayLine } from "./gateway-line.ts";

/** Behind the #, which no browser sends anywhere: neither a log nor a referrer ever has it. */
const prefix = "#move=";

export type GivenLink =
  | { readonly ok: true; readonly link: string; readonly forMs: number }
  | Extract<MoveLinkAnswer, { ok: false }>;

/** A link that is good once, at the gateway that gave it. */
export async function askForLink(
  line: Pick<GatewayLine, "ask" | "origin">,
): Promise<GivenLink | null> {
  const { origin } = line;
  const answer = await line.ask("moveLink", {});
  return answer?.ok === true
    ? { ok: true, link: `${origin}/${prefix}${answer.code}`, forMs: answer.forMs }
    : answer;
}

/** In the page's own address; null: no link any more, and what else stands there stays. */
export function showLinkIn(address: FragmentPort, link: string | null): void {
  if (link !== null) address.write(link.slice(link.indexOf(prefix)));
  else if (moveCodeIn(address.read()) !== null) address.write("");
}

/** What the page was opened by; `damaged`: such a link that was cut off on its way. Null: by none. */
export function linkIn(fragment: string): "whole" | "damaged" | null {
  if (!fragment.startsWith(prefix)) return null;
  return moveCodeIn(fragment) === null ? "damaged" : "whole";
}

/** Null where the page was not opened by such a link, or by a damaged one. */
export function moveCodeIn(fragment: string): string | null {
  if (!fragment.startsWith(prefix)) return null;
  const code = fragment.slice(prefix.length);
  return moveCodePattern.test(code) ? code : null;
}
