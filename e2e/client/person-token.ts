import { createHash } from "node:crypto";
import { markTokenHash, type TokenHash } from "@cablecut/protocol";

/** What the ledger knows of a person's token. */
export function tokenHashOfPerson(token: string | Uint8Array): TokenHash {
  const hash = createHash("sha256").update(token).digest();
  markTokenHash(hash, false);
  return hash.toString("hex") as TokenHash;
}
