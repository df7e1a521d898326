import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { afterEach, expect, test } from "vitest";
import { MemberStreams } from "./member-streams.ts";
import { memberAddress } from "./socks-server.ts";

const host = "127.0.0.1";
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0).toReversed()) await end();
});

/** In the place of the member beside a room: whoever is connected to it. */
async function peerDoor(): Promise<{ port: number; next: () => Promise<Socket> }> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
    server.emit("taken");
  });
  server.listen({ host, port: 0 });
  await once(server, "listening");
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    next: async () => {
      if (sockets.length === 0) await once(server, "taken");
      return sockets.shift()!;
    },
  };
}

/** Two rooms whose link loses nothing, and of whom one may miss the other without being missed. */
async function twoRooms() {
  const doors = [await peerDoor(), await peerDoor()];
  const proxies = await lastingPorts(2);
  const rooms: MemberStreams[] = [];
  let missing: number | null = null;
  for (const [replica, { port }] of doors.entries()) {
    const streams = new MemberStreams({
      replica,
      replicas: 2,
      member: { host, peers: port, clients: port },
      send: (to, chunks) => {
        if (missing === replica) return false;
        const bytes = Buffer.concat(chunks);
        setImmediate(() => rooms[to]!.receive(replica, bytes));
        return true;
      },
    });
    await streams.listen({ host, port: proxies[replica]! });
    rooms.push(streams);
    cleanUp.push(() => streams.close());
  }
  rooms[0]!.peerUp(1);
  rooms[1]!.peerUp(0);
  /** A room that stood still is missed by the other one, and misses nobody itself: it hears nothing of it. */
  const miss = (replica: number): void => {
    missing = replica;
    rooms[replica]!.peerDown(1 - replica);
    missing = null;
    rooms[replica]!.peerUp(1 - replica);
  };
  return { doors, proxies, miss };
}

/** As a member dials another one; its own bytes come behind the answer of ten bytes. */
async function dialed(proxy: number, to: number): Promise<Socket> {
  const socket = connect({ host, port: proxy, allowHalfOpen: true });
  socket.on("error", () => undefined);
  cleanUp.push(() => socket.destroy());
  const { host: address, port } = memberAddress(to);
  socket.write(Buffer.from([5, 1, 0]));
  await once(socket, "data");
  socket.write(Buffer.from([5, 1, 0, 1, ...address.split(".").map(Number), port >> 8, port & 255]));
  await once(socket, "data");
  return socket;
}

/** Whether with an error or without one. */
function closing(socket: Socket): Promise<void> {
  return new Promise((closed) => void socket.once("close", () => closed()));
}

test("bytes go both ways, and each end hears when the other one has ended", async () => {
  const { doors, proxies } = await twoRooms();
  const asking = await dialed(proxies[0]!, 1);
  const asked = await doors[1]!.next();
  asking.write("here");
  expect(String((await once(asked, "data"))[0])).toBe("here");
  asked.write("there");
  expect(String((await once(asking, "data"))[0])).toBe("there");
  asking.end();
  await once(asked.resume(), "end");
  asked.end();
  await once(asking.resume(), "end");
});

test.each(["dialed", "was dialed"] as const)(
  "whose stream the other room has let go of learns it when it speaks: the one that %s",
  async (who) => {
    const { doors, proxies, miss } = await twoRooms();
    const asking = await dialed(proxies[0]!, 1);
    const asked = await doors[1]!.next();
    miss(who === "dialed" ? 1 : 0);
    const deaf = who === "dialed" ? asking : asked;
    const closed = closing(deaf);
    deaf.write("is anybody there?");
    await closed;
    expect(deaf.destroyed).toBe(true);
  },
);

test("nor does one that ends what the other room has let go of wait for its end", async () => {
  const { doors, proxies, miss } = await twoRooms();
  const asking = await dialed(proxies[0]!, 1);
  await doors[1]!.next();
  miss(1);
  const closed = closing(asking);
  asking.end();
  await closed;
  expect(asking.destroyed).toBe(true);
});
