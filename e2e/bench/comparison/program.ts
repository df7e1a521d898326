import { spawn, type ChildProcess } from "node:child_process";

/** What is kept of what a program prints; the last of it says most. */
const outputCharactersMax = 200_000;

export interface ProgramEnd {
  /** Null: it was ended by a signal, or could not be started. */
  readonly code: number | null;
  readonly timedOut: boolean;
  readonly output: string;
}

export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly timeoutMs: number;
  /** On top of this process's own; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Aborted: the program is ended, and the promise rejects with the reason. */
  readonly signal?: AbortSignal;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) endGroup(child);
});

/**
 * Runs a program in a process group of its own and resolves when it has ended; after `timeoutMs` the whole group is
 * killed, rooms that it started included. Nothing is printed.
 */
export function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const { signal } = call;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(reasonOf(signal));
    const child = spawn(call.command, call.args, {
      cwd: call.directory,
      env: { ...process.env, ...call.environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    running.add(child);
    let output = "";
    let timedOut = false;
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString("utf8")).slice(-outputCharactersMax);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child);
    }, call.timeoutMs);
    const abort = (): void => endGroup(child);
    signal?.addEventListener("abort", abort);
    const end = (code: number | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      // What a program started and did not end itself would take part of the next one's machine.
      endGroup(child);
      running.delete(child);
      if (signal?.aborted === true) reject(reasonOf(signal));
      else resolve({ code, timedOut, output });
    };
    child.once("error", (error) => {
      output += error.message;
      end(null);
    });
    child.once("close", (code) => end(code));
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // All of it has ended in the meantime.
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("interrupted");
}
