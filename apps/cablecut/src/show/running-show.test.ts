import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOperatorToken } from "./operator-token.ts";
import { findRunningShow } from "./running-show.ts";
import { readShow } from "./show-file.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-running-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("where no show has said that it runs, none does", () => {
  expect(findRunningShow(directory)).toEqual({ ok: true, show: null });
  expect(readShow(directory)).toEqual({ ok: true, show: null });
  expect(findRunningShow(join(directory, "nowhere"))).toEqual({ ok: true, show: null });
});

test("a running.json that cannot be read is told as such, not thrown", () => {
  for (const content of ["{", "{}"]) {
    writeFileSync(join(directory, "running.json"), content);
    const path = join(directory, "running.json");
    expect(findRunningShow(directory)).toMatchObject({ ok: false, path });
  }
});

test("a file that is there and cannot be read is no word of a show, and that is said", () => {
  // What cannot be followed is refused to every user, as a file of another one is to most.
  for (const name of ["running.json", "show.json"]) {
    symlinkSync(name, join(directory, name));
  }
  expect(findRunningShow(directory)).toMatchObject({
    ok: false,
    path: join(directory, "running.json"),
    reason: { en: "the system says ELOOP", zh: "系统返回 ELOOP" },
  });
  expect(readShow(directory)).toMatchObject({
    ok: false,
    refusal: {
      kind: "show-file-damaged",
      reason: { en: "the system says ELOOP", zh: "系统返回 ELOOP" },
    },
  });
});

test("a token that is a pipe or has no end is no token, and nobody waits for it", () => {
  const path = join(directory, "operator-token");
  spawnSync("mkfifo", [path]);
  expect(readOperatorToken(directory)).toBeNull();
  rmSync(path);
  symlinkSync("/dev/zero", path);
  expect(readOperatorToken(directory)).toBeNull();
  rmSync(path);
  writeFileSync(path, `${"0f".repeat(32)}\n`);
  expect(readOperatorToken(directory)).toBe("0f".repeat(32));
});

test("one that is damaged is refused with what is wrong", () => {
  writeFileSync(join(directory, "running.json"), '{"pid":"1"}');
  expect(findRunningShow(directory)).toMatchObject({
    ok: false,
    reason: { en: expect.stringContaining("pid: "), zh: expect.stringContaining("pid：须为数字") },
  });
});

test.each([
  ["join", ""],
  ["gateway", "a gateway"],
  ["gateways.0.origin", "ftp://127.0.0.1:21"],
  ["gateways.0.further.0", "127.0.0.1:2626"],
])("an address that is none is refused where the file is read: %s", (at, wrong) => {
  const origin = "http://127.0.0.1:2626";
  const running = {
    pid: null,
    showId: "0123456789ab",
    startedAt: "2026-01-02T03:04:05Z",
    join: at === "join" ? wrong : `${origin}/`,
    gateway: at === "gateway" ? wrong : origin,
    gateways: [
      {
        name: "gateway",
        origin: at === "gateways.0.origin" ? wrong : origin,
        further: at === "gateways.0.further.0" ? [wrong] : [],
      },
    ],
    fabric: null,
    control: null,
    processes: {},
  };
  writeFileSync(join(directory, "running.json"), JSON.stringify(running));
  expect(findRunningShow(directory)).toMatchObject({
    ok: false,
    reason: { en: expect.stringContaining(`${at}: `) },
  });
});
