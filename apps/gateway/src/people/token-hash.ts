import { createHash } from "node:crypto";
import { asTokenHash, type TokenHash } from "@cablecut/protocol";

/**
 * What the ledger knows of a token: its SHA-256 with the first bit replaced by the mark of synthetic attendees (1) or
 * people (0). So the mark is part of the opening itself, in every room's log and snapshot; a token is looked up with the
 * mark that it was opened with, and 255 bits of the hash are left.
 */
export function tokenHashOf(token: string, synthetic: boolean): TokenHash {
  const hash = createHash("sha256").update(token).digest();
  hash[0] = (hash.readUInt8(0) & 0x7f) | (synthetic ? 0x80 : 0);
  return asTokenHash(hash.toString("hex"));
}
