import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("attackers/main.ts", import.meta.url));
const taskset = "/usr/bin/taskset";
/** To Linux. */
const lowest = 19;
/** What it takes to start and to end, beyond its own seconds, ms. */
const graceMs = 60_000;

type Told = { readonly kind: "begun" } | { readonly kind: "done"; readonly processorMs: number };

/**
 * Runs the attacker at the lowest priority on one core; `begun` is called when it has loaded and begins. Resolves to the processor time it took, ms; rejects where it
 * failed. It never outlives this process: it ends with its channel.
 */
export function runAttacker(
  name: string,
  url: string,
  seconds: number,
  { share = 1, begun = () => undefined }: { share?: number; begun?: () => void } = {},
): Promise<number> {
  const words = ["--import", "tsx", program, name, url, String(seconds), String(share)];
  const pinned = existsSync(taskset);
  const child = spawn(
    pinned ? taskset : process.execPath,
    pinned ? ["--cpu-list", "0", process.execPath, ...words] : words,
    // A session of its own, as each of the show's processes has one: see below.
    { stdio: ["ignore", "inherit", "inherit", "ipc"], detached: true },
  );
  if (child.pid !== undefined) giveLowestPriority(child.pid);
  const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1_000 + graceMs);
  return new Promise((done, failed) => {
    let processorMs: number | null = null;
    child.on("message", (told: Told) => {
      if (told.kind === "begun") begun();
      else processorMs = told.processorMs;
    });
    child.once("exit", () => {
      clearTimeout(timer);
      if (processorMs === null) failed(new Error(`the attacker of ${name} did not end well`));
      else done(processorMs);
    });
  });
}

/**
 * Linux may weigh sessions against each other (sched_autogroup), whatever the priorities of the processes in them: then a process of the
 * lowest priority that is alone in its session, or runs beside those that wait, has as much of a processor as the gateway.
 */
function giveLowestPriority(pid: number): void {
  setPriority(pid, lowest);
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(lowest));
  } catch {
    // Other systems, and kernels without it.
  }
}
