import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { ReplicaId } from "../../port.ts";
import { memberAddress, memberPorts } from "./socks-server.ts";

const loopback = "127.0.0.1";
/** The room answers from its own memory; what takes longer is no room. */
const handshakeMs = 2_000;
const handshakeBytes = 2 + 10;

/**
 * Where the members beside other rooms take clients, as addresses of this machine that hold while `ask` runs. The room on
 * `proxyPort` carries what goes there over its links: so a member that has to ask the others needs no way of its own, and
 * hears nothing through a cable that is cut.
 */
export async function throughRoom<Answer>(
  room: { readonly replica: ReplicaId; readonly replicas: number; readonly proxyPort: number },
  ask: (others: readonly string[]) => Promise<Answer>,
): Promise<Answer> {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const others = Array.from({ length: room.replicas }, (_, replica) => replica).filter(
    (replica) => replica !== room.replica,
  );
  try {
    for (const other of others) servers.push(await openWay(other, room.proxyPort, sockets));
    return await ask(
      servers.map((server) => `${loopback}:${(server.address() as AddressInfo).port}`),
    );
  } finally {
    for (const server of servers) server.close();
    for (const socket of sockets) socket.destroy();
  }
}

function openWay(other: ReplicaId, proxyPort: number, sockets: Set<Socket>): Promise<Server> {
  const kept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    const room = connect({ host: loopback, port: proxyPort, noDelay: true });
    for (const [one, another] of [
      [client, room],
      [room, client],
    ] as const) {
      kept(one);
      one.on("error", () => another.destroy());
      one.on("close", () => another.destroy());
    }
    room.setTimeout(handshakeMs, () => room.destroy());
    shakeHands(room, other, () => {
      room.setTimeout(0);
      room.pipe(client);
      client.pipe(room);
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: loopback, port: 0 }, () => resolve(server));
  });
}

/** SOCKS5 (RFC 1928) without a password; nothing of the member's comes before both answers are here. */
function shakeHands(room: Socket, other: ReplicaId, granted: () => void): void {
  const address = memberAddress(other).host.split(".").map(Number);
  const port = memberPorts.clients;
  room.write(Buffer.from([5, 1, 0, 5, 1, 0, 1, ...address, port >> 8, port & 0xff]));
  let held = Buffer.alloc(0);
  const read = (bytes: Buffer): void => {
    held = Buffer.concat([held, bytes]);
    if (held.length < handshakeBytes) return;
    room.off("data", read);
    room.pause();
    if (held[1] !== 0 || held[3] !== 0) return void room.destroy();
    if (held.length > handshakeBytes) room.unshift(held.subarray(handshakeBytes));
    granted();
  };
  room.on("data", read);
}
