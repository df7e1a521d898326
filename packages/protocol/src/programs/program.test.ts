import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { programName } from "./program.ts";

test("the program calls itself what its package is called", () => {
  const file = new URL("../../../../package.json", import.meta.url);
  const { name, version } = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  expect(programName).toBe(`${name} ${version}`);
});
