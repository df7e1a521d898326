import canonicalize from "canonicalize";

/** SHA-256 as 64 hex digits. */
export type HexSha256 = (bytes: Uint8Array | string) => string;

/** RFC 8785: the one text of a JSON value, so that what is signed is the same everywhere. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("this is no JSON value");
  return text;
}
