import { LinkSession } from "./link-session.ts";
import type { LinkLimits, LinkTiming } from "./limits.ts";
import type {
  DownReason,
  MeshOptions,
  NodeIdentity,
  PathAddress,
  LinkStatus,
} from "./mesh-options.ts";
import type { Pulse } from "./frame.ts";
import type { Path, PathEvents } from "./path.ts";
import { choosePath } from "./path-health.ts";

/** Bytes handed to a socket that it has not yet taken; beyond it writing waits for the socket. */
const socketWaitingBytesMax = 1024 * 1024;
/** The round trip of the path in use is measured at least this often. */
const measureMs = 500;

export interface PeerSurroundings {
  readonly limits: LinkLimits;
  readonly timing: LinkTiming;
  readonly nowMs: () => number;
  readonly owner: Pick<MeshOptions, "onMessage" | "onPeerUp" | "onPeerDown" | "onNotice">;
  /** Asks for `flush` at the end of this turn of the event loop. */
  flushLater(peer: Peer): void;
}

/**
 * One other node: its session and the paths to it. The dialer alone chooses the path in use, for both directions, and
 * tells the acceptor in its pulses.
 */
export class Peer {
  readonly id: string;
  /** The paths to dial; null for a peer that dials us. */
  readonly addresses: readonly PathAddress[] | null;
  readonly paths = new Map<number, Path>();
  identity: NodeIdentity | null = null;
  session: LinkSession;
  /** Number of the session, counted by the dialer. */
  sessionNumber = 1;
  /** Dialer: a path has been up in this session. */
  established = false;
  up = false;
  /** When it went down, or was created. */
  downSince: number;
  readonly #around: PeerSurroundings;
  /** Paths that are down, by their place: what they were called, and when they last answered. */
  readonly #lost = new Map<number, { readonly name: string; readonly answeredAt: number }>();
  #inUse: Path | null = null;
  #choice = 0;
  #chosenAt = Number.NEGATIVE_INFINITY;
  #switches = 0;
  #answeredAt: number;
  /** The session has been up before, so the next "up" resumes it. */
  #wasUp = false;

  constructor(id: string, addresses: readonly PathAddress[] | null, around: PeerSurroundings) {
    this.id = id;
    this.addresses = addresses;
    this.#around = around;
    this.session = new LinkSession(around.limits);
    this.downSince = around.nowMs();
    this.#answeredAt = this.downSince;
  }

  /** Everything of the old session is dropped: the other side has lost it, or has begun a new one. */
  beginSession(number: number): void {
    this.#closeAll("session-replaced");
    this.session = new LinkSession(this.#around.limits);
    this.sessionNumber = number;
    this.established = false;
    this.#wasUp = false;
    if (this.addresses === null) this.#choice = 0;
    this.#down("replaced");
  }

  /** A path whose handshake is done. False: the peer acknowledged what was never sent, the path is closed. */
  attach(path: Path, from: NodeIdentity, acknowledged: number): boolean {
    if (!this.session.outgoing.acknowledge(acknowledged)) {
      path.close("bad-acknowledgement");
      return false;
    }
    const nowMs = this.#around.nowMs();
    this.identity = from;
    this.paths.set(path.index, path);
    this.#lost.delete(path.index);
    path.markUp(this.#around.limits.messageBytesMax, nowMs);
    this.#around.owner.onNotice?.({ kind: "path-up", peerId: this.id, path: path.name });
    if (this.addresses !== null) {
      this.established = true;
      path.sendPulse(true, this.session.received, 0, nowMs);
      this.#choose(nowMs);
    }
    return true;
  }

  detach(path: Path, reason: string): void {
    if (this.paths.get(path.index) !== path) return;
    this.paths.delete(path.index);
    this.#remember(path);
    this.#around.owner.onNotice?.({ kind: "path-down", peerId: this.id, path: path.name, reason });
    if (this.#inUse !== path) return;
    this.#inUse = null;
    if (this.addresses !== null) this.#choose(this.#around.nowMs());
  }

  /** See `Mesh.send`. */
  send(chunks: readonly Uint8Array[]): boolean {
    if (!this.up) return false;
    let bytes = 0;
    for (const chunk of chunks) bytes += chunk.byteLength;
    if (bytes > this.#around.limits.messageBytesMax) return false;
    if (!this.session.outgoing.enqueue(chunks, bytes)) return false;
    this.#around.flushLater(this);
    return true;
  }

  /** Writes what the path in use may take now; the acknowledgement that is owed travels in the same system call. */
  flush(): void {
    const path = this.#inUse;
    if (path === null) return;
    const { outgoing } = this.session;
    const owed = this.session.acknowledgementOwed && outgoing.queuedBytes > 0;
    path.hold();
    if (owed || this.session.acknowledgementDue) this.#pulse(path, false);
    if (outgoing.queuedBytes > 0 && path.waitingBytes <= socketWaitingBytesMax) {
      const parts: Uint8Array[] = [];
      outgoing.take(path.health.flightBytesMax - outgoing.inFlightBytes, parts);
      if (outgoing.queuedBytes > 0) path.health.wasLimited = true;
      path.write(parts);
    }
    path.release();
  }

  /** The socket of a path takes bytes again. */
  drained(): void {
    this.#around.flushLater(this);
  }

  message(path: Path, sequence: number, payload: Uint8Array): void {
    if (this.paths.get(path.index) !== path) return;
    const arrival = this.session.arrived(sequence, payload.byteLength);
    if (arrival === "gap") {
      path.close("sequence-gap");
      return;
    }
    if (this.session.acknowledgementDue) this.#around.flushLater(this);
    if (arrival === "duplicate") return;
    this.#around.owner.onMessage(this.id, this.identity?.kind ?? "", payload);
  }

  pulse(path: Path, pulse: Pulse): void {
    if (this.paths.get(path.index) !== path) return;
    const nowMs = this.#around.nowMs();
    path.health.pulse(pulse, nowMs);
    this.#answeredAt = Math.max(this.#answeredAt, path.health.answeredAt);
    const { outgoing } = this.session;
    if (!outgoing.acknowledge(pulse.acknowledged)) {
      path.close("bad-acknowledgement");
      return;
    }
    if (outgoing.queuedBytes > 0) this.#around.flushLater(this);
    if (pulse.wantsAnswer) this.#pulse(path, false);
    if (this.addresses === null && pulse.choice > this.#choice) {
      this.#choice = pulse.choice;
      this.#use(path, nowMs);
    }
  }

  /** The peer said goodbye: it will not come back as this instance, so the session is over. */
  bye(): void {
    this.#closeAll("bye");
    this.#down("closed");
  }

  #closeAll(reason: string): void {
    const old = [...this.paths.values()];
    this.paths.clear();
    this.#inUse = null;
    for (const path of old) {
      this.#remember(path);
      path.close(reason);
    }
  }

  #remember({ index, name, health }: Path): void {
    this.#lost.set(index, { name, answeredAt: health.answeredAt });
  }

  /**
   * Pings, acknowledgements and judgements that are due. `judge` is false when this process itself was asleep: then
   * answers may be waiting to be read.
   */
  tick(nowMs: number, judge: boolean): void {
    for (const path of this.paths.values()) {
      if (judge && path.health.silentMs(nowMs) > this.#around.timing.pathTimeoutMs) {
        path.close("no-answer");
      } else if (this.#pingDue(path, nowMs)) {
        this.#pulse(path, true);
      } else if (path.reportOwed || (path === this.#inUse && this.session.acknowledgementOwed)) {
        this.#pulse(path, false);
      }
    }
    if (!judge) return;
    if (this.addresses !== null) {
      this.#probe(nowMs);
      this.#choose(nowMs);
    }
    const silentMs = nowMs - this.#answeredAt;
    if (this.up && silentMs > this.#around.timing.peerDownMs) this.#down("silent");
    else if (this.#inUse !== null && silentMs < this.#around.timing.switchAfterMs) this.#markUp();
  }

  status(nowMs: number): LinkStatus {
    const { outgoing } = this.session;
    const listed = this.addresses?.map(
      ({ name }, index) => [index, name ?? String(index)] as const,
    );
    const met = [...this.paths, ...this.#lost].map(([index, { name }]) => [index, name] as const);
    const ordered = (listed ?? met).toSorted(([one], [other]) => one - other);
    return {
      peerId: this.id,
      peerKind: this.identity?.kind ?? null,
      instance: this.identity?.instance ?? null,
      up: this.up,
      pathInUse: this.#inUse?.name ?? null,
      rttMs: this.#inUse?.health.rttMs ?? null,
      unackedMessages: outgoing.unackedMessages,
      unackedBytes: outgoing.unackedBytes,
      queuedBytes: outgoing.queuedBytes,
      switches: this.#switches,
      paths: ordered.map(([index, name]) => {
        const health = this.paths.get(index)?.health ?? null;
        const answeredAt = health?.answeredAt ?? this.#lost.get(index)?.answeredAt ?? null;
        return {
          name,
          up: health !== null,
          rttMs: health?.rttMs ?? null,
          silentMs: answeredAt === null ? null : nowMs - answeredAt,
        };
      }),
    };
  }

  #pingDue(path: Path, nowMs: number): boolean {
    const { pingMs, sparePingMs, tickMs } = this.#around.timing;
    const inUse = path === this.#inUse;
    const sinceMs = nowMs - path.health.pingedAt + tickMs / 2;
    // Acknowledged data has just proved what a ping would; round trips are still measured now and then.
    if (inUse && path.health.silentMs(nowMs) < pingMs / 2 && sinceMs < measureMs) return false;
    if (this.addresses !== null) return sinceMs >= (inUse ? pingMs : sparePingMs);
    // The dialer's pings prove the path to the acceptor too, which only measures what it loads.
    if (!inUse) return false;
    return sinceMs >= (this.session.outgoing.inFlightBytes > 0 ? pingMs : measureMs);
  }

  /** As soon as the path in use is silent, all others are asked whether they live. */
  #probe(nowMs: number): void {
    const health = this.#inUse?.health;
    if (health === undefined || health.probedAt !== null) return;
    if (health.silentMs(nowMs) < this.#around.timing.probeAfterMs) return;
    health.probedAt = nowMs;
    for (const path of this.paths.values()) {
      if (path !== this.#inUse) this.#pulse(path, true);
    }
  }

  #choose(nowMs: number): void {
    const paths = [...this.paths.values()]
      .toSorted((one, other) => one.index - other.index)
      .map((path) => [path, path.health] as const);
    const restedMs = nowMs - this.#chosenAt;
    const path = choosePath(paths, this.#inUse, nowMs, restedMs, this.#around.timing);
    if (path === null || path === this.#inUse) return;
    this.#choice += 1;
    this.#chosenAt = nowMs;
    this.#use(path, nowMs);
  }

  #use(path: Path, nowMs: number): void {
    if (this.#wasUp) this.#switches += 1;
    this.#inUse = path;
    this.#answeredAt = Math.max(this.#answeredAt, path.health.answeredAt);
    this.session.outgoing.rewind();
    path.sendPulse(true, this.session.received, this.#choiceOn(path), nowMs);
    this.#around.owner.onNotice?.({ kind: "path-in-use", peerId: this.id, path: path.name });
    this.#markUp();
    this.#around.flushLater(this);
  }

  #choiceOn(path: Path): number {
    return this.addresses !== null && path === this.#inUse ? this.#choice : 0;
  }

  #pulse(path: Path, wantsAnswer: boolean): void {
    this.session.acknowledgementSent();
    path.sendPulse(wantsAnswer, this.session.received, this.#choiceOn(path), this.#around.nowMs());
  }

  #markUp(): void {
    if (this.up || this.identity === null) return;
    const resumed = this.#wasUp;
    this.up = true;
    this.#wasUp = true;
    this.#around.owner.onPeerUp(this.identity, resumed);
  }

  #down(reason: DownReason): void {
    if (!this.up) return;
    this.up = false;
    this.downSince = this.#around.nowMs();
    this.#around.owner.onPeerDown(this.id, reason);
  }
}

/** What a path tells the peer it belongs to, once it belongs to one. */
export function sessionEvents(of: () => Peer | null): Omit<PathEvents, "handshake" | "closed"> {
  return {
    message: (path, sequence, payload) => of()?.message(path, sequence, payload),
    pulse: (path, pulse) => of()?.pulse(path, pulse),
    bye: () => of()?.bye(),
    drained: () => of()?.drained(),
  };
}
