import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Of util-linux: gives a program a terminal. That of macOS takes other words. */
const hasTerminals =
  process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
const [ctrlS, ctrlQ] = ["\u0013", "\u0011"];

test("whoever presses Ctrl-S in the terminal of a show holds up its lines and nothing else, until Ctrl-Q", async ({
  skip,
}) => {
  skip(!hasTerminals, "needs script of util-linux");
  const program = fileURLToPath(new URL("testing/printing-program.ts", import.meta.url));
  const turnsFile = join(folder, "turns");
  const command = `exec ${process.execPath} --import ${import.meta.resolve("tsx")} ${program} ${turnsFile}`;
  const terminal = spawn("script", ["-qefc", command, "/dev/null"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  let characters = 0;
  terminal.stdout.on("data", (text: Buffer) => (characters += text.length));
  let latest = 0;
  // It is empty for a moment each time.
  const turns = (): number =>
    (latest = Math.max(latest, existsSync(turnsFile) ? Number(readFileSync(turnsFile)) : 0));
  try {
    await expect.poll(() => characters, { timeout: 30_000 }).toBeGreaterThan(20_000);
    terminal.stdin.write(ctrlS);
    // Nothing comes any more, for as long as fifty turns take.
    let [before, since] = [-1, 0];
    const turnsInSilence = (): number => {
      if (characters !== before) [before, since] = [characters, turns()];
      return turns() - since;
    };
    await expect.poll(turnsInSilence, { timeout: 30_000 }).toBeGreaterThan(50);
    const held = characters;
    terminal.stdin.write(ctrlQ);
    await expect.poll(() => characters, { timeout: 30_000 }).toBeGreaterThan(held);
  } finally {
    terminal.stdin.end();
    terminal.kill();
  }
});
