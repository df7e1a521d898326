import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCertificates, type LinkCertificates } from "@cablecut/link";
import { hostDescriptionSchema, type HostDescription } from "./host-description.ts";
import { certificateFilesOf } from "./host-files.ts";

export type HostFolder =
  | {
      readonly ok: true;
      readonly host: HostDescription;
      readonly certificates: LinkCertificates;
    }
  | { readonly ok: false; readonly reason: string };

/** What `cablecut deploy` has written for this host, as it stands there. */
export function readHostFolder(folder: string): HostFolder {
  try {
    const text = readFileSync(join(folder, "host.json"), "utf8");
    const parsed = hostDescriptionSchema.safeParse(JSON.parse(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return { ok: false, reason: `host.json: ${issue?.path.join(".")}: ${issue?.message}` };
    }
    const kind = parsed.data.room === null ? "gateway" : "room";
    const certificates = readCertificates(folder, certificateFilesOf(kind));
    return { ok: true, host: parsed.data, certificates };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
