import { operationWords, type WalOperation, type Words } from "./words.ts";

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
  | { readonly kind: "incomplete"; readonly directory: string; readonly missing: Words }
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

/** A folder, a pipe or a device where a file belongs, a file where a folder does, or a link that leads nowhere. No further start changes it. */
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
  readonly what: Words;
}

/**
 * The operating system refused an operation. `not-allowed`: who runs this may not, or the file system is read-only. `code` is its own name
 * for it: ENOSPC, EIO, EACCES, ...
 */
export interface WalIoFailure {
  readonly kind: "disk-full" | "not-allowed" | "io-failed";
  readonly operation: WalOperation;
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
const rightsCodes = new Set(["EACCES", "EPERM", "EROFS"]);

export function ioFailure(operation: WalOperation, file: string, error: unknown): WalIoFailure {
  const code = codeOf(error);
  return { kind: ioKindOf(code), operation, file, code };
}

function ioKindOf(code: string): WalIoFailure["kind"] {
  if (fullCodes.has(code)) return "disk-full";
  return rightsCodes.has(code) ? "not-allowed" : "io-failed";
}

/** ERR_FS_EISDIR is Node's own, of a folder that is to be removed as a file; EEXIST of a file that is to be a folder. */
const misplacedCodes = new Set(["EISDIR", "ERR_FS_EISDIR", "ENOTDIR", "EEXIST", "ELOOP", "ENXIO"]);

/** Why a directory cannot be opened or read: what stands in it is no log, or the system refuses. Names the file itself. */
export function openingFailure(
  operation: WalOperation,
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
export function describeRefusal(refusal: WalRefusal | WalFailure): Words {
  switch (refusal.kind) {
    case "locked":
      return {
        en: `${refusal.directory} is in use by process ${refusal.pid}`,
        zh: `${refusal.directory} 正被进程${refusal.pid}使用`,
      };
    case "nothing-there":
      return {
        en: `${refusal.directory} holds no log, but one is expected there`,
        zh: `${refusal.directory} 中应有日志，但没有`,
      };
    case "incomplete":
      return {
        en: `${refusal.directory} is incomplete: ${refusal.missing.en} is missing; not starting from empty`,
        zh: `${refusal.directory} 不完整：缺少${refusal.missing.zh}；不会当作空目录启动`,
      };
    case "other-room":
    case "other-show":
    case "newer-format":
      return describeStranger(refusal);
    case "misplaced":
      return {
        en: `${refusal.file} is not what belongs there: a folder, a pipe or a device for a file, or a file for a folder (${refusal.code})`,
        zh: `${refusal.file} 类型不符：应为文件处是文件夹、管道或设备，或应为文件夹处是文件（${refusal.code}）`,
      };
    case "damaged":
      return {
        en: `${refusal.file} is damaged at offset ${refusal.offset}: ${refusal.what.en}`,
        zh: `${refusal.file} 在偏移${refusal.offset}处损坏：${refusal.what.zh}`,
      };
    case "overrun":
      return {
        en: `the disk is too slow: ${refusal.queuedBytes} bytes wait to be written, ${refusal.queuedBytesMax} may`,
        zh: `磁盘过慢：${refusal.queuedBytes}字节待写，上限为${refusal.queuedBytesMax}`,
      };
    case "disk-full":
    case "not-allowed":
    case "io-failed":
      return describeIoFailure(refusal);
  }
}

type Stranger = Extract<WalRefusal, { kind: "other-room" | "other-show" | "newer-format" }>;

function describeStranger(refusal: Stranger): Words {
  switch (refusal.kind) {
    case "other-room":
      return {
        en: `${refusal.directory} belongs to room ${refusal.found}, not to ${refusal.wanted}`,
        zh: `${refusal.directory} 属于机房 ${refusal.found}，而非 ${refusal.wanted}`,
      };
    case "other-show":
      return {
        en: `${refusal.directory} belongs to show ${refusal.found}, not to ${refusal.wanted}`,
        zh: `${refusal.directory} 属于演示 ${refusal.found}，而非 ${refusal.wanted}`,
      };
    case "newer-format":
      return {
        en: `${refusal.file} has format ${refusal.found}; this version knows formats up to ${refusal.known}`,
        zh: `${refusal.file} 的格式为${refusal.found}；此版本最高支持格式${refusal.known}`,
      };
  }
}

function describeIoFailure({ kind, operation, file, code }: WalIoFailure): Words {
  const { en, zh } = operationWords[operation];
  switch (kind) {
    case "disk-full":
      return {
        en: `the disk is full: ${en} ${file} (${code})`,
        zh: `磁盘已满：${zh} ${file}（${code}）`,
      };
    case "not-allowed":
      return {
        en: `who runs this may not read or write there: ${en} ${file} (${code})`,
        zh: `运行者无权在此读写：${zh} ${file}（${code}）`,
      };
    case "io-failed":
      return {
        en: `the disk failed: ${en} ${file} (${code})`,
        zh: `磁盘故障：${zh} ${file}（${code}）`,
      };
  }
}
