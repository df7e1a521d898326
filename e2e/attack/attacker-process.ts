import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("attackers/main.ts", import.meta.url));
const taskset = "/usr/bin/taskset";
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
    { stdio: ["ignore", "inherit", "inherit", "ipc"] },
  );
  if (child.pid !== undefined) setPriority(child.pid, 19);
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
