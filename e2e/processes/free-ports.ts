import { createServer, type Server } from "node:net";

/** Everything under test speaks over the loopback. */
export const loopback = "127.0.0.1";

/**
 * Below the range from which the system takes ports for outgoing connections: a room that is
 * started again must find its own port free.
 */
const firstPort = 20_000;
const lastPort = 29_999;

/** Free loopback ports. All are held until the last one is found, so that none comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  const span = lastPort - firstPort + 1;
  const offset = Math.floor(Math.random() * span);
  try {
    for (let step = 0; step < span && ports.length < count; step += 1) {
      const port = firstPort + ((offset + step) % span);
      const server = await listenOn(port);
      if (server === null) continue;
      held.push(server);
      ports.push(port);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((done) => server.close(done))));
  }
  if (ports.length < count) throw new Error(`fewer than ${count} free ports on ${loopback}`);
  return ports;
}

function listenOn(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(null));
    server.listen({ port, host: loopback, exclusive: true }, () => done(server));
  });
}
