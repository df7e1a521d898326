import { createServer, type Server } from "node:net";
import { isRefusedByBrowsers } from "@cablecut/protocol";
import { codeOf, isOutOfFiles } from "../show/system-error.ts";

/**
 * Below the range from which Linux and macOS take ports for outgoing connections: otherwise a
 * room that is restarted could find its own port in use by somebody's outgoing connection.
 */
const firstPort = 21_000;
const lastPort = 31_999;
/** Of all there are. */
const highestPort = 65_535;

/** Every port of the range is taken, which no choice helps. */
export class NoFreePorts extends Error {}

interface PortChoice {
  /** Ports that are spoken for, though nobody listens there yet. */
  readonly except?: readonly number[];
  /** In [0, 1): spreads shows on the same machine. */
  readonly random?: () => number;
}

/**
 * Free ports for processes that are about to start; rejects with the system's error where this process may open no more files.
 * All are held until the last one is found, so that no port comes twice. Somebody else may still take one before its process
 * does: then the show starts again on others.
 */
export async function freePorts(
  count: number,
  host: string,
  { except = [], random = Math.random }: PortChoice = {},
): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  const span = lastPort - firstPort + 1;
  const offset = Math.floor(random() * span);
  try {
    for (let step = 0; step < span && ports.length < count; step++) {
      const port = firstPort + ((offset + step) % span);
      const server = except.includes(port) ? null : await listenOn(port, host);
      if (server === null || typeof server === "string") continue;
      held.push(server);
      ports.push(port);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  if (ports.length < count) throw new NoFreePorts(`fewer than ${count} free ports on ${host}`);
  return ports;
}

/**
 * The next free ports from `first` on that browsers open, without those of `except`, as long as they last; those that are
 * missing then are any that are free.
 */
export async function nextFreePorts(
  first: number,
  count: number,
  host: string,
  except: readonly number[] = [],
): Promise<number[]> {
  const ports: number[] = [];
  for (let port = first; port <= highestPort && ports.length < count; port += 1) {
    if (except.includes(port) || isRefusedByBrowsers(port)) continue;
    if ((await portRefusal(port, host)) === null) ports.push(port);
  }
  const spoken = [...except, ...ports];
  return [...ports, ...(await freePorts(count - ports.length, host, { except: spoken }))];
}

/**
 * Whether a port can be listened on; if not, the system's reason ("EADDRINUSE", "EACCES", ...). Rejects where no port could
 * be: this process may open no more files.
 */
export async function portRefusal(port: number, host: string): Promise<string | null> {
  const server = await listenOn(port, host);
  if (typeof server === "string") return server;
  return new Promise((resolve) => server.close(() => resolve(null)));
}

/** The server, or the system's reason that there is none. */
function listenOn(port: number, host: string): Promise<Server | string> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const code = codeOf(error) ?? error.message;
      if (isOutOfFiles(code)) reject(error);
      else resolve(code);
    });
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}
