import { verify } from "node:crypto";
import { hexHash, tell } from "../report/made-report.ts";
import { fingerprintOf, publicKeyOf } from "../show/report-key.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** With the mark in front, which is part of a file that was signed with it; null where it is no UTF-8. */
function decodeText(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** What the check of a report needs of Node and of this program, wherever its files come from. */
export const checkPorts = {
  sha256: hexHash,
  decodeText,
  verify: (publicKey: string, signature: string, text: string): boolean =>
    verify(null, Buffer.from(text), publicKeyOf(publicKey), Buffer.from(signature, "hex")),
  tell,
  fingerprintOf,
};
