import type { LocalizedText } from "@cablecut/protocol";

/**
 * The system's name of an error: "ENOSPC"; null of an error that is not the system's. What Node itself refuses has a name as
 * well (ERR_INVALID_URL), but no number of the system's: that is a defect of this program, and no fault of a disk or a port.
 */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    return null;
  return error.code.startsWith("ERR_") && !("errno" in error) ? null : error.code;
}

/** This process, or the machine, has as many files open as it may, whichever file or port was wanted next. */
export function isOutOfFiles(code: string): boolean {
  return code === "EMFILE" || code === "ENFILE";
}

/** What the system said of a file or a folder, in words for people; what is not the system's in its own. */
export function reasonOf(error: unknown): LocalizedText {
  const code = codeOf(error);
  if (code !== null) return codeWords(code);
  const said = error instanceof Error ? error.message : String(error);
  return { en: said, zh: `程序出错：${said}` };
}

/** What the system's name of an error says of a file or a folder; with the name, which is the same in every language. */
export function codeWords(code: string): LocalizedText {
  const words = wordsByCode.get(code);
  return words === undefined
    ? { en: `the system says ${code}`, zh: `系统返回 ${code}` }
    : { en: `${words.en} (${code})`, zh: `${words.zh}（${code}）` };
}

const wordsByCode: ReadonlyMap<string, LocalizedText> = new Map(
  [
    { codes: ["EACCES", "EPERM"], en: "this user may not", zh: "当前用户没有权限" },
    { codes: ["ENOSPC", "EDQUOT"], en: "no space is left", zh: "磁盘空间不足" },
    { codes: ["EROFS"], en: "the disk is read-only", zh: "磁盘为只读" },
    // So it is called where a folder is to be made.
    {
      codes: ["EEXIST", "ENOTDIR"],
      en: "a file is where a folder belongs",
      zh: "应为文件夹处是文件",
    },
    {
      codes: ["EISDIR", "ERR_FS_EISDIR"],
      en: "a folder is where a file belongs",
      zh: "应为文件处是文件夹",
    },
    {
      codes: ["ENOENT"],
      en: "no such folder, and none can be made there",
      zh: "没有该文件夹，也无法新建",
    },
    { codes: ["EMFILE", "ENFILE"], en: "too many files are open", zh: "打开的文件过多" },
    { codes: ["ENAMETOOLONG"], en: "the name is too long", zh: "名称过长" },
    { codes: ["EIO"], en: "the disk fails", zh: "磁盘读写出错" },
  ].flatMap(({ codes, ...words }) => codes.map((code) => [code, words] as const)),
);

/**
 * The file that a system's error is about; null where it names none. Where a file cannot take another's name because a
 * folder has it, that is the folder.
 */
export function pathOf(error: unknown): string | null {
  if (codeOf(error) === "EISDIR" && error instanceof Error && "dest" in error) {
    if (typeof error.dest === "string") return error.dest;
  }
  return error instanceof Error && "path" in error && typeof error.path === "string"
    ? error.path
    : null;
}
