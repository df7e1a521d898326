import { createServer, type Server } from "node:net";

/**
 * Below the range from which systems take ports for outgoing connections. A port from that range can be anybody's while
 * its listener is being started again, even that of the very connection that is dialing it.
 */
const firstPort = 10_000;
const lastPort = 19_999;

/** Free loopback ports for listeners that will be closed and opened again while others dial them. */
export async function lastingPorts(count: number): Promise<number[]> {
  // All are held until the last one is found, so that none comes twice.
  const held: { readonly server: Server; readonly port: number }[] = [];
  const span = lastPort - firstPort + 1;
  const offset = Math.floor(Math.random() * span);
  for (let step = 0; step < span && held.length < count; step += 1) {
    const port = firstPort + ((offset + step) % span);
    const server = await listenOn(port);
    if (server !== null) held.push({ server, port });
  }
  await Promise.all(held.map(({ server }) => new Promise((done) => server.close(done))));
  if (held.length < count) throw new Error(`fewer than ${count} free ports`);
  return held.map(({ port }) => port);
}

export async function lastingPort(): Promise<number> {
  const [port] = await lastingPorts(1);
  return port!;
}

function listenOn(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(null));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => done(server));
  });
}
