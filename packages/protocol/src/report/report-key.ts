/**
 * The show's report is signed by its operator's key. Whoever was there has seen this key's fingerprint, on the stage or on
 * a phone: 80 bits of the SHA-256 of the public key, as 20 hex digits.
 */
export const fingerprintPattern = /^[0-9a-f]{20}$/;

/** In groups of four, so that two people can compare it: "1f3a 09bc ...". */
export function spacedFingerprint(fingerprint: string): string {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(" ");
}
