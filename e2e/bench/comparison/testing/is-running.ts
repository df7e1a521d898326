import { existsSync, readFileSync } from "node:fs";

/** Whether a process still does something; one that has ended and was not waited for does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    return !isGone && !existsSync("/proc");
  }
}
