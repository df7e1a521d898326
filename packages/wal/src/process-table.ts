import * as fs from "node:fs";

/** Names one run of one process, so that a recycled process number is not mistaken for it. */
export interface ProcessRun {
  readonly pid: number;
  /** The start of the machine and of the process; "" where the system does not tell. */
  readonly started: string;
}

/** Which processes live: a port, so that tests can bury some. */
export interface ProcessTable {
  readonly self: ProcessRun;
  isAlive(run: ProcessRun): boolean;
}

function readOrEmpty(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Linux: boot id and start time in clock ticks (proc(5), field 22 of stat); null for a zombie, which only looks alive. */
function startOf(pid: number): string | null {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The second field is the name in brackets and may contain anything, brackets and blanks included.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields.length < 20) return "";
  if (fields[0] === "Z" || fields[0] === "X") return null;
  return `${readOrEmpty("/proc/sys/kernel/random/boot_id").trim()}/${fields[19]}`;
}

/** The processes of this machine. Processes in another container or on another machine are not seen. */
export const machineProcesses: ProcessTable = {
  self: { pid: process.pid, started: startOf(process.pid) ?? "" },
  isAlive(run) {
    try {
      process.kill(run.pid, 0);
    } catch (error) {
      // Somebody else's process answers EPERM, and lives.
      if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
    }
    const started = startOf(run.pid);
    return started !== null && (started === run.started || started === "" || run.started === "");
  },
};
