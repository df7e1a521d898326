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

/** What the system said, in words for people. */
export function reasonOf(error: unknown): LocalizedText {
  const said = error instanceof Error ? error.message : String(error);
  return { en: said, zh: `系统返回 ${codeOf(error) ?? said}` };
}

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
