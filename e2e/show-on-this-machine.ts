import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultTopology, type ChosenPaceName, type Pace } from "@cablecut/protocol";
import { engineUnderTest, type Engine } from "./processes/members.ts";

const bundle = fileURLToPath(new URL("../dist/cablecut.mjs", import.meta.url));
const readyTimeoutMs = 60_000;
const outputCharactersMax = 20_000;

/** A real show: fabric, rooms and gateway as processes of their own, with fresh data. */
export interface ShowOnThisMachine {
  readonly join: string;
  readonly stage: string;
  readonly presenter: string;
  readonly pin: string;
  readonly dataDirectory: string;
  /** What the supervisor has printed so far; for the message of a failed test. */
  output(): string;
  /**
   * Stops all processes and deletes the data, unless they were there before. `pressed`: as Ctrl-C does it under npm, which hands
   * on what the terminal has sent already.
   */
  stop(how?: "told" | "pressed"): Promise<void>;
}

interface ShowChoices {
  readonly engine?: Engine;
  /** A data directory that stays: of a show that was stopped, or of a new one. */
  readonly keptData?: string | null;
}

/** A pace that nobody can choose, as the file of a show that has not begun yet. */
function writeNewShow(directory: string, pace: Pace, engine: Engine): void {
  const hex = (bytes: number): string => randomBytes(bytes).toString("hex");
  const show = {
    format: 1,
    ...(engine === "raft" ? {} : { engine }),
    showId: hex(6),
    createdAt: new Date().toISOString(),
    topology: defaultTopology,
    pace,
    receiptKey: hex(32),
    presenterSalt: hex(16),
    pin: "135790",
    roomsRan: [],
  };
  writeFileSync(join(directory, "show.json"), JSON.stringify(show), { mode: 0o600 });
}

/**
 * Starts what `npm start` starts, on a free port of the loopback, and waits until it is ready. `further`: words for it; `keptData`:
 * a data directory that stays when the show ends, perhaps of one that was stopped.
 */
export async function startShow(
  pace: ChosenPaceName | Pace,
  further: readonly string[] = [],
  { engine = engineUnderTest(), keptData = null }: ShowChoices = {},
): Promise<ShowOnThisMachine> {
  const dataDirectory = keptData ?? mkdtempSync(join(tmpdir(), "cablecut-story-"));
  const flags = ["--data", dataDirectory, "--port", "0", "--host", "127.0.0.1", ...further];
  // Said only where it is not what shows have anyway.
  if (engine !== "raft") flags.push("--engine", engine);
  if (typeof pace === "string") flags.push("--pace", pace);
  else writeNewShow(dataDirectory, pace, engine);
  const supervisor = spawn(
    process.execPath,
    [bundle, "demo", ...flags, "--lang", "en"],
    // The supervisor stops with its channel: no process outlives a test that was killed.
    { stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  let printed = "";
  const print = (chunk: Buffer): void => {
    printed = (printed + chunk.toString("utf8")).slice(-outputCharactersMax);
  };
  supervisor.stdout?.on("data", print);
  supervisor.stderr?.on("data", print);
  // Closed: what it printed last has been read as well, which it need not have been when it ended.
  const ended = new Promise<void>((resolve) => supervisor.once("close", () => resolve()));

  const stop = async (how: "told" | "pressed" = "told"): Promise<void> => {
    supervisor.kill(how === "told" ? "SIGTERM" : "SIGINT");
    const handedOn = setTimeout(() => how === "pressed" && supervisor.kill("SIGINT"), 10);
    await ended;
    clearTimeout(handedOn);
    if (keptData === null) rmSync(dataDirectory, { recursive: true, force: true });
  };
  const ready = await new Promise<ReadyMessage | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), readyTimeoutMs);
    supervisor.once("message", (message) => {
      clearTimeout(timer);
      resolve(message as ReadyMessage);
    });
    void ended.then(() => {
      clearTimeout(timer);
      resolve(null);
    });
  });
  if (ready === null) {
    await stop();
    throw new Error(`The show did not start. It said:\n${printed}`);
  }
  const { join: joinUrl, stage, presenter, pin } = ready;
  return { join: joinUrl, stage, presenter, pin, dataDirectory, output: () => printed, stop };
}

type ReadyMessage = Pick<ShowOnThisMachine, "join" | "stage" | "presenter" | "pin">;
