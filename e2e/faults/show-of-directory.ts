import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { defaultTopology, type RoomStop } from "@cablecut/protocol";
import { expect } from "vitest";

export const cablecutProgram = fileURLToPath(new URL("../../dist/cablecut.mjs", import.meta.url));

/** One that may refuse to start. */
export interface BegunShow {
  readonly supervisor: ChildProcess;
  /** All that has been read so far of what it printed. */
  readonly printed: () => string;
  /** Its exit code, when it has ended and all that it printed has been read. */
  readonly ended: Promise<number | null>;
}

export interface RunningShow extends BegunShow {
  readonly ready: { readonly join: string; readonly stopped: readonly RoomStop[] };
}

/** Shows of one data directory, which a test prepares, one after the other. `directory`: asked at each start. */
export class ShowOfDirectory {
  readonly #directory: () => string;
  #running: RunningShow | null = null;

  constructor(directory: () => string) {
    this.#directory = directory;
  }

  begin(...flags: readonly string[]): BegunShow {
    const always = ["--port", "0", "--host", "127.0.0.1", "--lang", "en"];
    const supervisor = spawn(
      process.execPath,
      [cablecutProgram, "demo", "--data", this.#directory(), ...always, ...flags],
      // The supervisor stops with its channel: no process outlives a test that was killed.
      { stdio: ["ignore", "pipe", "pipe", "ipc"] },
    );
    let text = "";
    const print = (chunk: Buffer): void => void (text += chunk.toString());
    supervisor.stdout?.on("data", print);
    supervisor.stderr?.on("data", print);
    const ended = once(supervisor, "close").then(([code]) => code as number | null);
    return { supervisor, printed: () => text, ended };
  }

  /** Rejects, with what it said, where it does not start. */
  async start(...flags: readonly string[]): Promise<RunningShow> {
    const begun = this.begin(...flags);
    const [ready] = (await Promise.race([
      once(begun.supervisor, "message"),
      begun.ended.then(() => {
        throw new Error(`The show did not start. It said:\n${begun.printed()}`);
      }),
    ])) as [RunningShow["ready"]];
    this.#running = { ...begun, ready };
    return this.#running;
  }

  async stop(): Promise<void> {
    if (this.#running === null) return;
    const { supervisor, ended } = this.#running;
    supervisor.kill("SIGTERM");
    await ended;
    this.#running = null;
  }
}

/** As the terminal says it of each room, which may be behind the show's own beginning. */
export async function expectRoomsReady(printed: () => string): Promise<void> {
  for (const { id } of defaultTopology.rooms)
    await expect.poll(printed).toMatch(new RegExp(`room ${id} +ready after`));
}

/** Runs a command to its end. */
export function cablecut(...args: readonly string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cablecutProgram, ...args], {
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}
