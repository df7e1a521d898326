import { dirname } from "node:path";
import type { CertificateFiles, LocalizedText } from "@cablecut/protocol";
import type { z } from "zod";
import { readCertificates } from "./certificates.ts";
import { readConfiguration } from "./configuration.ts";

/** Of a process whose links may leave the machine: with the certificates that its configuration names. */
type LinkConfiguration<Content> =
  | {
      readonly ok: true;
      readonly config: Content;
      /** What stands in the files; null where none are named. */
      readonly certificates: Readonly<CertificateFiles> | null;
    }
  | { readonly ok: false; readonly reason: LocalizedText };

/** The file that `--config` names, in the form of `schema`, and the certificates, named from that file's folder. */
export function readLinkConfiguration<
  Schema extends z.ZodType<{ readonly certificates?: CertificateFiles | undefined }>,
>(args: readonly string[], schema: Schema): LinkConfiguration<z.output<Schema>> {
  const configuration = readConfiguration(args, schema);
  if (!configuration.ok) return configuration;
  const { file, content: config } = configuration;
  if (config.certificates === undefined) return { ok: true, config, certificates: null };
  const read = readCertificates(dirname(file), config.certificates);
  return read.ok ? { ok: true, config, certificates: read.pems } : read;
}
