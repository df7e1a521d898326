// x509 wants it before it is loaded itself.
import "reflect-metadata";
import { KeyObject, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from "@peculiar/x509";
import { certifiedUri, type CertifiedName } from "./certified-name.ts";
import type { LinkCertificates } from "./encryption.ts";

/** Host clocks may be so much behind the one that made the certificates. */
const daysBefore = 2;
const yearsValid = 10;
const dayMs = 24 * 60 * 60 * 1_000;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
type KeyPair = webcrypto.CryptoKeyPair;

/** The span in which certificates made now are valid. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** From two days ago, for ten years. */
export function usualValidity(nowMs: number): Validity {
  const notAfter = new Date(nowMs);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + yearsValid);
  return { notBefore: new Date(nowMs - daysBefore * dayMs), notAfter };
}

/**
 * Signs certificates for the nodes of one show. Its key is in this process alone and is never given out: whoever wants
 * one more node makes all of them anew.
 */
export class Authority {
  readonly #keys: KeyPair;
  readonly #self: X509Certificate;
  readonly #validity: Validity;

  private constructor(keys: KeyPair, self: X509Certificate, validity: Validity) {
    this.#keys = keys;
    this.#self = self;
    this.#validity = validity;
  }

  static async create(showId: string, validity: Validity): Promise<Authority> {
    const keys = await newKeys();
    const self = await X509CertificateGenerator.createSelfSigned({
      serialNumber: newSerialNumber(),
      name: `CN=cablecut ${showId}`,
      ...validity,
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ],
    });
    return new Authority(keys, self, validity);
  }

  /** A new key and its certificate. */
  async certify(name: CertifiedName, validity = this.#validity): Promise<LinkCertificates> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.create({
      serialNumber: newSerialNumber(),
      subject: `CN=${name.kind} ${name.id}`,
      issuer: this.#self.subject,
      ...validity,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension([{ type: "url", value: certifiedUri(name) }]),
      ],
    });
    return {
      authority: `${this.#self.toString("pem")}\n`,
      certificate: `${certificate.toString("pem")}\n`,
      key: KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }).toString(),
    };
  }
}

function newKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

/** Positive, 16 bytes as hex. */
function newSerialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0]! &= 0x7f;
  return Buffer.from(bytes).toString("hex");
}
