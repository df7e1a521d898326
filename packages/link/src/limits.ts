/** What bounds the memory of a mesh. Reaching one of them refuses or closes; it never grows. */
export interface LinkLimits {
  /** One message, in bytes. Longer frames are refused before a byte of them is allocated. */
  readonly messageBytesMax: number;
  /** Bytes accepted by `send` and not yet acknowledged, per peer. Beyond it `send` answers false. */
  readonly unackedBytesMax: number;
  /** Messages accepted by `send` and not yet acknowledged, per peer. */
  readonly unackedMessagesMax: number;
  /** Peers that dialed in, of any kind; one more is refused with `too-many-peers`. */
  readonly peersMax: number;
  /**
   * Accepted sockets that have not yet said HELLO; for one more the oldest is closed with `too-many-handshakes`, of an address
   * that has more than a quarter of them where there is one.
   */
  readonly handshakesMax: number;
  /** Paths between two nodes. */
  readonly pathsMax: number;
}

export const defaultLinkLimits: LinkLimits = {
  messageBytesMax: 8 * 1024 * 1024,
  unackedBytesMax: 64 * 1024 * 1024,
  unackedMessagesMax: 262_144,
  peersMax: 64,
  handshakesMax: 128,
  pathsMax: 8,
};

/** Every wait of a mesh, in milliseconds of the injected clock. */
export interface LinkTiming {
  /** The tick that drives pings, acknowledgements and judgements. */
  readonly tickMs: number;
  /** Ping period of the path in use. */
  readonly pingMs: number;
  /** Ping period of the other paths: nothing waits for them, and when the one in use falls silent all are asked at once. */
  readonly sparePingMs: number;
  /** After this much silence on the path in use all others are asked at once whether they live. */
  readonly probeAfterMs: number;
  /** After this much silence on the path in use traffic moves to one that answered the probe. */
  readonly switchAfterMs: number;
  /** After this much silence a path is destroyed and redialed. Also the patience with a HELLO. */
  readonly pathTimeoutMs: number;
  /**
   * Patience with an encrypted connection that has come, until its WELCOME. Longer, since a handshake given up is work done
   * in vain: where all nodes start at once and have too little of the processor, nobody would ever get to its end.
   */
  readonly handshakeTimeoutMs: number;
  /** After this much silence on all paths the peer is reported down. */
  readonly peerDownMs: number;
  /** First wait before a redial; doubles up to `redialMaxMs`. Both are shortened by up to half at random. */
  readonly redialMs: number;
  readonly redialMaxMs: number;
  /** Wait after a named refusal: the other side is alive and does not want us. */
  readonly refusedRedialMs: number;
  /** How long the session of a peer that dialed in is kept after the peer went down; of a room more than that is not forgotten. */
  readonly forgetPeerMs: number;
}

export const defaultLinkTiming: LinkTiming = {
  tickMs: 25,
  pingMs: 50,
  sparePingMs: 200,
  probeAfterMs: 75,
  switchAfterMs: 150,
  pathTimeoutMs: 1_000,
  handshakeTimeoutMs: 5_000,
  peerDownMs: 1_000,
  redialMs: 20,
  redialMaxMs: 250,
  refusedRedialMs: 2_000,
  forgetPeerMs: 300_000,
};
