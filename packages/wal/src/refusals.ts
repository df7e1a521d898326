/** Another living process (or this one, earlier) has the directory. */
export interface DirectoryLocked {
  readonly kind: "locked";
  readonly directory: string;
  readonly pid: number;
}

/** Why a wal was not opened. Nothing on the disk was changed, except that a torn tail may have been cut. */
export type WalRefusal =
  | DirectoryLocked
  /** There is nothing here although the caller expects a log. */
  | { readonly kind: "nothing-there"; readonly directory: string }
  /** Some parts of a wal are here and others are gone: starting from empty would forget acknowledged entries. */
  | { readonly kind: "incomplete"; readonly directory: string; readonly missing: string }
  | {
      readonly kind: "other-room";
      readonly directory: string;
      readonly found: string;
      readonly wanted: string;
    }
  | {
      readonly kind: "other-show";
      readonly directory: string;
      readonly found: string;
      readonly wanted: string;
    }
  | {
      readonly kind: "newer-format";
      readonly file: string;
      readonly found: number;
      readonly known: number;
    }
  | WalMisplaced
  | WalDamage
  | WalIoFailure;

/** A folder where a file belongs, or the other way round, or a link that leads nowhere. No further start changes it. */
export interface WalMisplaced {
  readonly kind: "misplaced";
  readonly file: string;
  /** The system's name for it: EISDIR, ENOTDIR, ... */
  readonly code: string;
}

/** Bytes that were durable once are wrong now. */
export interface WalDamage {
  readonly kind: "damaged";
  readonly file: string;
  /** Of the first byte that is known to be wrong, or of the record that contains it. */
  readonly offset: number;
  readonly what: string;
}

/** The operating system refused an operation. `code` is its own name for it: ENOSPC, EIO, EACCES, ... */
export interface WalIoFailure {
  readonly kind: "disk-full" | "io-failed";
  readonly operation: string;
  readonly file: string;
  readonly code: string;
}

/** The disk did not keep up with what was appended. */
export interface WalOverrun {
  readonly kind: "overrun";
  readonly queuedBytes: number;
  readonly queuedBytesMax: number;
}

/** What ends a running wal; told once, after which nothing is acknowledged any more. */
export type WalFailure = WalDamage | WalIoFailure | WalOverrun;

const fullCodes = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

export function ioFailure(operation: string, file: string, error: unknown): WalIoFailure {
  const code = codeOf(error);
  return { kind: fullCodes.has(code) ? "disk-full" : "io-failed", operation, file, code };
}

/** ERR_FS_EISDIR is Node's own, of a folder that is to be removed as a file; EEXIST of a file that is to be a folder. */
const misplacedCodes = new Set(["EISDIR", "ERR_FS_EISDIR", "ENOTDIR", "EEXIST", "ELOOP"]);

/** Why a directory cannot be opened or read: what stands in it is no log, or the system refuses. Names the file itself. */
export function openingFailure(
  operation: string,
  directory: string,
  error: unknown,
): WalMisplaced | WalIoFailure {
  const code = codeOf(error);
  const named =
    error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : null;
  const file = named ?? directory;
  return misplacedCodes.has(code)
    ? { kind: "misplaced", file, code }
    : ioFailure(operation, file, error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : String(error);
}

/** One line for a log or a terminal. */
export function describeRefusal(refusal: WalRefusal | WalFailure): string {
  switch (refusal.kind) {
    case "locked":
      return `${refusal.directory} is in use by process ${refusal.pid}`;
    case "nothing-there":
      return `${refusal.directory} holds no log, but one is expected there`;
    case "incomplete":
      return `${refusal.directory} is incomplete: ${refusal.missing} is missing; not starting from empty`;
    case "other-room":
      return `${refusal.directory} belongs to room ${refusal.found}, not to ${refusal.wanted}`;
    case "other-show":
      return `${refusal.directory} belongs to show ${refusal.found}, not to ${refusal.wanted}`;
    case "newer-format":
      return `${refusal.file} has format ${refusal.found}; this version knows formats up to ${refusal.known}`;
    case "misplaced":
      return `${refusal.file} is not what belongs there, a file where a folder should be or the other way round (${refusal.code})`;
    case "damaged":
      return `${refusal.file} is damaged at offset ${refusal.offset}: ${refusal.what}`;
    case "disk-full":
      return `the disk is full: ${refusal.operation} ${refusal.file} (${refusal.code})`;
    case "overrun":
      return `the disk is too slow: ${refusal.queuedBytes} bytes wait to be written, ${refusal.queuedBytesMax} may`;
    case "io-failed":
      return `the disk failed: ${refusal.operation} ${refusal.file} (${refusal.code})`;
  }
}
