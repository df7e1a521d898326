import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { receiptSchema, type Receipt } from "@cablecut/protocol";
import { lockHolder, machineProcesses, nodeFiles } from "@cablecut/wal";
import { z } from "zod";
import type { Target } from "../ctl/control-target.ts";
import type { Bilingual } from "../terminal/language.ts";
import { readShow } from "../show/show-file.ts";
import { refusalText } from "../show/start-refusal.ts";
import { sessionTexts } from "../texts/session-texts.ts";
import { verifyTexts } from "../texts/verify-texts.ts";
import { verifyShow } from "./verified-show.ts";
import { drawVerification } from "./verify-drawing.ts";

const receiptsMax = 200_000;
const receiptFileBytesMax = 256 * 1024 * 1024;

/** `cablecut verify`: offline, of a stopped show. @returns 0 everything agrees, 1 something does not or cannot be read */
export async function verifyCommand(
  { data, language }: Target,
  receiptFile: string | null,
): Promise<number> {
  const refuse = (message: Bilingual): number => {
    console.error(message[language]);
    return 1;
  };
  const directory = resolve(data);
  if (!existsSync(directory)) return refuse(sessionTexts.noShowFile(directory));
  const holder = await lockHolder(nodeFiles, directory, machineProcesses);
  if (holder !== null) return refuse(verifyTexts.running(directory, holder.pid));
  const read = readShow(directory);
  if (!read.ok) return refuse(refusalText(read.refusal));
  if (read.show === null) return refuse(sessionTexts.noShowFile(directory));
  const receipts = receiptFile === null ? null : readReceipts(receiptFile);
  if (receipts !== null && !receipts.ok) return refuse(receipts.refusal);
  const verified = await verifyShow(read.show, directory, receipts?.receipts ?? null);
  console.log(drawVerification(verified, language));
  return verified.ok ? 0 : 1;
}

/** The receipts in a file, or what is wrong with it. */
function readReceipts(
  path: string,
):
  | { readonly ok: true; readonly receipts: readonly Receipt[] }
  | { readonly ok: false; readonly refusal: Bilingual } {
  const refused = (refusal: Bilingual) => ({ ok: false as const, refusal });
  try {
    if (statSync(path).size > receiptFileBytesMax) {
      return refused(verifyTexts.tooLong(path, receiptFileBytesMax));
    }
    const parsed = z
      .array(receiptSchema)
      .max(receiptsMax)
      .safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return { ok: true, receipts: parsed.data };
    const [issue] = parsed.error.issues;
    const reason = `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim();
    return refused(verifyTexts.noReceipts(path, reason));
  } catch (error) {
    return refused(verifyTexts.unreadable(path, error instanceof Error ? error.message : "?"));
  }
}
