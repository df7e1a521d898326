import { dialPlainly, refusalOf, type Encryption } from "./encryption.ts";
import { frameType } from "./frame.ts";
import {
  linkProtocol,
  parseChallenge,
  parseProven,
  parseRefusal,
  parseWelcome,
} from "./handshake.ts";
import type { HandshakeRefusal, Hello, Proven } from "./handshake.ts";
import type { LinkTiming } from "./limits.ts";
import type { NodeIdentity, PathAddress } from "./mesh-options.ts";
import { Path } from "./path.ts";
import type { PathEvents } from "./path.ts";
import { sessionEvents } from "./peer.ts";
import { newNonce } from "./proof.ts";
import type { Proofs } from "./proof.ts";
import type { Peer } from "./peer.ts";

export interface DialSurroundings {
  readonly self: NodeIdentity;
  readonly timing: LinkTiming;
  readonly proofs: Proofs;
  /** Null: sockets are plain. */
  readonly encryption: Encryption | null;
  readonly random: () => number;
  refused(peerId: string, reason: string): void;
}

/** Keeps one path to a peer dialed: a socket, its HELLO, and the wait before the next try. */
export class Dialer {
  readonly #peer: Peer;
  readonly #index: number;
  readonly #address: PathAddress;
  readonly #around: DialSurroundings;
  #path: Path | null = null;
  #dials = 0;
  #failures = 0;
  #dialAt = 0;
  /** The session that the current HELLO named. */
  #helloSession = 0;
  /** What the current path was asked and has answered; null before its challenge. */
  #said: { readonly nonce: string; readonly hello: string } | null = null;

  constructor(peer: Peer, index: number, address: PathAddress, around: DialSurroundings) {
    this.#peer = peer;
    this.#index = index;
    this.#address = address;
    this.#around = around;
  }

  tick(nowMs: number, judge: boolean): void {
    const path = this.#path;
    if (path === null) {
      if (nowMs >= this.#dialAt) this.#dial(nowMs);
      return;
    }
    const { encryption, timing } = this.#around;
    const isShaking = encryption !== null && path.connected;
    const patienceMs = isShaking ? timing.handshakeTimeoutMs : timing.pathTimeoutMs;
    if (judge && !path.up && nowMs - path.startedAt > patienceMs) path.close("no-welcome");
  }

  close(): void {
    this.#path?.close("closing");
  }

  #dial(nowMs: number): void {
    const { name } = this.#address;
    const { encryption } = this.#around;
    const socket =
      encryption === null
        ? dialPlainly(this.#address)
        : encryption.dial(this.#address, this.#peer.id);
    const path = new Path(socket, this.#events(nowMs), nowMs);
    this.#dials += 1;
    path.identify(this.#index, name ?? String(this.#index), this.#dials);
    this.#path = path;
    this.#said = null;
  }

  #events(startedAt: number): PathEvents {
    return {
      ...sessionEvents(() => this.#peer),
      handshake: (path, type, text) => {
        if (type === frameType.challenge && this.#said === null) this.#challenged(path, text);
        else if (type === frameType.welcome && !path.up) this.#welcomed(path, text);
        else if (type === frameType.refusal) this.#refused(path, text);
        else path.close("unexpected-handshake");
      },
      closed: (path, reason) => {
        if (this.#path === path) this.#path = null;
        this.#peer.detach(path, reason);
        this.#wait(startedAt);
        const refusal = refusalOf(reason);
        if (refusal === null) return;
        this.#around.refused(this.#peer.id, refusal);
        this.#dialAt += this.#around.timing.refusedRedialMs;
      },
    };
  }

  #challenged(path: Path, text: string): void {
    const challenge = parseChallenge(text);
    if (typeof challenge === "string") return this.#givenUp(path, challenge);
    const hello = JSON.stringify(this.#hello(path));
    this.#said = { nonce: challenge.nonce, hello };
    const proof = this.#around.proofs.ofDialer(challenge.nonce, hello);
    const proven: Proven = { text: hello, proof };
    path.sendHandshake(frameType.hello, proven);
  }

  #hello(path: Path): Hello {
    const { id, session, sessionNumber, established } = this.#peer;
    this.#helloSession = sessionNumber;
    return {
      protocol: linkProtocol,
      nonce: newNonce(),
      from: this.#around.self,
      to: id,
      session: sessionNumber,
      established,
      received: session.received,
      path: this.#index,
      pathName: path.name,
      dial: path.dial,
    };
  }

  /** Whether the acceptor said this to us in this handshake, and not somebody in its place. */
  #isProven({ text, proof }: Proven): boolean {
    const said = this.#said;
    if (said === null) return false;
    return this.#around.proofs.isOfAcceptor(proof, said.nonce, said.hello, text);
  }

  #welcomed(path: Path, text: string): void {
    const proven = parseProven(text);
    if (proven === null || !this.#isProven(proven)) return this.#givenUp(path, "wrong-secret");
    const welcome = parseWelcome(proven.text);
    const peer = this.#peer;
    if (welcome === null || welcome.from.id !== peer.id) {
      path.close("bad-welcome");
    } else if (this.#helloSession !== peer.sessionNumber) {
      path.close("session-replaced");
    } else if (peer.established && peer.identity?.instance !== welcome.from.instance) {
      // The peer restarted between the HELLOs of two paths.
      peer.beginSession(peer.sessionNumber + 1);
      path.close("session-replaced");
    } else {
      this.#failures = 0;
      peer.attach(path, welcome.from, welcome.received);
    }
  }

  #refused(path: Path, text: string): void {
    const proven = parseProven(text);
    const reason = parseRefusal(proven?.text ?? text);
    const unknown: HandshakeRefusal = "unknown-session";
    // What waits to be sent is given up only for the peer itself.
    if (reason === unknown && proven !== null && this.#isProven(proven)) {
      if (this.#helloSession === this.#peer.sessionNumber) {
        this.#peer.beginSession(this.#peer.sessionNumber + 1);
      }
      path.close(reason);
      return;
    }
    this.#givenUp(path, reason);
  }

  /** The other side is there, and it is no use to ask it soon again. */
  #givenUp(path: Path, reason: string): void {
    this.#around.refused(this.#peer.id, reason);
    path.close(reason);
    this.#dialAt += this.#around.timing.refusedRedialMs;
  }

  /** The first redial is quick; then the wait doubles, shortened by up to half at random so that dialers spread. */
  #wait(startedAt: number): void {
    const { redialMs, redialMaxMs } = this.#around.timing;
    const waitMs = Math.min(redialMaxMs, redialMs * 2 ** Math.min(this.#failures, 16));
    this.#failures += 1;
    const sinceMs = Math.max(startedAt, this.#dialAt);
    this.#dialAt = sinceMs + waitMs * (1 - this.#around.random() / 2);
  }
}
