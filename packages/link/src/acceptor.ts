import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { isNamed, type CertifiedName } from "./certified-name.ts";
import type { CertificateRefusal, Encryption } from "./encryption.ts";
import { encodeControl, frameType } from "./frame.ts";
import { linkProtocol, parseHello, parseProven } from "./handshake.ts";
import type { Challenge, HandshakeRefusal, Hello, Proven, Welcome } from "./handshake.ts";
import type { LinkLimits, LinkTiming } from "./limits.ts";
import type { MeshOptions, NodeIdentity } from "./mesh-options.ts";
import { Path } from "./path.ts";
import type { PathEvents } from "./path.ts";
import { newNonce } from "./proof.ts";
import type { Proofs } from "./proof.ts";
import { Peer, sessionEvents } from "./peer.ts";
import type { PeerSurroundings } from "./peer.ts";

export interface AcceptSurroundings {
  readonly self: NodeIdentity;
  readonly limits: LinkLimits;
  readonly timing: LinkTiming;
  readonly proofs: Proofs;
  /** Null: sockets are plain. */
  readonly encryption: Encryption | null;
  readonly nowMs: () => number;
  readonly accept: MeshOptions["accept"];
  readonly peers: Map<string, Peer>;
  readonly peerSurroundings: PeerSurroundings;
  refusing(peerId: string, reason: string): void;
}

/** Before the first that a dialer counts: whoever names a later one is told that it is unknown here, and begins another. */
const noSession = 0;

/** A path whose dialer is to prove who it is. */
interface Stranger {
  readonly path: Path;
  /** Its address. */
  readonly from: string;
  readonly nonce: string;
  /** Whom its certificate names; null where there are none. */
  readonly named: CertifiedName | null;
  /** What it has said and proven, once it has. */
  hello: string | null;
}

/** Takes in sockets, challenges them, hears their HELLO and attaches them to a session, or refuses by name. */
export class Acceptor {
  readonly #around: AcceptSurroundings;
  readonly #server: Server;
  readonly #listening: Promise<{ host: string; port: number }>;
  /** Sockets that have not yet said who they are. */
  readonly #strangers = new Map<Path, Stranger>();
  /** Sockets that have not yet shown a certificate, by their two ends: what comes out of a handshake is another object. */
  readonly #handshaking = new Map<string, { readonly socket: Socket; readonly from: string }>();

  constructor(
    listen: { readonly host: string; readonly port: number },
    around: AcceptSurroundings,
  ) {
    this.#around = around;
    const take = this.#taking(around.encryption);
    this.#server = createServer((socket) => {
      this.#makeRoom();
      take(socket);
    });
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
    const { encryption, timing } = this.#around;
    const patienceMs = encryption === null ? timing.pathTimeoutMs : timing.handshakeTimeoutMs;
    for (const path of this.#strangers.keys()) {
      if (nowMs - path.startedAt > patienceMs) path.close("no-hello");
    }
    for (const peer of this.#around.peers.values()) {
      const forgotten = nowMs - peer.downSince > this.#around.timing.forgetPeerMs;
      // With a path it is coming back, and is up when the other side has chosen one.
      if (peer.addresses !== null || peer.up || peer.paths.size > 0 || !forgotten) continue;
      // A room is the same for good, and since when its paths are silent is still asked; others come under another name.
      if (peer.identity?.kind !== "room") this.#forget(peer);
      else if (peer.sessionNumber !== noSession) peer.beginSession(noSession);
    }
  }

  close(): Promise<void> {
    for (const path of this.#strangers.keys()) path.close("closing");
    for (const { socket } of this.#handshaking.values()) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #taking(encryption: Encryption | null): (socket: Socket) => void {
    if (encryption === null) return (socket) => this.#challenge(socket, null);
    const handshake = encryption.acceptor(
      this.#around.timing.handshakeTimeoutMs,
      (socket, who) => this.#certified(socket, who),
      (refusal) => this.#around.refusing("?", refusal),
    );
    return (socket) => {
      const ends = endsOf(socket);
      this.#handshaking.set(ends, { socket, from: addressOf(socket) });
      socket.once("close", () => {
        if (this.#handshaking.get(ends)?.socket === socket) this.#handshaking.delete(ends);
      });
      handshake(socket);
    };
  }

  /**
   * Whoever has waited longest goes: those who belong here are done within a few round trips, and whoever says nothing must not
   * keep them out. An address that connects without end gives up its own; one that has two among many with one each does not.
   */
  #makeRoom(): void {
    const { handshakesMax } = this.#around.limits;
    if (this.#strangers.size + this.#handshaking.size < handshakesMax) return;
    this.#around.refusing("?", "too-many-handshakes");
    const strangers = [...this.#strangers.values()];
    const crowd = crowdIn([...this.#handshaking.values(), ...strangers], handshakesMax / 4);
    for (const [ends, { socket, from }] of this.#handshaking) {
      if (crowd !== null && from !== crowd) continue;
      this.#handshaking.delete(ends);
      socket.destroy();
      return;
    }
    strangers
      .find(({ from }) => crowd === null || from === crowd)
      ?.path.close("too-many-handshakes");
  }

  #certified(socket: TLSSocket, who: CertifiedName | CertificateRefusal): void {
    this.#handshaking.delete(endsOf(socket));
    if (typeof who !== "string") return this.#challenge(socket, who);
    this.#around.refusing("?", who);
    socket.on("error", () => undefined);
    socket.write(encodeControl(frameType.refusal, Buffer.from(JSON.stringify({ reason: who }))));
    socket.destroySoon();
  }

  #challenge(socket: Socket, named: CertifiedName | null): void {
    let known: Peer | null = null;
    const events: PathEvents = {
      ...sessionEvents(() => known),
      handshake: (path, type, text) => {
        const stranger = this.#strangers.get(path);
        if (type !== frameType.hello || stranger === undefined) path.close("unexpected-handshake");
        else known = this.#hello(stranger, text);
      },
      closed: (path, reason) => {
        this.#strangers.delete(path);
        known?.detach(path, reason);
      },
    };
    const path = new Path(socket, events, this.#around.nowMs());
    const stranger = { path, from: addressOf(socket), nonce: newNonce(), named, hello: null };
    this.#strangers.set(path, stranger);
    const { nonce } = stranger;
    const challenge: Challenge = { protocol: linkProtocol, nonce, clockMs: Date.now() };
    path.sendHandshake(frameType.challenge, challenge);
  }

  /** The peer whose path it is from now on; null if the HELLO was refused. */
  #hello(stranger: Stranger, text: string): Peer | null {
    const { path } = stranger;
    const proven = this.#proven(stranger, text);
    if (typeof proven === "string") return this.#refuse(stranger, "?", proven);
    const hello = parseHello(proven.text);
    if (typeof hello === "string") return this.#refuse(stranger, "?", hello);
    const refusal = this.#refusalOf(hello, stranger.named) ?? this.#sessionRefusalOf(hello);
    if (refusal !== null) return this.#refuse(stranger, hello.from.id, refusal);
    const peer = this.#sessionOf(hello);
    peer.paths.get(hello.path)?.close("superseded");
    this.#strangers.delete(path);
    path.identify(hello.path, hello.pathName, hello.dial);
    const welcome: Welcome = { from: this.#around.self, received: peer.session.received };
    this.#answer(stranger, frameType.welcome, welcome);
    return peer.attach(path, hello.from, hello.received) ? peer : null;
  }

  /** What was said, once it is proven; whoever cannot prove it is told no more than that. */
  #proven(stranger: Stranger, text: string): Proven | HandshakeRefusal {
    const proven = parseProven(text);
    if (proven === null) {
      // A dialer of another version has no proof to show.
      const hello = parseHello(text);
      return hello === "protocol-mismatch" ? hello : "bad-hello";
    }
    if (!this.#around.proofs.isOfDialer(proven.proof, stranger.nonce, proven.text)) {
      return "wrong-secret";
    }
    stranger.hello = proven.text;
    return proven;
  }

  #refuse(stranger: Stranger, peerId: string, reason: string): null {
    this.#around.refusing(peerId, reason);
    this.#answer(stranger, frameType.refusal, { reason });
    stranger.path.closeAfterWriting(reason);
    return null;
  }

  /** Proven to a dialer that has proven itself; strangers get no proof, and dialers of any version read the reason. */
  #answer({ path, nonce, hello }: Stranger, type: number, content: object): void {
    if (hello === null) return path.sendHandshake(type, content);
    const text = JSON.stringify(content);
    const proven: Proven = { text, proof: this.#around.proofs.ofAcceptor(nonce, hello, text) };
    path.sendHandshake(type, proven);
  }

  #refusalOf(hello: Hello, named: CertifiedName | null): string | null {
    const { self, limits } = this.#around;
    const refusing = (refusal: HandshakeRefusal): HandshakeRefusal => refusal;
    if (hello.from.showId !== self.showId) return refusing("other-show");
    if (named !== null && !isNamed(named, hello.from)) return refusing("wrong-name");
    if (hello.to !== self.id || hello.from.id === self.id) return refusing("wrong-addressee");
    if (hello.path >= limits.pathsMax) return refusing("bad-path");
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

/** Of the other end; of one that is gone already nothing is known. */
function addressOf({ remoteAddress = "" }: Socket): string {
  return remoteAddress;
}

/** The address that most of them have, of several the one that came first; null where none has more than `fair`. */
function crowdIn(those: readonly { readonly from: string }[], fair: number): string | null {
  const counts = new Map<string, number>();
  for (const { from } of those) counts.set(from, (counts.get(from) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most !== undefined && most[1] > fair ? most[0] : null;
}

/** Both ends of a connection, of which there is one at a time. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join(" ");
}
