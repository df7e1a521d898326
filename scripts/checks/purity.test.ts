import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkOverridePaths, checkPureTypes } from "./purity.ts";

let root = "";

const purePackages = ["protocol", "ledger", "raft"];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-purity-"));
  writeOverride(purePackages.map((name) => `packages/${name}/src/**`));
  write("tsconfig.base.json", { compilerOptions: { lib: ["ES2023"], types: [] } });
  write("tsconfig.library.json", { compilerOptions: { composite: true } });
  for (const name of purePackages) {
    mkdirSync(join(root, `packages/${name}/src`), { recursive: true });
    write(`packages/${name}/tsconfig.pure.json`, pureSettings);
  }
});

afterEach(() => rmSync(root, { recursive: true }));

const pureSettings = {
  extends: ["../../tsconfig.base.json", "../../tsconfig.library.json"],
  include: ["src"],
  exclude: ["src/**/*.test.ts"],
  references: [{ path: "../protocol/tsconfig.pure.json" }],
};

function write(path: string, settings: object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(settings));
}

/** The linter's override for pure code, and one more that has nothing to do with it. */
function writeOverride(files: string[], excludeFiles: string[] = []): void {
  const rules = { "no-restricted-globals": ["error", "Date"] };
  const others = { files: ["**/*.test.ts", "packages/*/bench/**"], rules: { "max-lines": "off" } };
  write(".oxlintrc.json", { overrides: [others, { files, excludeFiles, rules }] });
}

test("a file that the linter calls pure and that was renamed is missed", () => {
  expect(checkOverridePaths(root)).toMatchObject({ seen: 3, findings: [] });
  writeOverride(["packages/ledger/src/**", "packages/link/src/frame.ts"], ["packages/raft/old.ts"]);
  const missing = checkOverridePaths(root).findings.map(({ path }) => path);
  expect(missing).toEqual(["packages/link/src/frame.ts", "packages/raft/old.ts"]);
});

test("a pure package without settings of its own, and settings without a pure package, are refused", () => {
  writeOverride(["packages/protocol/src/**", "packages/ledger/src/**", "packages/room/src/**"]);
  const messages = checkPureTypes(root).findings.map(({ path, message }) => `${path} ${message}`);
  expect(messages).toHaveLength(2);
  expect(messages[0]).toContain("packages/room/tsconfig.pure.json is missing");
  expect(messages[1]).toContain("packages/raft/src/** is not among those");
});

test("a package of which some files are pure need not be pure as a whole", () => {
  write("packages/link/tsconfig.pure.json", { ...pureSettings, include: ["src/frame.ts"] });
  expect(checkPureTypes(root).findings).toEqual([]);
});

test("pure packages compile without the types of Node and the DOM", () => {
  expect(checkPureTypes(root).findings).toEqual([]);
});

test.each([
  ["Node's types", { ...pureSettings, compilerOptions: { types: ["node"] } }, "types"],
  ["the DOM", { ...pureSettings, compilerOptions: { lib: ["ES2023", "DOM"] } }, "lib"],
  ["another base", { ...pureSettings, extends: "../../tsconfig.web.json" }, "extend"],
  ["another's Node types", { ...pureSettings, references: [{ path: "../wal" }] }, "../wal"],
  ["sources left out", { ...pureSettings, exclude: ["src/clock.ts"] }, "src/clock.ts"],
])("%s in the settings of a pure package is refused", (_, settings, message) => {
  write("packages/raft/tsconfig.pure.json", settings);
  const { findings } = checkPureTypes(root);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain(message);
});

test.each(["tsconfig.base.json", "tsconfig.library.json"])(
  "more than plain ES2023 in %s is refused",
  (path) => {
    write(path, { compilerOptions: { lib: ["ES2023", "DOM"], types: [] } });
    expect(checkPureTypes(root).findings.map((finding) => finding.path)).toEqual([path]);
  },
);
