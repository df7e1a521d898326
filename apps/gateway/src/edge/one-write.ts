import type { Socket as NetSocket } from "node:net";
import type { Server } from "socket.io";
import type { Connection } from "./unread-bytes.ts";

/** Of ws: the connection below it. */
interface Below {
  readonly socket?: { readonly _socket?: NetSocket | null };
}

/** Null where there is none: of long polling, and of a WebSocket that has ended. */
export function netSocketOf({ transport }: Pick<Connection, "transport">): NetSocket | null {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- private fields, of a WebSocket only
  return (transport as unknown as Below).socket?._socket ?? null;
}

/** What waits for one browser together leaves in one write, and not packet by packet: each would be a packet of the network. */
export function writeTogether(engine: Pick<Server["engine"], "on">): void {
  /** Between the two events, which engine.io tells before and after it hands the packets over; others may come between. */
  const corked = new WeakMap<Connection, NetSocket>();
  engine.on("flush", (connection: Connection, packets: readonly unknown[]) => {
    const socket = packets.length < 2 ? null : netSocketOf(connection);
    if (socket === null) return;
    socket.cork();
    corked.set(connection, socket);
  });
  engine.on("drain", (connection: Connection) => {
    corked.get(connection)?.uncork();
    corked.delete(connection);
  });
}
