import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testProgram } from "./test-program.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-program-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): URL {
  const file = join(folder, name);
  writeFileSync(file, text);
  return pathToFileURL(file);
}

test("a program in TypeScript runs as plain JavaScript, with what it imports, and is made once", async () => {
  write("words.ts", "export const greeting = (name: string): string => `hello ${name}`;");
  const program = write(
    "greet.ts",
    'import { greeting } from "./words.ts";\nconsole.log(greeting(process.argv[2] ?? ""));',
  );
  const file = await testProgram(program);
  expect(execFileSync(process.execPath, [file, "room"], { encoding: "utf8" })).toBe("hello room\n");
  expect(await testProgram(program)).toBe(file);
});

test("a program that does not build is told of at once", async () => {
  await expect(testProgram(write("broken.ts", 'import "./nowhere.ts";'))).rejects.toThrow(
    /Could not resolve "\.\/nowhere\.ts"/,
  );
});
