import type { Socket as NetSocket } from "node:net";
import type { Server } from "socket.io";
import type { Connection } from "./unread-bytes.ts";

/** Of ws: the connection below it. */
interface Below {
  readonly socket?: { readonly _socket?: NetSocket | null };
}

/** What waits for one browser together leaves in one write, and not packet by packet: each would be a packet of the network. */
export function writeTogether(engine: Server["engine"]): void {
  /** Between the two events, which engine.io tells before and after it hands the packets over. */
  let corked: NetSocket | null = null;
  engine.on("flush", ({ transport }: Connection, packets: readonly unknown[]) => {
    if (packets.length < 2) return;
    // oxlint-disable-next-line typescript/consistent-type-assertions -- private fields, of a WebSocket only
    corked = (transport as unknown as Below).socket?._socket ?? null;
    corked?.cork();
  });
  engine.on("drain", () => {
    corked?.uncork();
    corked = null;
  });
}
