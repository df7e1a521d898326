import type { LocalizedText } from "@cablecut/protocol";

/** The system's name of an error: "ENOSPC"; null of an error that is not the system's. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : null;
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
