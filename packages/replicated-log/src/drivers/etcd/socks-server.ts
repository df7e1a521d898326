import { createServer, type Server, type Socket } from "node:net";
import type { ReplicaId } from "../../port.ts";

/**
 * Members are given addresses of each other that lead nowhere (192.0.2.0/24, RFC 5737), the same for all of them, and a
 * SOCKS5 proxy (RFC 1928) to dial through: this one, in the room beside it. So the room knows who is meant, and carries
 * the connection over its own link.
 */
export function memberAddress(replica: ReplicaId): {
  readonly host: string;
  readonly port: number;
} {
  return { host: `192.0.2.${replica + 1}`, port: memberPorts.peers };
}

/** What a member is dialed for: to speak to it as a member does, or to ask it as a client. */
export type MemberDoor = "peers" | "clients";
export const memberPorts: Readonly<Record<MemberDoor, number>> = { peers: 2380, clients: 2379 };
const doors = ["peers", "clients"] as const;

const replies = { granted: 0, unreachable: 4, notSupported: 7, badAddress: 8 } as const;
const greetingMs = 2_000;

/** What of a handshake may be waited for; more is nobody of ours. */
const handshakeBytesMax = 512;

export interface SocksOwner {
  /** Whether there is a way now. */
  isReachable(replica: ReplicaId): boolean;
  /** The member, or who keeps it, wants to speak to that of `replica`. */
  connected(to: { replica: ReplicaId; door: MemberDoor }, socket: Socket, first: Buffer): void;
}

export function createSocksServer(replicas: number, owner: SocksOwner): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.setTimeout(greetingMs, () => socket.destroy());
    let greeted = false;
    let held = Buffer.alloc(0);
    const read = (bytes: Buffer): void => {
      held = Buffer.concat([held, bytes]);
      if (held.length > handshakeBytesMax) return void socket.destroy();
      if (!greeted) {
        const length = 2 + (held[1] ?? 0);
        if (held.length < 2 || held.length < length) return;
        if (held[0] !== 5) return void socket.destroy();
        held = held.subarray(length);
        greeted = true;
        socket.write(Buffer.from([5, 0]));
      }
      const request = requestIn(held, replicas);
      if (request === null) return;
      socket.off("data", read);
      socket.setTimeout(0);
      const { to, reply, length } = request;
      if (to === null || !owner.isReachable(to.replica)) {
        socket.end(answer(to === null ? reply : replies.unreachable));
        return;
      }
      socket.write(answer(replies.granted));
      owner.connected(to, socket, held.subarray(length));
    };
    socket.on("data", read);
  });
}

interface SocksRequest {
  readonly to: { readonly replica: ReplicaId; readonly door: MemberDoor } | null;
  readonly reply: number;
  readonly length: number;
}

/** A CONNECT to the address of a member; null until all of it is here. */
function requestIn(bytes: Buffer, replicas: number): SocksRequest | null {
  if (bytes.length < 4) return null;
  const [version, command, , addressType] = bytes;
  if (version !== 5 || command !== 1) {
    return { to: null, reply: replies.notSupported, length: 4 };
  }
  if (addressType !== 1) return { to: null, reply: replies.badAddress, length: 4 };
  const length = 10;
  if (bytes.length < length) return null;
  const host = bytes.subarray(4, 8).join(".");
  const port = bytes.readUInt16BE(8);
  for (let replica = 0; replica < replicas; replica += 1) {
    const door = doors.find((each) => memberPorts[each] === port);
    if (memberAddress(replica).host === host && door !== undefined)
      return { to: { replica, door }, reply: 0, length };
  }
  return { to: null, reply: replies.badAddress, length };
}

function answer(reply: number): Buffer {
  return Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]);
}
