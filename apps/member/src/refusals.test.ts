import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const timeout = 60_000;

let folder = "";
let taken: Server;
let etcd = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-member-"));
  etcd = program("etcd", "etcd Version: 3.4.23");
  taken = createServer();
  await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", listening));
});
afterEach(() => rmSync(join(folder, "data"), { recursive: true, force: true }));
afterAll(() => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that says so and does nothing else. */
function program(name: string, said: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${said}'\nexit 0\n`, { mode: 0o755 });
  return path;
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** What it says in either language before it ends, if it is started so. */
function startWith(different: object): Ended {
  const [english, chinese] = (["en", "zh"] as const).map((language) =>
    startIn(language, different),
  ) as [Ended, Ended];
  expect(chinese.code).toBe(english.code);
  return { code: english.code, said: `${english.said.trim()} / ${chinese.said.trim()}` };
}

function startIn(language: "en" | "zh", different: object): Ended {
  const config = {
    binary: etcd,
    names: ["hz-a", "hz-b", "sh-a"],
    replica: 0,
    token: "this-show",
    directory: join(folder, "data"),
    clientPort: 1,
    peerPort: 2,
    proxyPort: 3,
    ...different,
  };
  const path = join(folder, "config.json");
  writeFileSync(path, JSON.stringify(config));
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", main, "--config", path, "--lang", language],
    { encoding: "utf8", timeout },
  );
  return { code: status, said: stderr };
}

test("a configuration that is wrong is refused by its field in the reader's language", () => {
  const { code, said } = startWith({ replica: 9 });
  expect(code).toBe(2);
  expect(said).toMatch(/config\.json: replica: .* \/ .*config\.json：replica：数值过大/);
});

test("without an etcd, and with one of another version, it says so and is not to be started again", () => {
  const missing = startWith({ binary: join(folder, "nothing") });
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.said).toMatch(/apt-get install etcd-server.* \/ .*在 Debian 上运行/);
  const other = startWith({ binary: program("etcd-2", "etcd Version: 2.3.8") });
  expect(other).toMatchObject({ code: 2 });
  expect(other.said).toMatch(/version 2\.3\.8; it must be 3\.4 or 3\.5.* \/ .*2\.3\.8版/);
});

test("the directory of another show's member, or another room's, is left alone", () => {
  for (const owner of [
    { show: "that-show", room: "hz-a" },
    { show: "this-show", room: "sh-a" },
  ]) {
    mkdirSync(join(folder, "data"), { recursive: true });
    writeFileSync(join(folder, "data", "cablecut-member.json"), JSON.stringify(owner));
    const { code, said } = startWith({});
    expect(code).toBe(2);
    expect(said).toContain(`belongs to the member of ${owner.room} in the show ${owner.show}`);
    expect(said).toContain(`属于演示 ${owner.show} 中 ${owner.room} 的成员`);
  }
});

test("a port that another program has is named", () => {
  const { port } = taken.address() as AddressInfo;
  const { code, said } = startWith({ clientPort: port });
  expect(code).toBe(1);
  expect(said).toMatch(new RegExp(`port ${port} .*is taken.* / .*端口${port}已被其他程序占用`));
});
