import { createHash, scryptSync, timingSafeEqual } from "node:crypto";

/** What opens the console: the PIN that a person types, and the token that this machine's operator has in a file. */
export class PresenterSecrets {
  readonly #salt: string;
  readonly #pinHash: Buffer;
  readonly #operatorTokenHash: Buffer | null;

  constructor(presenter: {
    readonly salt: string;
    readonly pinHash: string;
    readonly operatorTokenHash?: string;
  }) {
    const { salt, pinHash, operatorTokenHash } = presenter;
    this.#salt = salt;
    this.#pinHash = Buffer.from(pinHash, "hex");
    this.#operatorTokenHash =
      operatorTokenHash === undefined ? null : Buffer.from(operatorTokenHash, "hex");
  }

  isPin(pin: string): boolean {
    return areEqual(hashPin(pin, this.#salt), this.#pinHash);
  }

  /** 256 random bits are not guessed: it is not counted. */
  isOperator(token: string): boolean {
    const hash = createHash("sha256").update(token).digest();
    return this.#operatorTokenHash !== null && areEqual(hash, this.#operatorTokenHash);
  }
}

function areEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** scrypt with light cost: a PIN of a few digits is guarded by the count of wrong ones, not by the hash. */
export function hashPin(pin: string, salt: string): Buffer {
  return scryptSync(pin, salt, 32, { N: 1024, r: 8, p: 1 });
}
