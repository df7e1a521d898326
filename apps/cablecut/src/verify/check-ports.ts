import { verify } from "node:crypto";
import { hexHash, tell } from "../report/made-report.ts";
import { fingerprintOf, publicKeyOf } from "../show/report-key.ts";

/** What the check of a report needs of Node and of this program, wherever its files come from. */
export const checkPorts = {
  sha256: hexHash,
  decodeText: (bytes: Uint8Array): string => Buffer.from(bytes).toString(),
  verify: (publicKey: string, signature: string, text: string): boolean =>
    verify(null, Buffer.from(text), publicKeyOf(publicKey), Buffer.from(signature, "hex")),
  tell,
  fingerprintOf,
};
