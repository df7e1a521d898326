import type { NodeIdentity } from "./mesh-options.ts";

/**
 * Two sides become a path in three steps: the acceptor's challenge, the dialer's HELLO with its proof, the acceptor's
 * WELCOME or refusal with its own (see `Proofs`). Version 1 had no challenge and no proofs.
 */
export const linkProtocol = 2;

const nameLengthMax = 128;

/** Said by the acceptor on every path before anything else. */
export interface Challenge {
  readonly protocol: number;
  readonly nonce: string;
  /** The acceptor's wall clock, for whoever looks after it; earlier builds do not tell. Nothing is decided by it. */
  readonly clockMs: number | null;
}

/** A text and the proof that whoever says it knows the link secret. */
export interface Proven {
  readonly text: string;
  readonly proof: string;
}

/** The dialer's answer to the challenge. */
export interface Hello {
  readonly protocol: number;
  /** The dialer's. */
  readonly nonce: string;
  readonly from: NodeIdentity;
  /** Whom the dialer believes to have dialed. */
  readonly to: string;
  /** Counts the sessions that this instance of the dialer began with this peer. */
  readonly session: number;
  /** A path has been up in this session, so the acceptor must know it. */
  readonly established: boolean;
  /** Highest sequence number received in the session. */
  readonly received: number;
  readonly path: number;
  readonly pathName: string;
  /** Counts the dials of this instance: of two sockets for the same path the later one counts. */
  readonly dial: number;
}

/** The acceptor's answer. */
export interface Welcome {
  readonly from: NodeIdentity;
  readonly received: number;
}

/** Why a HELLO is refused before the owner of the mesh is asked, whose own reasons come as they are. */
export type HandshakeRefusal =
  | "bad-hello"
  | "protocol-mismatch"
  /** The dialer does not know the show's link secret. */
  | "wrong-secret"
  | "other-show"
  /** The certificate names another node than the HELLO. */
  | "wrong-name"
  | "wrong-addressee"
  | "bad-path"
  | "both-dial"
  | "too-many-peers"
  /** A newer instance of the same node is connected. */
  | "stale-instance"
  | "stale-session"
  | "stale-dial"
  /** The acceptor has no such session (any more): the dialer begins a new one. */
  | "unknown-session";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= nameLengthMax;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parseIdentity(value: unknown): NodeIdentity | null {
  if (!isRecord(value)) return null;
  const { id, kind, showId, instance, reads } = value;
  if (!isName(id) || !isName(kind) || !isName(showId) || !isCount(instance)) return null;
  return { id, kind, showId, instance, ...(isCount(reads) ? { reads } : {}) };
}

function parseRecord(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The version is judged first: another version may have another form. */
export function parseHello(text: string): Hello | "bad-hello" | "protocol-mismatch" {
  const value = parseRecord(text);
  if (value === null || !isCount(value["protocol"])) return "bad-hello";
  if (value["protocol"] !== linkProtocol) return "protocol-mismatch";
  const from = parseIdentity(value["from"]);
  const { nonce, to, session, established, received, path, pathName, dial } = value;
  if (from === null || !isName(nonce) || !isName(to) || !isName(pathName)) return "bad-hello";
  if (!isCount(session) || !isCount(received)) return "bad-hello";
  if (!isCount(path) || !isCount(dial) || typeof established !== "boolean") return "bad-hello";
  const identities = { protocol: linkProtocol, nonce, from, to };
  return { ...identities, session, established, received, path, pathName, dial };
}

/** The version is judged first, as with a HELLO. */
export function parseChallenge(text: string): Challenge | "bad-challenge" | "protocol-mismatch" {
  const value = parseRecord(text);
  if (value === null || !isCount(value["protocol"])) return "bad-challenge";
  if (value["protocol"] !== linkProtocol) return "protocol-mismatch";
  const { nonce, clockMs } = value;
  if (!isName(nonce)) return "bad-challenge";
  return { protocol: linkProtocol, nonce, clockMs: isCount(clockMs) ? clockMs : null };
}

/** Null if it is no text with a proof. */
export function parseProven(text: string): Proven | null {
  const value = parseRecord(text);
  const [said, proof] = [value?.["text"], value?.["proof"]];
  return typeof said === "string" && isName(proof) ? { text: said, proof } : null;
}

export function parseWelcome(text: string): Welcome | null {
  const value = parseRecord(text);
  if (value === null) return null;
  const from = parseIdentity(value["from"]);
  const { received } = value;
  return from === null || !isCount(received) ? null : { from, received };
}

/** The reason of a refusal; an unreadable one is "unnamed". */
export function parseRefusal(text: string): string {
  const reason = parseRecord(text)?.["reason"];
  return isName(reason) ? reason : "unnamed";
}
