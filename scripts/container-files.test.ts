import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { validate, ValidationSeverity } from "dockerfile-utils";
import { afterAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "cablecut-container-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing is only a warning. */
function complaints(text: string): string[] {
  const { ERROR } = ValidationSeverity;
  return validate(text, {
    deprecatedMaintainer: ERROR,
    directiveCasing: ERROR,
    emptyContinuationLine: ERROR,
    instructionCasing: ERROR,
    instructionCmdMultiple: ERROR,
    instructionEntrypointMultiple: ERROR,
    instructionHealthcheckMultiple: ERROR,
    instructionJSONInSingleQuotes: ERROR,
    instructionWorkdirRelative: ERROR,
  }).map(({ message, range }) => `line ${range.start.line + 1}: ${textOf(message)}`);
}

const textOf = (message: string | { readonly value: string }): string =>
  typeof message === "string" ? message : message.value;

/** What an instruction of the last stage says. */
function said(instruction: string): string {
  const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  return new RegExp(`^${instruction} (.+)$`, "m").exec(last)?.[1] ?? "";
}

test("the Dockerfile has no fault that its linter knows, and the linter knows some", () => {
  expect(complaints(dockerfile)).toEqual([]);
  expect(complaints(dockerfile.replace("WORKDIR /var", "WORKDIR var"))).not.toEqual([]);
  expect(complaints(dockerfile.replace("EXPOSE 2626", "EXPOSE twenty"))).not.toEqual([]);
});

test("the program is not root, is started without a shell, and the image knows whether it serves", () => {
  expect(said("USER")).toBe("node");
  expect(JSON.parse(said("ENTRYPOINT"))).toEqual(["node", "/opt/cablecut/dist/cablecut.mjs"]);
  expect(said("VOLUME")).toBe("/var/lib/cablecut");
  expect(dockerfile).toContain("/healthz");
});

/** docker-compose of Debian is slow to start on a busy machine, ms. */
const waitMs = 180_000;
const compose = spawnSync("docker-compose", ["version", "--short"], { encoding: "utf8" });
const missing = compose.status === 0 ? null : "docker-compose is not installed";

test(
  "docker-compose reads the compose file: read-only root, one volume, a tmpfs, no rights",
  ({ skip }) => {
    skip(missing !== null, missing ?? "");
    const config = (file: string, url: string): string =>
      execFileSync("docker-compose", ["--file", file, "config"], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, CABLECUT_URL: url },
        stdio: ["ignore", "pipe", "pipe"],
      });
    const read = config("compose.yaml", "http://192.168.1.20:2626/");
    for (const line of [
      /read_only: true/,
      /user: node/,
      /- \/tmp/,
      /- ALL/,
      /http:\/\/192\.168\.1\.20:2626\//,
    ]) {
      expect(read).toMatch(line);
    }
    expect(read.match(/\/var\/lib\/cablecut:rw/g)).toHaveLength(1);
    expect(() => config("compose.yaml", "")).toThrow(/the address that phones open/);
    const broken = join(folder, "compose.yaml");
    const text = readFileSync(join(root, "compose.yaml"), "utf8");
    writeFileSync(broken, text.replace("read_only: true", "read_onli: true"));
    expect(() => config(broken, "http://192.168.1.20:2626/")).toThrow(/read_onli/);
  },
  waitMs,
);
