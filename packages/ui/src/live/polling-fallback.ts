import type { Manager, Socket } from "socket.io-client";

/** In the order in which they are tried when a connection is opened. */
export const webSocketFirst = ["websocket", "polling"];
const pollingFirst = ["polling", "websocket"];

/** How long a connection may take to be opened, ms. */
export const openMs = 5_000;
const usualWaits = {
  openMs,
  /**
   * The same where a WebSocket was open before and there is no other gateway to ask. A whole hall comes back to one, and is let
   * in one after the other: whoever gives up after half of that stands at the end of the queue again, and made it longer.
   */
  backMs: 10_000,
  /** An open connection says nothing for so long: a little less than a gateway waits for a page's first word. */
  greetMs: 8_000,
  /** A connection that ends sooner has carried nothing worth the name. */
  shortMs: 20_000,
  /** What came while this page stood still lies unread, perhaps behind the very timer that judges by it: it is read first. */
  unreadMs: 250,
  /** Long polling without an upgrade is given up after about so long: what ended the WebSockets may be over. */
  pollMs: 300_000,
};

/**
 * Two tries in vain, one each way, double the patience, at most so often: a line may take seconds for each turn. Where there are
 * other gateways one of them may stand still, and whoever waits for it asks the next one later.
 */
const doublingsMax = { alone: 2, withOthers: 1 };

function patience(unanswered: number, hasOthers: boolean): number {
  const most = hasOthers ? doublingsMax.withOthers : doublingsMax.alone;
  return 2 ** Math.min(most, Math.floor(unanswered / 2));
}

/** So many that end soon, one after the other, lie in the network: a gateway that starts anew ends one or two. */
const shortMax = 3;

/**
 * A WebSocket that neither opens nor fails (some proxies, iOS 26 on a plain LAN address) would be waited for at every
 * try, and so would one that opens and carries nothing. So after one timeout long polling is tried first, and from there
 * WebSocket as an upgrade, which may hang without harm; once that has succeeded, or polling was not answered either,
 * WebSocket comes first again. Where a WebSocket had worked already the first timeout says only that the gateway is busy,
 * as when a whole hall comes back to it: long polling asks it for several answers instead of one. Where WebSockets work
 * and end again and again (a proxy that takes no large frame) long polling stays until it is lost, or for some minutes.
 * What it returns ends the connection, which is then no sign of anything.
 */
export function fallBackToPolling(
  socket: Pick<Socket, "active"> & { readonly io: Manager },
  hasOthers: () => boolean,
  waits = usualWaits,
): () => void {
  const manager = socket.io;
  let order = webSocketFirst;
  let isKnownToWork = false;
  /** Tries in a row that were not answered in time. */
  let unanswered = 0;
  /** WebSockets in a row that ended soon. */
  let short = 0;
  /** Of the connection that is open, by the wall clock: a page's own stands still while the device sleeps. */
  let openedMs = 0;
  let isGreeted = false;
  /** Until the first word is missed; after it, until long polling has been enough. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isWebSocket = (): boolean => manager.engine.transport.name === "websocket";
  /** Then everybody asks one gateway, which answers one after the other: whoever gives up makes it longer for all. */
  const isHallBack = (): boolean => isKnownToWork && !hasOthers();
  const tryFirst = (transports: string[]): void => {
    order = transports;
    // A new array each time: the client library writes into the one that it is given.
    manager.opts.transports = [...transports];
  };
  const count = (ends: number): void => {
    short = ends;
    manager.opts.upgrade = short < shortMax;
  };
  const hangUp = (): void => {
    openedMs = Number.NEGATIVE_INFINITY;
    manager.engine.close();
  };
  const notAnswered = (): void => {
    unanswered += 1;
    const isBusy = isKnownToWork && order === webSocketFirst;
    // Said once: the phone may be in another network by now.
    isKnownToWork = false;
    if (!isBusy) tryFirst(order === webSocketFirst ? pollingFirst : webSocketFirst);
  };
  manager.on("reconnect_attempt", () => {
    manager.timeout(isHallBack() ? waits.backMs : waits.openMs * patience(unanswered, hasOthers()));
  });
  manager.on("error", ({ message }) => {
    if (message === "timeout") notAnswered();
  });
  manager.on("open", () => {
    const { engine } = manager;
    openedMs = Date.now();
    isGreeted = false;
    const judge = (): void => void (timer = setTimeout(() => engine.close(), waits.unreadMs));
    timer = setTimeout(judge, waits.greetMs * (isHallBack() ? 2 : 1));
    engine.on("upgrade", () => {
      isKnownToWork = true;
      openedMs = Date.now();
      tryFirst(webSocketFirst);
    });
  });
  manager.on("packet", () => {
    if (isGreeted) return;
    isGreeted = true;
    unanswered = 0;
    clearTimeout(timer);
    if (isWebSocket()) isKnownToWork = true;
    // Not all of a hall at once.
    else if (short >= shortMax) timer = setTimeout(hangUp, waits.pollMs * (0.5 + Math.random()));
  });
  manager.on("close", () => {
    clearTimeout(timer);
    // The next long polling may try it once more, as an upgrade.
    if (short >= shortMax && !isWebSocket()) count(shortMax - 1);
    // Ended on purpose: by this page, or by the gateway's word.
    if (!socket.active) return;
    if (!isGreeted) return notAnswered();
    // By `hangUp`: no sign of anything.
    if (!isWebSocket() || openedMs === Number.NEGATIVE_INFINITY) return;
    count(Date.now() - openedMs < waits.shortMs ? short + 1 : 0);
    if (short >= shortMax) tryFirst(pollingFirst);
  });
  return hangUp;
}
