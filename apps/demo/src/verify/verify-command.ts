import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { receiptSchema, type Receipt } from "@cablecut/protocol";
import { z } from "zod";
import { lockHolderOf } from "../directory-lock.ts";
import { readShow } from "../show-file.ts";
import { refusalText } from "../start-refusal.ts";
import { verifyShow } from "./verified-show.ts";
import { drawVerification } from "./verify-drawing.ts";

const receiptsMax = 200_000;
const receiptFileBytesMax = 256 * 1024 * 1024;

/** `cablecut verify`: offline, of a stopped show. @returns 0 everything agrees, 1 something does not or cannot be read */
export async function verifyCommand(data: string, receiptFile: string | null): Promise<number> {
  const directory = resolve(data);
  const holder = lockHolderOf(directory);
  if (holder !== null) {
    return refuse(
      `a show is running on ${directory} (process ${holder}); stop it first, or ask it with cablecut ctl audit`,
    );
  }
  const read = readShow(directory);
  if (!read.ok) return refuse(refusalText(read.refusal).en);
  if (read.show === null) return refuse(`there is no show.json in ${directory}; see --data`);
  const receipts = receiptFile === null ? null : readReceipts(receiptFile);
  if (typeof receipts === "string") return refuse(receipts);
  const verified = await verifyShow(read.show, directory, receipts);
  console.log(drawVerification(verified));
  return verified.ok ? 0 : 1;
}

function refuse(message: string): number {
  console.error(message);
  return 1;
}

/** The receipts in a file, or what is wrong with it. */
function readReceipts(path: string): readonly Receipt[] | string {
  try {
    if (statSync(path).size > receiptFileBytesMax) {
      return `${path} is longer than ${receiptFileBytesMax} bytes`;
    }
    const parsed = z
      .array(receiptSchema)
      .max(receiptsMax)
      .safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return `${path} is no list of receipts: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`;
  } catch (error) {
    return `${path}: ${error instanceof Error ? error.message : "cannot be read"}`;
  }
}
