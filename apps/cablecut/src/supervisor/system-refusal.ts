import type { StartRefusal } from "../show/start-refusal.ts";
import { codeOf, isOutOfFiles, pathOf } from "../show/system-error.ts";
import { NoFreePorts } from "./free-ports.ts";

/** What the system refuses is told by name, with the file that it is about; anything else is thrown on. */
export function systemRefusal(error: unknown, dataDirectory: string): StartRefusal {
  if (error instanceof NoFreePorts) return { kind: "no-free-ports" };
  const code = codeOf(error);
  if (code === null) throw error;
  if (isOutOfFiles(code)) return { kind: "too-few-files", code };
  return { kind: "directory-unusable", path: pathOf(error) ?? dataDirectory, code };
}
