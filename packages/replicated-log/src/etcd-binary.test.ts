import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findEtcd } from "./etcd-binary.ts";

const folder = mkdtempSync(join(tmpdir(), "cablecut-binary-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that says this when it is asked for its version. */
function programThatSays(name: string, said: string, code = 0): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' '${said}'\nexit ${code}\n`, { mode: 0o755 });
  return path;
}

test("an etcd whose options are known is there, also a newer one of its kind", () => {
  for (const version of ["3.4.23", "3.5.16"]) {
    const said = programThatSays(version, `etcd Version: ${version}`);
    expect(findEtcd(said)).toEqual({ kind: "there", version });
  }
});

test("another version is named, and what does not say one is another version", () => {
  for (const version of ["2.3.8", "3.3.25", "3.6.0", "4.0.0"]) {
    const said = programThatSays(version, `etcd Version: ${version}`);
    expect(findEtcd(said)).toEqual({ kind: "other-version", version });
  }
  const silent = programThatSays("silent", "something else", 1);
  expect(findEtcd(silent)).toEqual({ kind: "other-version", version: "?" });
});

test("without such a program it is missing", () => {
  expect(findEtcd(join(folder, "no-such-program"))).toEqual({ kind: "missing" });
});
