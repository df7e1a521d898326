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

/** Null where there is none, or it cannot be read by whoever asks. */
export function readOperatorToken(dataDirectory: string): string | null {
  const read = readFileOf(pathIn(dataDirectory), tokenBytesMax);
  const text = read.ok ? read.bytes.toString("utf8").trim() : "";
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
}

/** What the gateway is told of it. */
export function operatorTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
