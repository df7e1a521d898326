import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { frameType } from "./frame.ts";
import { parseHello } from "./handshake.ts";
import type { HandshakeRefusal, Hello, Welcome } from "./handshake.ts";
import type { LinkLimits, LinkTiming } from "./limits.ts";
import type { MeshOptions, NodeIdentity } from "./mesh-options.ts";
import { Path } from "./path.ts";
import type { PathEvents } from "./path.ts";
import { Peer, sessionEvents } from "./peer.ts";
import type { PeerSurroundings } from "./peer.ts";

export interface AcceptSurroundings {
  readonly self: NodeIdentity;
  readonly limits: LinkLimits;
  readonly timing: LinkTiming;
  readonly nowMs: () => number;
  readonly accept: MeshOptions["accept"];
  readonly peers: Map<string, Peer>;
  readonly peerSurroundings: PeerSurroundings;
  refusing(peerId: string, reason: string): void;
}

/** Takes in sockets, hears their HELLO and attaches them to a session, or refuses by name. */
export class Acceptor {
  readonly #around: AcceptSurroundings;
  readonly #server: Server;
  readonly #listening: Promise<{ host: string; port: number }>;
  /** Sockets that have not yet said who they are. */
  readonly #strangers = new Set<Path>();

  constructor(
    listen: { readonly host: string; readonly port: number },
    around: AcceptSurroundings,
  ) {
    this.#around = around;
    this.#server = createServer((socket) => this.#take(socket));
    this.#listening = new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(listen.port, listen.host, () => {
        const { address, port } = this.#server.address() as AddressInfo;
        // Later errors are of single accepts (out of descriptors): the listener goes on.
        this.#server
          .off("error", reject)
          .on("error", (error) => around.refusing("?", error.message));
        resolve({ host: address, port });
      });
    });
    this.#listening.catch(() => undefined);
  }

  listening(): Promise<{ host: string; port: number }> {
    return this.#listening;
  }

  tick(nowMs: number, judge: boolean): void {
    if (!judge) return;
    for (const path of this.#strangers) {
      if (nowMs - path.startedAt > this.#around.timing.pathTimeoutMs) path.close("no-hello");
    }
    for (const peer of this.#around.peers.values()) {
      const forgotten = nowMs - peer.downSince > this.#around.timing.forgetPeerMs;
      if (peer.addresses === null && !peer.up && forgotten) this.#forget(peer);
    }
  }

  close(): Promise<void> {
    for (const path of this.#strangers) path.close("closing");
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #take(socket: Socket): void {
    if (this.#strangers.size >= this.#around.limits.handshakesMax) {
      this.#around.refusing("?", "too-many-handshakes");
      socket.on("error", () => undefined).destroy();
      return;
    }
    let known: Peer | null = null;
    const events: PathEvents = {
      ...sessionEvents(() => known),
      handshake: (path, type, text) => {
        if (type !== frameType.hello || known !== null) path.close("unexpected-handshake");
        else known = this.#hello(path, text);
      },
      closed: (path, reason) => {
        this.#strangers.delete(path);
        known?.detach(path, reason);
      },
    };
    this.#strangers.add(new Path(socket, events, this.#around.nowMs()));
  }

  /** The peer whose path it is from now on; null if the HELLO was refused. */
  #hello(path: Path, text: string): Peer | null {
    const hello = parseHello(text);
    if (typeof hello === "string") return this.#refuse(path, "?", hello);
    const refusal = this.#refusalOf(hello) ?? this.#sessionRefusalOf(hello);
    if (refusal !== null) return this.#refuse(path, hello.from.id, refusal);
    const peer = this.#sessionOf(hello);
    peer.paths.get(hello.path)?.close("superseded");
    this.#strangers.delete(path);
    path.identify(hello.path, hello.pathName, hello.dial);
    const welcome: Welcome = { from: this.#around.self, received: peer.session.received };
    path.sendHandshake(frameType.welcome, welcome);
    return peer.attach(path, hello.from, hello.received) ? peer : null;
  }

  #refuse(path: Path, peerId: string, reason: string): null {
    this.#around.refusing(peerId, reason);
    path.sendHandshake(frameType.refusal, { reason });
    path.closeAfterWriting(reason);
    return null;
  }

  #refusalOf(hello: Hello): string | null {
    const { self, limits } = this.#around;
    const named = (refusal: HandshakeRefusal): HandshakeRefusal => refusal;
    if (hello.from.showId !== self.showId) return named("other-show");
    if (hello.to !== self.id || hello.from.id === self.id) return named("wrong-addressee");
    if (hello.path >= limits.pathsMax) return named("bad-path");
    const answer = this.#around.accept(hello.from);
    return answer.ok ? null : answer.reason;
  }

  #sessionRefusalOf(hello: Hello): HandshakeRefusal | null {
    const peer = this.#around.peers.get(hello.from.id);
    if (peer === undefined) {
      if (hello.established) return "unknown-session";
      return this.#roomForPeer() ? null : "too-many-peers";
    }
    if (peer.addresses !== null) return "both-dial";
    const instance = peer.identity?.instance;
    if (instance !== undefined && instance !== hello.from.instance) {
      if (peer.up && hello.from.instance < instance) return "stale-instance";
      return hello.established ? "unknown-session" : null;
    }
    if (hello.session < peer.sessionNumber) return "stale-session";
    if (hello.session > peer.sessionNumber) return hello.established ? "unknown-session" : null;
    const present = peer.paths.get(hello.path);
    return present !== undefined && present.dial >= hello.dial ? "stale-dial" : null;
  }

  /** The peer with the session that the HELLO names, begun now if it is new. */
  #sessionOf(hello: Hello): Peer {
    const { peers, peerSurroundings } = this.#around;
    const known = peers.get(hello.from.id);
    if (known !== undefined) {
      const sameInstance = known.identity?.instance === hello.from.instance;
      const resumes = sameInstance && known.sessionNumber === hello.session;
      if (!resumes) known.beginSession(hello.session);
      return known;
    }
    const peer = new Peer(hello.from.id, null, peerSurroundings);
    peer.sessionNumber = hello.session;
    peers.set(peer.id, peer);
    return peer;
  }

  /** With the table full, the peer that has been down longest makes room. */
  #roomForPeer(): boolean {
    const accepted = [...this.#around.peers.values()].filter((peer) => peer.addresses === null);
    if (accepted.length < this.#around.limits.peersMax) return true;
    const [oldest] = accepted
      .filter((peer) => !peer.up)
      .toSorted((one, other) => one.downSince - other.downSince);
    if (oldest !== undefined) this.#forget(oldest);
    return oldest !== undefined;
  }

  #forget(peer: Peer): void {
    for (const path of peer.paths.values()) path.close("forgotten");
    this.#around.peers.delete(peer.id);
  }
}
