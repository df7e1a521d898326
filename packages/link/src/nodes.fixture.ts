import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { createMesh } from "./mesh.ts";
import type { Mesh, MeshNotice, MeshOptions, NodeIdentity, PathAddress } from "./mesh-options.ts";

const showId = "show-1";
export const secret = "the link secret of these tests, as hex or not";
/** What a test has opened. */
const open: { close(): unknown }[] = [];

export function onEnd(close: () => unknown): void {
  open.push({ close });
}

export async function closeAll(): Promise<void> {
  for (const one of open.splice(0).toReversed()) await one.close();
}

export interface Watched {
  readonly mesh: Mesh;
  readonly messages: string[];
  readonly log: string[];
  readonly notices: MeshNotice[];
}

export function node(
  identity: Partial<NodeIdentity> & { id: string },
  more: Partial<MeshOptions> = {},
): Watched {
  const messages: string[] = [];
  const log: string[] = [];
  const notices: MeshNotice[] = [];
  const mesh = createMesh({
    self: { kind: "room", showId, instance: 1, ...identity },
    secret,
    peers: [],
    accept: () => ({ ok: true }),
    onMessage: (peerId, _kind, bytes) =>
      messages.push(`${peerId}:${Buffer.from(bytes).toString("latin1")}`),
    onPeerUp: (peer, resumed) => log.push(`${peer.id} up${resumed ? " again" : ""}`),
    onPeerDown: (peerId, reason) => log.push(`${peerId} ${reason}`),
    onNotice: (notice) => notices.push(notice),
    ...more,
  });
  open.push(mesh);
  return { mesh, messages, log, notices };
}

/** For both ends where silence is not the subject: a machine that stands still for a second makes nobody silent. */
export const patient = { peerDownMs: 60_000 };

export async function listening(
  identity: Partial<NodeIdentity> & { id: string },
  more: Partial<MeshOptions> = {},
): Promise<Watched & { readonly port: number }> {
  const watched = node(identity, { listen: { host: "127.0.0.1", port: 0 }, ...more });
  const bound = await watched.mesh.listening();
  return { ...watched, port: bound!.port };
}

/** A cable of the test: a proxy that can stop carrying, each way, and kill its connections. */
export async function cable(
  targetPort: number,
  overhear: (bytes: Buffer) => void = () => undefined,
): Promise<Cable> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  let dials = 0;
  const silent = { out: false, back: false };
  let delayMs = 0;
  const afterDelay = (task: () => void): void => {
    if (delayMs === 0) task();
    else setTimeout(task, delayMs);
  };
  const server = createServer((near) => {
    dials += 1;
    const far = connect(targetPort, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    const join = (from: Socket, to: Socket, way: "out" | "back"): void => {
      from.on("data", (bytes) => {
        overhear(bytes);
        if (silent[way]) held.push([way, to, bytes]);
        else afterDelay(() => void (to.destroyed || to.write(bytes)));
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        if (!silent.out && !silent.back) afterDelay(() => to.destroy());
        pairs.delete(pair);
      });
    };
    join(near, far, "out");
    join(far, near, "back");
  });
  const held: (readonly ["out" | "back", Socket, Buffer])[] = [];
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  open.push(server);
  return {
    address: { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    dials: () => dials,
    silence: (out, back) => Object.assign(silent, { out, back }),
    heal: () => {
      Object.assign(silent, { out: false, back: false });
      for (const [, to, bytes] of held.splice(0)) to.write(bytes);
    },
    delay: (ms) => {
      delayMs = ms;
    },
    reset: () => {
      for (const [near, far] of pairs) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
  };
}
export interface Cable {
  readonly address: PathAddress;
  /** How often it was dialed. */
  dials(): number;
  silence(out: boolean, back: boolean): void;
  heal(): void;
  /** Each way, from now on. */
  delay(ms: number): void;
  reset(): void;
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

export const text = (content: string): Uint8Array[] => [Buffer.from(content, "latin1")];

/** Sends numbered messages from time to time until told to stop. */
export function numbered(from: Mesh, to: string): { stop(): number } {
  let sent = 0;
  const timer = setInterval(() => {
    for (let burst = 0; burst < 5; burst += 1) if (from.send(to, text(String(sent)))) sent += 1;
  }, 2);
  return {
    stop: () => {
      clearInterval(timer);
      return sent;
    },
  };
}

export function numbersFrom(peerId: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${peerId}:${index}`);
}
