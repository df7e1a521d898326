import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { linkProtocol } from "./handshake.ts";

/** Fewer characters could be guessed. */
export const secretCharactersMin = 32;

/** Random bytes that make a handshake unlike every other one, as hex. */
export function newNonce(): string {
  return randomBytes(32).toString("hex");
}

/** Who proves; it is part of what is proven, so that nobody's proof can be handed back to them as one's own. */
type Prover = "dialer" | "acceptor";

/**
 * Proofs that a side knows the show's link secret: HMAC-SHA-256 (RFC 2104) under it over the prover's part, the
 * acceptor's nonce, the HELLO, which contains the dialer's nonce, and what the acceptor answered to it. So a proof holds
 * for this handshake alone, for these two nodes and this very HELLO, and the secret crosses no wire.
 */
export class Proofs {
  readonly #secret: string;

  /** Throws where the secret has fewer than `secretCharactersMin` characters. */
  constructor(secret: string) {
    if (secret.length < secretCharactersMin) {
      throw new Error(`a link secret has at least ${secretCharactersMin} characters`);
    }
    this.#secret = secret;
  }

  ofDialer(acceptorNonce: string, hello: string): string {
    return this.#proof("dialer", acceptorNonce, hello).toString("hex");
  }

  ofAcceptor(acceptorNonce: string, hello: string, answer: string): string {
    return this.#proof("acceptor", acceptorNonce, hello, answer).toString("hex");
  }

  isOfDialer(proof: string, acceptorNonce: string, hello: string): boolean {
    return isSame(proof, this.#proof("dialer", acceptorNonce, hello));
  }

  isOfAcceptor(proof: string, acceptorNonce: string, hello: string, answer: string): boolean {
    return isSame(proof, this.#proof("acceptor", acceptorNonce, hello, answer));
  }

  #proof(prover: Prover, ...parts: readonly string[]): Buffer {
    // As JSON, so that no part can run into the next one.
    const text = JSON.stringify(["cablecut link", linkProtocol, prover, ...parts]);
    return createHmac("sha256", this.#secret).update(text).digest();
  }
}

function isSame(given: string, right: Buffer): boolean {
  const bytes = Buffer.from(given, "hex");
  return bytes.byteLength === right.byteLength && timingSafeEqual(bytes, right);
}
