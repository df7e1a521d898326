import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { LinkCertificates } from "./encryption.ts";

/** Reads the files, which are named from `folder`. Throws with the name of the one that cannot be read. */
export function readCertificates(folder: string, files: LinkCertificates): LinkCertificates {
  const read = (file: string): string => readFileSync(resolve(folder, file), "utf8");
  return {
    authority: read(files.authority),
    certificate: read(files.certificate),
    key: read(files.key),
  };
}
