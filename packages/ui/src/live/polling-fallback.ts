import type { Manager } from "socket.io-client";

/** In the order in which they are tried when a connection is opened. */
export const webSocketFirst = ["websocket", "polling"];
const pollingFirst = ["polling", "websocket"];

/** How long a connection may take to be opened, ms. */
export const openMs = 5_000;
/**
 * The same where a WebSocket was open before and there is no other gateway to ask, ms. A whole hall comes back to one, and is let
 * in one after the other: whoever gives up after half of that stands at the end of the queue again, and made it longer.
 */
const backMs = 10_000;

/**
 * A WebSocket that neither opens nor fails (some proxies, iOS 26 on a plain LAN address) would be waited for at every
 * try. So after one connect timeout long polling is tried first, and from there WebSocket as an upgrade, which may hang
 * without harm; once that has succeeded, or polling was not answered either, WebSocket comes first again. Where a WebSocket
 * was open already the first timeout says only that the gateway is busy, as when a whole hall comes back to it: long
 * polling asks it for several answers instead of one.
 */
export function fallBackToPolling(
  manager: Manager,
  hasOthers: () => boolean,
  waits = { openMs, backMs },
): void {
  let order = webSocketFirst;
  let isKnownToWork = false;
  const tryFirst = (transports: string[]): void => {
    order = transports;
    // A new array each time: the client library writes into the one that it is given.
    manager.opts.transports = [...transports];
  };
  manager.on("reconnect_attempt", () => {
    manager.timeout(isKnownToWork && !hasOthers() ? waits.backMs : waits.openMs);
  });
  manager.on("error", ({ message }) => {
    if (message !== "timeout") return;
    const isBusy = isKnownToWork && order === webSocketFirst;
    // Said once: the phone may be in another network by now.
    isKnownToWork = false;
    if (!isBusy) tryFirst(order === webSocketFirst ? pollingFirst : webSocketFirst);
  });
  manager.on("open", () => {
    if (manager.engine.transport.name === "websocket") isKnownToWork = true;
    manager.engine.on("upgrade", () => {
      isKnownToWork = true;
      tryFirst(webSocketFirst);
    });
  });
}
