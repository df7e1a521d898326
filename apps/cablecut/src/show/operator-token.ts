import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { readFileOf, writeSynced } from "@cablecut/named-files";

/** Whoever can read this file is the operator: it lets the command line in without the PIN. Mode 600. */
function pathIn(dataDirectory: string): string {
  return join(dataDirectory, "operator-token");
}

/** A new token, 64 hex digits; the former one is worth nothing once the show runs. Throws the system's errors. */
export function renewOperatorToken(dataDirectory: string): string {
  const token = randomBytes(32).toString("hex");
  writeSynced(pathIn(dataDirectory), `${token}\n`);
  return token;
}

const tokenBytesMax = 1024;

export type FoundToken =
  | { readonly ok: true; readonly token: string }
  /** `not-allowed`: whoever asks may not read it. */
  | { readonly ok: false; readonly why: "not-allowed" | "missing-or-damaged" };

export function operatorTokenIn(dataDirectory: string): FoundToken {
  const read = readFileOf(pathIn(dataDirectory), tokenBytesMax);
  if (!read.ok && read.refusal.kind === "not-allowed") return { ok: false, why: "not-allowed" };
  const token = read.ok ? read.bytes.toString("utf8").trim() : "";
  if (/^[0-9a-f]{64}$/.test(token)) return { ok: true, token };
  return { ok: false, why: "missing-or-damaged" };
}

/** Null where there is none, or it cannot be read by whoever asks. */
export function readOperatorToken(dataDirectory: string): string | null {
  const found = operatorTokenIn(dataDirectory);
  return found.ok ? found.token : null;
}

/** What the gateway is told of it. */
export function operatorTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
