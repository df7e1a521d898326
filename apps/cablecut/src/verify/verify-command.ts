import type { LocalizedText } from "@cablecut/protocol";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { lockHolder, machineProcesses, nodeFiles } from "@cablecut/wal";
import type { Target } from "../ctl/control-target.ts";
import { readShow } from "../show/show-file.ts";
import { codeOf } from "../show/system-error.ts";
import { refusalText } from "../show/start-refusal.ts";
import { sessionTexts } from "../texts/session-texts.ts";
import { receiptTexts } from "../texts/receipt-texts.ts";
import { verifyTexts } from "../texts/verify-texts.ts";
import { readReceiptFile } from "./receipt-file.ts";
import { verifyShow } from "./verified-show.ts";
import { drawVerification } from "./verify-drawing.ts";

/** The process that has the directory, or why the system does not let it be looked into. */
async function runningThere(
  directory: string,
): Promise<{ readonly pid: number } | null | { readonly code: string }> {
  try {
    return await lockHolder(nodeFiles, directory, machineProcesses);
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return { code };
  }
}

/** `cablecut verify`: offline, of a stopped show. @returns 0 everything agrees, 1 something does not, cannot be read or cannot be checked */
export async function verifyCommand(
  { data, language }: Target,
  receiptFile: string | null,
): Promise<number> {
  const refuse = (message: LocalizedText): number => {
    console.error(message[language]);
    return 1;
  };
  const directory = resolve(data);
  if (!existsSync(directory)) return refuse(sessionTexts.noShowFile(directory));
  const holder = await runningThere(directory);
  if (holder !== null && "code" in holder) {
    const { code } = holder;
    return refuse(refusalText({ kind: "directory-unusable", path: directory, code }));
  }
  if (holder !== null) return refuse(verifyTexts.running(directory, holder.pid));
  const read = readShow(directory);
  if (!read.ok) return refuse(refusalText(read.refusal));
  if (read.show === null) return refuse(sessionTexts.noShowFile(directory));
  const receipts = receiptFile === null ? null : readReceiptFile(receiptFile);
  if (receipts !== null && !receipts.ok) return refuse(receipts.refusal);
  const told = receipts?.file.show ?? null;
  if (told !== null && told !== read.show.showId) return refuse(receiptTexts.ofOtherShow(told));
  const verified = await verifyShow(read.show, directory, receipts?.file.receipts ?? null);
  console.log(drawVerification(verified, language));
  return verified.ok ? 0 : 1;
}
