/** The system's name of an error: "ENOSPC"; null of an error that is not the system's. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : null;
}

/** The file that a system's error is about; null where it names none. */
export function pathOf(error: unknown): string | null {
  return error instanceof Error && "path" in error && typeof error.path === "string"
    ? error.path
    : null;
}
