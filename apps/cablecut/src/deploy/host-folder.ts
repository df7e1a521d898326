import { join } from "node:path";
import type { LinkCertificates } from "@cablecut/link";
import { jsonIn, readCertificates, reasonText } from "@cablecut/named-files";
import type { LocalizedText } from "@cablecut/protocol";
import { hostDescriptionSchema, type HostDescription } from "./host-description.ts";
import { certificateFilesOf } from "./host-files.ts";

export type HostFolder =
  | {
      readonly ok: true;
      readonly host: HostDescription;
      readonly certificates: LinkCertificates;
    }
  | { readonly ok: false; readonly reason: LocalizedText };

const hostBytesMax = 1024 * 1024;

/** What `cablecut deploy` has written for this host, as it stands there. */
export function readHostFolder(folder: string): HostFolder {
  const path = join(folder, "host.json");
  const refused = ({ en, zh }: LocalizedText): HostFolder => ({
    ok: false,
    reason: { en: `${path}: ${en}`, zh: `${path}：${zh}` },
  });
  const read = jsonIn(path, hostBytesMax);
  if (!read.ok) return refused(read.reason);
  const parsed = hostDescriptionSchema.safeParse(read.content);
  if (!parsed.success) return refused(reasonText(hostDescriptionSchema, read.content));
  const kind = parsed.data.room === null ? "gateway" : "room";
  const certificates = readCertificates(folder, certificateFilesOf(kind));
  if (!certificates.ok) return certificates;
  return { ok: true, host: parsed.data, certificates: certificates.pems };
}
