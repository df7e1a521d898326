import { createPrivateKey, createPublicKey, hash, sign, type KeyObject } from "node:crypto";
import type { Show } from "./show-file.ts";

/** In front of the seed of an Ed25519 key in PKCS #8 (RFC 8410, 7), hex. */
const pkcs8Prefix = "302e020100300506032b657004220420";
/** In front of the 32 bytes of a public key in SubjectPublicKeyInfo (RFC 8410, 4), hex. */
const spkiPrefix = "302a300506032b6570032100";

/** What the operator signs reports with. */
export interface ReportKey {
  /** 64 hex digits. */
  readonly publicKey: string;
  /** 20 hex digits. */
  readonly fingerprint: string;
  /** 128 hex digits. */
  sign(bytes: Uint8Array): string;
}

/** The show's Ed25519 key, from the seed in its file. */
export function reportKeyOf({ reportKey }: Pick<Show, "reportKey">): ReportKey {
  const key = createPrivateKey({
    key: Buffer.from(pkcs8Prefix + reportKey, "hex"),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = createPublicKey(key)
    .export({ format: "der", type: "spki" })
    .subarray(spkiPrefix.length / 2)
    .toString("hex");
  return {
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    sign: (bytes) => sign(null, bytes, key).toString("hex"),
  };
}

/** `publicKey`: 64 hex digits. */
export function publicKeyOf(publicKey: string): KeyObject {
  const key = Buffer.from(spkiPrefix + publicKey, "hex");
  return createPublicKey({ key, format: "der", type: "spki" });
}

/** As stage, phones and report show it: see `fingerprintPattern`. */
export function fingerprintOf(publicKey: string): string {
  return hash("sha256", Buffer.from(publicKey, "hex"), "hex").slice(0, 20);
}
