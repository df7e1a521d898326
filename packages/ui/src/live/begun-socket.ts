import { WebSocket as WebSocketTransport, XHR } from "socket.io-client";

/**
 * A WebSocket that the page itself opened while its script was still coming, and what has come over it since: opening
 * takes two turns over the network, which a phone with a slow line would else wait for behind the download.
 */
export interface BegunSocket {
  readonly socket: WebSocket;
  readonly heard: readonly unknown[];
}

/** The ways of a connection, WebSocket first, of which the first goes on over the socket that was begun. */
export function transportsOver(begun: BegunSocket): [typeof WebSocketTransport, ...(typeof XHR)[]] {
  let left: BegunSocket | null = begun;
  class BegunTransport extends WebSocketTransport {
    override createSocket(...asked: Parameters<WebSocketTransport["createSocket"]>): WebSocket {
      const taken = left;
      left = null;
      if (taken === null) return this.#newSocket(asked);
      const { socket, heard } = taken;
      const isThere = socket.readyState === socket.OPEN || socket.readyState === socket.CONNECTING;
      if (!isThere || socket.url !== asked[0]) {
        socket.close();
        return this.#newSocket(asked);
      }
      // Once it is listened to, and before anything else can come over it.
      queueMicrotask(() => {
        if (socket.readyState !== socket.OPEN) return;
        socket.onopen?.(new Event("open"));
        for (const data of heard) socket.onmessage?.(new MessageEvent("message", { data }));
      });
      return socket;
    }

    #newSocket(asked: Parameters<WebSocketTransport["createSocket"]>): WebSocket {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library says `any`
      return super.createSocket(...asked) as WebSocket;
    }
  }
  return [BegunTransport, XHR];
}
