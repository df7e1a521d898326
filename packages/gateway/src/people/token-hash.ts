import { asTokenHash, markTokenHash, type TokenHash } from "@cablecut/protocol";
import type { GatewayPorts } from "../ports.ts";

/**
 * What the ledger knows of a token: its SHA-256 with the first bit replaced by the mark of synthetic attendees (1) or
 * people (0). So the mark is part of the opening itself, in every room's log and snapshot; a token is looked up with the
 * mark that it was opened with, and 255 bits of the hash are left.
 */
export function tokenHashOf(
  token: string,
  synthetic: boolean,
  ports: Pick<GatewayPorts, "sha256" | "encodeText">,
): TokenHash {
  const hash = ports.sha256(ports.encodeText(token));
  markTokenHash(hash, synthetic);
  return asTokenHash(hexOf(hash));
}

/** Two lower-case hex digits a byte. */
export function hexOf(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
