import { expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

class Exited extends Error {}

async function cablecut(
  ...args: string[]
): Promise<{ status: number | null; out: string; err: string }> {
  const answer = { status: null as number | null, out: "", err: "" };
  const program = commandLine({
    writeOut: (text) => (answer.out += text),
    writeError: (text) => (answer.err += text),
    exit: (code) => {
      answer.status = code;
      throw new Exited();
    },
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof Exited)) throw error;
  }
  return answer;
}

test.each([
  [[]],
  [["demo"]],
  [["room"]],
  [["gateway"]],
  [["fabric"]],
  [["ctl"]],
  [["ctl", "status"]],
  [["ctl", "cut"]],
  [["ctl", "restore"]],
  [["ctl", "fault"]],
  [["ctl", "pace"]],
  [["ctl", "homing"]],
  [["ctl", "audit"]],
  [["ctl", "reset"]],
  [["verify"]],
])("cablecut %j has help, with an example", async (command) => {
  const { status, out } = await cablecut(...command, "--help");
  expect(status).toBe(0);
  expect(out).toContain(`Usage: ${["cablecut", ...command].join(" ")} `);
  expect(out).toContain("  $ cablecut ");
});

test.each([
  [["dmeo"], "commands are demo, room, gateway, fabric, crowd, ctl, verify"],
  [["demo", "--pace", "slow"], "Allowed choices are keynote, booth, full-speed."],
  [["demo", "--port", "65536"], "Allowed are whole numbers from 0 to 65535."],
  [["demo", "--port", "2e3"], "Allowed are whole numbers from 0 to 65535."],
  [["demo", "--ports", "1"], "options are --data, --port"],
  [["ctl", "cut"], 'allowed: a cable "hz-a/A"'],
  [["ctl", "statu"], "commands are status, cut, restore"],
  [["ctl", "fault"], 'allowed: a cable "hz-a/A"'],
  [["ctl", "fault", "hz", "--loss", "2"], "Allowed are numbers from 0 to 0.9"],
  [["ctl", "fault", "hz", "--one-way", "up"], "Allowed choices are toward, from."],
  [["ctl", "pace"], "allowed: keynote, booth, full-speed"],
  [["ctl", "pace", "slow"], "Allowed choices are keynote, booth, full-speed."],
  [["ctl", "homing", "yes"], "Allowed choices are on, off."],
  [["room"], "--config <file>"],
])("cablecut %j is answered in one line that says what is allowed", async (args, allowed) => {
  const { status, out, err } = await cablecut(...args);
  expect(status).toBe(2);
  expect(out).toBe("");
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect(err).toContain(allowed);
});
