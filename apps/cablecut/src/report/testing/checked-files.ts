import { canonicalJson, checkReport, type CheckedReport, type ReportFile } from "@cablecut/report";
import { charts } from "@cablecut/report-charts";
import { reportKeyOf } from "../../show/report-key.ts";
import { checkPorts } from "../../verify/check-ports.ts";
import { hexHash, tell } from "../made-report.ts";
import { show } from "./small-show.ts";

const key = reportKeyOf(show);

/** What only the operator of the small show tells and has. */
export const operator = {
  createdAt: show.createdAt,
  firstPace: show.pace,
  keyFingerprint: key.fingerprint,
};
export const signing = {
  sha256: hexHash,
  encodeText: (text: string) => Buffer.from(text),
  tell,
  charts,
  key: { publicKey: key.publicKey, sign: (text: string) => key.sign(Buffer.from(text)) },
};

export function textOf(files: readonly ReportFile[], name: string): string {
  return files.find((file) => file.name === name)?.text ?? "";
}

/** As `verify report.json` checks them; `changed`: what stands there instead, by name. */
export function checkFiles(
  files: readonly ReportFile[],
  changed: Readonly<Record<string, string>> = {},
): CheckedReport {
  const named = (name: string): string => changed[name] ?? textOf(files, name);
  return checkReport({
    text: named("report.json"),
    file: (name) => (named(name) === "" ? null : Buffer.from(named(name))),
    ...checkPorts,
    charts,
    expectedKeys: () => [],
  });
}

/** As somebody would who has the key, or another one and its fingerprint in every place. */
export function signedAnew(value: unknown): string {
  const { signature: _, ...body } = value as Record<string, unknown>;
  const signed = Buffer.from(canonicalJson(body));
  const signature = { algorithm: "Ed25519", publicKey: key.publicKey, value: key.sign(signed) };
  return `${canonicalJson({ ...body, signature })}\n`;
}
