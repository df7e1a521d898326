import type { NodeIdentity } from "./mesh-options.ts";

export const linkProtocol = 1;

const nameLengthMax = 128;

/** Said by the dialer on every path before anything else. */
export interface Hello {
  readonly protocol: number;
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
  | "other-show"
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
  const { id, kind, showId, instance } = value;
  if (!isName(id) || !isName(kind) || !isName(showId) || !isCount(instance)) return null;
  return { id, kind, showId, instance };
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
  const { to, session, established, received, path, pathName, dial } = value;
  if (from === null || !isName(to) || !isName(pathName)) return "bad-hello";
  if (!isCount(session) || !isCount(received)) return "bad-hello";
  if (!isCount(path) || !isCount(dial) || typeof established !== "boolean") return "bad-hello";
  return { protocol: linkProtocol, from, to, session, established, received, path, pathName, dial };
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
