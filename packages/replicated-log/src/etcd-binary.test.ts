import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { architectureWord, findEtcd } from "./etcd-binary.ts";

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

test("on a processor that etcd 3.4 runs on only when it is told to, it is told to and found", () => {
  const path = join(folder, "particular");
  // In the words of etcd 3.4 (etcdmain, checkSupportArch).
  const lines = [
    "#!/bin/sh",
    'if [ "$ETCD_UNSUPPORTED_ARCH" != arm64 ]; then',
    '  echo "etcd on unsupported platform without ETCD_UNSUPPORTED_ARCH=arm64 set"; exit 1',
    "fi",
    'echo "running etcd on unsupported architecture since ETCD_UNSUPPORTED_ARCH is set"',
    'echo "etcd Version: 3.4.23"',
  ];
  writeFileSync(path, lines.join("\n"), { mode: 0o755 });
  expect(findEtcd(path, "arm64")).toEqual({ kind: "there", version: "3.4.23" });
  expect(findEtcd(path, "x64")).toEqual({ kind: "other-version", version: "?" });
  expect(architectureWord("x64")).toEqual({});
  expect(architectureWord("ia32")).toEqual({ ETCD_UNSUPPORTED_ARCH: "386" });
});
