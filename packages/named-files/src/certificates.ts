import { createPrivateKey, X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import type { CertificateFiles, LocalizedText } from "@cablecut/protocol";
import { fileRefusalText } from "./file-texts.ts";
import { readFileOf } from "./read-file.ts";

/** A chain of a few certificates has some thousand bytes. */
const pemBytesMax = 1024 * 1024;

/** `pems`: what stands in the files. */
export type ReadCertificates =
  | { readonly ok: true; readonly pems: Readonly<CertificateFiles> }
  | { readonly ok: false; readonly reason: LocalizedText };

const pemTexts = {
  noCertificate: { en: "it is no certificate (PEM)", zh: "不是 PEM 格式的证书" },
  noKey: { en: "it is no private key (PEM)", zh: "不是 PEM 格式的私钥" },
  otherKey: (certificate: string): LocalizedText => ({
    en: `it is not the key of ${certificate}`,
    zh: `不是 ${certificate} 的私钥`,
  }),
};

/** Reads the files, which are named from `folder`. The reason names the one that cannot be read. */
export function readCertificates(folder: string, files: CertificateFiles): ReadCertificates {
  const pems = { authority: "", certificate: "", key: "" };
  for (const part of ["authority", "certificate", "key"] as const) {
    const path = resolve(folder, files[part]);
    const read = readFileOf(path, pemBytesMax);
    if (!read.ok) return refused(path, fileRefusalText(read.refusal));
    pems[part] = read.bytes.toString("utf8");
  }
  const wrong = wrongPart(pems, resolve(folder, files.certificate));
  return wrong === null
    ? { ok: true, pems }
    : refused(resolve(folder, files[wrong.part]), wrong.why);
}

/** The first of them that is not what it is to be. */
function wrongPart(
  { authority, certificate, key }: CertificateFiles,
  certificatePath: string,
): { readonly part: keyof CertificateFiles; readonly why: LocalizedText } | null {
  if (made(() => new X509Certificate(authority)) === null)
    return { part: "authority", why: pemTexts.noCertificate };
  const shown = made(() => new X509Certificate(certificate));
  if (shown === null) return { part: "certificate", why: pemTexts.noCertificate };
  const secret = made(() => createPrivateKey(key));
  if (secret === null) return { part: "key", why: pemTexts.noKey };
  if (shown.checkPrivateKey(secret)) return null;
  return { part: "key", why: pemTexts.otherKey(certificatePath) };
}

/** Null where it cannot be made of what is there. */
function made<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function refused(path: string, { en, zh }: LocalizedText): ReadCertificates {
  return { ok: false, reason: { en: `${path}: ${en}`, zh: `${path}：${zh}` } };
}
