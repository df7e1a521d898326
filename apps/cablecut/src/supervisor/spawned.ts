import { spawn, type ChildProcess } from "node:child_process";
import { codeOf } from "../show/system-error.ts";

/**
 * A program of this Node, with the log as all that it prints to. It ends with this process, when the channel closes. Most of what
 * the system refuses is told by the child itself, later; some of it, such as no memory, is thrown, and must not end whoever
 * keeps all the others.
 */
export function spawned(args: readonly string[], log: number | null): ChildProcess | Error {
  try {
    return spawn(process.execPath, args, {
      stdio: ["ignore", log ?? "ignore", log ?? "ignore", "ipc"],
      // Its own process group: Ctrl-C in the terminal reaches only the supervisor, which then
      // stops the processes in order.
      detached: true,
    });
  } catch (error) {
    if (!(error instanceof Error) || codeOf(error) === null) throw error;
    return error;
  }
}
