import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Say } from "./step.ts";

export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

export interface ProgramPlace {
  readonly timeoutMs?: number;
  readonly cwd?: string;
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

const usualTimeoutMs = 5 * 60_000;

/** What runs now, by the id of its process group. */
const groups = new Set<number>();

function endGroup(pid: number): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

let watchesSignals = false;

/** Whoever ends us ends what we have started. */
function watchSignals(): void {
  if (watchesSignals) return;
  watchesSignals = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      for (const pid of groups) endGroup(pid);
      process.exit(130);
    });
  }
}

/**
 * Runs a program in a process group of its own, says what it prints, and ends the whole group when it takes too long.
 * Resolves with whether it ended with 0.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  say: Say,
  { timeoutMs = usualTimeoutMs, cwd = repositoryRoot, env = {} }: ProgramPlace = {},
): Promise<boolean> {
  watchSignals();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: program.endsWith(".cmd"),
      detached: process.platform !== "win32",
    });
    const { pid } = child;
    if (pid !== undefined) groups.add(pid);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => say(text));
    }
    const timer = setTimeout(() => {
      say(`  not finished after ${timeoutMs / 60_000} min: ended\n`);
      if (pid !== undefined) endGroup(pid);
    }, timeoutMs);
    const finish = (ok: boolean): void => {
      clearTimeout(timer);
      if (pid !== undefined) groups.delete(pid);
      resolve(ok);
    };
    child.on("error", (error) => {
      say(`  ${program} did not start: ${error.message}\n`);
      finish(false);
    });
    child.on("close", (code) => finish(code === 0));
  });
}

/** Runs a program with this terminal as its own; resolves with its exit code. */
export function runInTerminal(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const shell = program.endsWith(".cmd");
    const child = spawn(program, args, { cwd: repositoryRoot, stdio: "inherit", shell });
    child.on("error", (error) => {
      console.error(`${program} did not start: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** A program of node_modules/.bin as the whole of what was asked for. */
export function runTool(tool: string, args: readonly string[]): Promise<number> {
  return runInTerminal(binary(tool), args);
}

/** A program that pnpm has put into node_modules/.bin. */
export function binary(tool: string): string {
  const suffix = process.platform === "win32" ? ".cmd" : "";
  return join(repositoryRoot, "node_modules", ".bin", tool + suffix);
}

/** The words with which Node runs one of our TypeScript files. */
export function typescriptProgram(file: string, ...args: readonly string[]): string[] {
  return ["--import", "tsx", file, ...args];
}
