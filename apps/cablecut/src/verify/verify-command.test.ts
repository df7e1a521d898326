import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { verifyCommand } from "./verify-command.ts";

let root = "";
let said: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-verify-command-"));
  said = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => said.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

test("what is no directory of a show is refused in one sentence, whatever it is", async () => {
  const [file, folder, link] = ["file", "folder", "link"].map((name) => join(root, name));
  writeFileSync(file!, "no directory");
  mkdirSync(folder!);
  symlinkSync(file!, link!);
  for (const data of ["/dev/null", file!, link!, folder!, join(file!, "below"), join(root, "none")])
    expect(await verifyCommand({ data, language: "en" }, null)).toBe(1);
  expect(said.slice(0, 3)).toEqual(
    ["/dev/null", file, link].map((path) => expect.stringContaining(`${path} is no directory`)),
  );
  expect(said).toHaveLength(6);
  expect(await verifyCommand({ data: file!, language: "zh" }, null)).toBe(1);
  expect(said.at(-1)).toContain("不是目录");
});
