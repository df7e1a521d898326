import type { LinkCertificates } from "./encryption.ts";
import type { LinkLimits, LinkTiming } from "./limits.ts";

/** Who a node is. `instance` tells one start of the process from the next and must grow with every start. */
export interface NodeIdentity {
  readonly id: string;
  /** What the node is to its peers: "room", "gateway". Peers decide by it whom to accept. */
  readonly kind: string;
  readonly showId: string;
  /** A safe integer, for instance the boot counter of a data directory or the milliseconds of the start. */
  readonly instance: number;
  /** The newest version that it reads of what peers of its kind write; not told where that is no question. */
  readonly reads?: number;
}

/** One way to reach a peer. */
export interface PathAddress {
  readonly host: string;
  readonly port: number;
  /** Address of the own network card to dial from. */
  readonly localAddress?: string;
  /** Shown in the status, for instance "AA". Defaults to the place in the list. */
  readonly name?: string;
}

/** A peer that this node dials. Between two nodes only one of them lists the other. */
export interface PeerAddress {
  readonly id: string;
  /** In order of preference; the first two are pinged often, the others seldom. */
  readonly paths: readonly PathAddress[];
}

/** The answer to a node that dialed in. `reason` is named to the dialer. */
export type AcceptAnswer = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Why a peer went down. */
export type DownReason =
  /** No path has answered for `peerDownMs`. The session is kept: what is unacknowledged is sent when it returns. */
  | "silent"
  /** The peer said goodbye. */
  | "closed"
  /** Another instance of the peer, or a new session, took over: what was unacknowledged is dropped. */
  | "replaced";

/** What the owner of a mesh may want in its log. Repetitions of the same refusal are told once. */
export type MeshNotice =
  | { readonly kind: "path-up"; readonly peerId: string; readonly path: string }
  | {
      readonly kind: "path-down";
      readonly peerId: string;
      readonly path: string;
      readonly reason: string;
    }
  | { readonly kind: "path-in-use"; readonly peerId: string; readonly path: string }
  /** The other side refused our HELLO, by name. */
  | { readonly kind: "refused"; readonly peerId: string; readonly reason: string }
  /** We refused the HELLO of another, by name. */
  | { readonly kind: "refusing"; readonly peerId: string; readonly reason: string };

export interface MeshOptions {
  readonly self: NodeIdentity;
  /** The show's link secret, at least 32 characters: nobody becomes a peer without it, and it crosses no wire. */
  readonly secret: string;
  /**
   * With certificates every path is TLS 1.3, both sides show theirs, and a node is whom its certificate names. Without,
   * paths are plain, which is for the loopback only.
   */
  readonly certificates?: LinkCertificates;
  /** Where to accept peers that dial in. Port 0 takes any free port, see `Mesh.listening`. */
  readonly listen?: { readonly host: string; readonly port: number };
  readonly peers: readonly PeerAddress[];
  /** Asked for every node that dials in, after its proof, protocol version, show and addressee have been checked. */
  accept(hello: NodeIdentity): AcceptAnswer;
  /**
   * A message, once, in the order of the sender. `bytes` is a view that is never written to again; it may share its
   * memory with other messages. Messages of a peer may still come in while it is reported down: over cables that are
   * dead in one direction only.
   */
  onMessage(peerId: string, peerKind: string, bytes: Uint8Array): void;
  /** `resumed`: the same session goes on and nothing was lost; otherwise everything before is gone. */
  onPeerUp(peer: NodeIdentity, resumed: boolean): void;
  onPeerDown(peerId: string, reason: DownReason): void;
  onNotice?(notice: MeshNotice): void;
  readonly limits?: Partial<LinkLimits>;
  readonly timing?: Partial<LinkTiming>;
  /** Monotonic milliseconds; default `performance.now`. */
  readonly nowMs?: () => number;
  /** In [0, 1), for the jitter of redials; default `Math.random`. */
  readonly random?: () => number;
}

export interface PathStatus {
  readonly name: string;
  /** A HELLO was exchanged and the path has answered within `pathTimeoutMs`. */
  readonly up: boolean;
  /** Smoothed round trip in milliseconds; null before the first answer. */
  readonly rttMs: number | null;
  /** Milliseconds since the last proof of a round trip, also of a path that is down; null before the first. */
  readonly silentMs: number | null;
}

export interface LinkStatus {
  readonly peerId: string;
  readonly peerKind: string | null;
  readonly instance: number | null;
  readonly up: boolean;
  readonly pathInUse: string | null;
  readonly rttMs: number | null;
  /** Accepted by `send` and not acknowledged by the peer. */
  readonly unackedMessages: number;
  readonly unackedBytes: number;
  /** The part of it that was not yet written to the path in use. */
  readonly queuedBytes: number;
  /** How often traffic moved to another path. */
  readonly switches: number;
  readonly paths: readonly PathStatus[];
}

export interface Mesh {
  /** The address that peers can dial, once bound; null without `listen`. Rejects if the port cannot be had. */
  listening(): Promise<{ readonly host: string; readonly port: number } | null>;
  /**
   * Queues one message, the concatenation of `chunks`. True: it will arrive once and in order as long as both processes
   * live. False (nothing was queued): the peer is unknown or down, the message is longer than `messageBytesMax`, or the
   * unacknowledged messages have reached a limit.
   * `chunks` must not be written to before the peer has the message, which whatever it says of it proves. Until it is
   * acknowledged it may be sent again, over another path; the peer drops that by its number, unread.
   * Bulk data should go in messages of at most 256 KiB, so that pings are not held up behind it.
   */
  send(peerId: string, chunks: readonly Uint8Array[]): boolean;
  status(): readonly LinkStatus[];
  /** Says goodbye, closes all sockets and the listener. Idempotent. */
  close(): Promise<void>;
}
