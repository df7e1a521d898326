import { pageAddress } from "@cablecut/protocol";
import { asPresenter } from "./presenter-session.ts";

/** As long as the gateway takes it. */
export const loginLinkMinutes = 60;

export type LoginLink =
  | { readonly ok: true; readonly link: string }
  | { readonly ok: false; readonly refusal: string };

/** Asks a gateway for a link that opens the console once, without the PIN. `pages`: where the show's pages are. */
export async function askForLoginLink(
  gateways: readonly string[],
  token: string,
  pages: string,
): Promise<LoginLink> {
  const outcome = await asPresenter(gateways, token, (socket) =>
    socket.timeout(5_000).emitWithAck("ticket", { kind: "login" }),
  );
  if (!outcome.ok) return outcome;
  if (!outcome.value.ok) return outcome.value;
  return { ok: true, link: `${pageAddress(pages, "presenter")}#login=${outcome.value.ticket}` };
}
