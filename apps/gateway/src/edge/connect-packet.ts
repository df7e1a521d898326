import { pageSchema } from "@cablecut/protocol";

/** What a browser asks for in socket.io's CONNECT, read before socket.io reads it. */
export interface ConnectPacket {
  readonly namespace: string;
  /** What the page says of itself; null where it says nothing or nothing that can be read. */
  readonly auth: unknown;
}

/** Longer ones are nobody's of ours. */
const charactersMax = 2_048;

/** Null for every packet that is no CONNECT: `0/namespace,{…}`; `0` alone is the namespace `/`. */
export function connectPacketOf(data: unknown): ConnectPacket | null {
  if (typeof data !== "string" || data.charCodeAt(0) !== 48) return null;
  if (data.length > charactersMax) return { namespace: "", auth: null };
  if (data[1] !== "/") return { namespace: "/", auth: authIn(data.slice(1)) };
  const comma = data.indexOf(",");
  return comma === -1
    ? { namespace: data.slice(1), auth: null }
    : { namespace: data.slice(1, comma), auth: authIn(data.slice(comma + 1)) };
}

/** What a phone's page says to come in, with its CONNECT; undefined where it does not. Nothing of it is checked yet. */
export function entranceIn(auth: unknown): unknown {
  return typeof auth === "object" && auth !== null && "enter" in auth ? auth.enter : undefined;
}

/** Which page it is that says no more yet; null where it does not say so either. */
export function pageIn(auth: unknown): string | null {
  const page = typeof auth === "object" && auth !== null && "page" in auth ? auth.page : null;
  const read = pageSchema.safeParse(page);
  return read.success ? read.data : null;
}

function authIn(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
