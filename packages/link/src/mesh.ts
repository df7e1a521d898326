import { Acceptor } from "./acceptor.ts";
import { Dialer } from "./dialer.ts";
import { Encryption } from "./encryption.ts";
import { defaultLinkLimits, defaultLinkTiming } from "./limits.ts";
import type { Mesh, MeshOptions } from "./mesh-options.ts";
import type { Path } from "./path.ts";
import { Peer } from "./peer.ts";
import { Proofs } from "./proof.ts";
import type { PeerSurroundings } from "./peer.ts";

/** Repeated refusals are told once, as long as so many different ones are remembered. */
const refusalsToldMax = 256;
/** How long `close` waits for what was written to leave. */
const closeMs = 250;
/** A tick this many periods late means that this process was asleep. */
const asleepTicks = 4;

/**
 * A node of a mesh: dials the peers it lists, accepts others, and keeps one reliable session with each over all
 * paths. Throws if two listed peers have the same id, one lists more than `pathsMax` paths, the secret is too short, or
 * the certificates cannot be read.
 */
export function createMesh(options: MeshOptions): Mesh {
  return new MeshNode(options);
}

class MeshNode implements Mesh {
  readonly #peers = new Map<string, Peer>();
  readonly #dialers: Dialer[] = [];
  readonly #acceptor: Acceptor | null;
  readonly #nowMs: () => number;
  readonly #tickMs: number;
  readonly #owner: MeshOptions;
  readonly #dirty = new Set<Peer>();
  readonly #told = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #flushScheduled = false;
  #tickedAt: number;
  #lateTicks = 0;
  #closing: Promise<void> | null = null;

  constructor(options: MeshOptions) {
    const limits = { ...defaultLinkLimits, ...options.limits };
    const timing = { ...defaultLinkTiming, ...options.timing };
    const nowMs = options.nowMs ?? (() => performance.now());
    this.#owner = options;
    this.#nowMs = nowMs;
    this.#tickMs = timing.tickMs;
    this.#tickedAt = nowMs();
    const flushLater = (peer: Peer): void => this.#flushLater(peer);
    const surroundings: PeerSurroundings = { limits, timing, nowMs, owner: options, flushLater };
    const random = options.random ?? Math.random;
    const { self } = options;
    const proofs = new Proofs(options.secret);
    const refused = (peerId: string, reason: string): void => this.#tell("refused", peerId, reason);
    const encryption =
      options.certificates === undefined ? null : new Encryption(options.certificates, self.showId);
    const around = { self, timing, proofs, encryption, random, refused };
    for (const { id, paths } of options.peers) {
      if (this.#peers.has(id)) throw new Error(`peer ${id} is listed twice`);
      if (paths.length > limits.pathsMax) throw new Error(`peer ${id} has too many paths`);
      const peer = new Peer(id, paths, surroundings);
      this.#peers.set(id, peer);
      for (const [index, address] of paths.entries()) {
        this.#dialers.push(new Dialer(peer, index, address, around));
      }
    }
    this.#acceptor =
      options.listen === undefined
        ? null
        : new Acceptor(options.listen, {
            self,
            limits,
            timing,
            proofs,
            encryption,
            nowMs,
            accept: (hello) => options.accept(hello),
            peers: this.#peers,
            peerSurroundings: surroundings,
            refusing: (peerId, reason) => this.#tell("refusing", peerId, reason),
          });
    this.#timer = setInterval(() => this.#tick(), timing.tickMs);
    setImmediate(() => this.#tick());
  }

  async listening(): Promise<{ readonly host: string; readonly port: number } | null> {
    return (await this.#acceptor?.listening()) ?? null;
  }

  send(peerId: string, chunks: readonly Uint8Array[]): boolean {
    return this.#closing === null && (this.#peers.get(peerId)?.send(chunks) ?? false);
  }

  status(): ReturnType<Mesh["status"]> {
    const nowMs = this.#nowMs();
    return [...this.#peers.values()].map((peer) => peer.status(nowMs));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    for (const peer of this.#peers.values()) peer.flush();
    const paths: Path[] = [];
    for (const peer of this.#peers.values()) paths.push(...peer.paths.values());
    for (const path of paths) path.closeAfterWriting("closing");
    for (const dialer of this.#dialers) dialer.close();
    const impatience = setTimeout(() => {
      for (const path of paths) path.destroySocket();
    }, closeMs);
    await this.#acceptor?.close();
    await Promise.all(paths.map((path) => path.gone()));
    clearTimeout(impatience);
  }

  #flushLater(peer: Peer): void {
    this.#dirty.add(peer);
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    setImmediate(() => {
      this.#flushScheduled = false;
      const peers = [...this.#dirty];
      this.#dirty.clear();
      for (const dirty of peers) dirty.flush();
    });
  }

  #tick(): void {
    if (this.#closing !== null) return;
    const nowMs = this.#nowMs();
    // Answers that came while this process was asleep are read after this turn's timers: judge at the next tick.
    const late = nowMs - this.#tickedAt > this.#tickMs * asleepTicks;
    this.#lateTicks = late ? this.#lateTicks + 1 : 0;
    const judge = this.#lateTicks % 3 === 0;
    this.#tickedAt = nowMs;
    for (const peer of this.#peers.values()) peer.tick(nowMs, judge);
    for (const dialer of this.#dialers) dialer.tick(nowMs, judge);
    this.#acceptor?.tick(nowMs, judge);
  }

  #tell(kind: "refused" | "refusing", peerId: string, reason: string): void {
    const key = `${kind} ${peerId} ${reason}`;
    if (this.#told.has(key)) return;
    if (this.#told.size >= refusalsToldMax) this.#told.clear();
    this.#told.add(key);
    this.#owner.onNotice?.({ kind, peerId, reason });
  }
}
