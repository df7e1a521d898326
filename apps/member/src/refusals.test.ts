import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testProgram } from "@cablecut/test-program";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

const main = await testProgram(new URL("main.ts", import.meta.url));
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
async function startWith(different: object): Promise<Ended> {
  const [english, chinese] = await Promise.all([
    startIn("en", different),
    startIn("zh", different),
  ]);
  expect(chinese.code).toBe(english.code);
  return { code: english.code, said: `${english.said.trim()} / ${chinese.said.trim()}` };
}

async function startIn(language: "en" | "zh", different: object): Promise<Ended> {
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
  mkdirSync(join(folder, language), { recursive: true });
  const path = join(folder, language, "config.json");
  writeFileSync(path, JSON.stringify(config));
  return new Promise((ended) => {
    const args = [main, "--config", path, "--lang", language];
    const member = execFile(process.execPath, args, { timeout }, (_error, _stdout, said) =>
      ended({ code: member.exitCode, said }),
    );
  });
}

test("a configuration that is wrong is refused by its field in the reader's language", async () => {
  const { code, said } = await startWith({ replica: 9 });
  expect(code).toBe(2);
  expect(said).toMatch(
    /config\.json: replica: must be at most 6 \/ .*config\.json：replica：不得大于6/,
  );
});

test("without an etcd, and with one of another version, it says so and is not to be started again", async () => {
  const missing = await startWith({ binary: join(folder, "nothing") });
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.said).toMatch(/apt-get install etcd-server.* \/ .*在 Debian 上运行/);
  const other = await startWith({ binary: program("etcd-2", "etcd Version: 2.3.8") });
  expect(other).toMatchObject({ code: 2 });
  expect(other.said).toMatch(/version 2\.3\.8; it must be 3\.4 or 3\.5.* \/ .*2\.3\.8版/);
});

test("the directory of another show's member, or another room's, is left alone", async () => {
  for (const owner of [
    { show: "that-show", room: "hz-a" },
    { show: "this-show", room: "sh-a" },
  ]) {
    mkdirSync(join(folder, "data"), { recursive: true });
    writeFileSync(join(folder, "data", "cablecut-member.json"), JSON.stringify(owner));
    const { code, said } = await startWith({});
    expect(code).toBe(2);
    expect(said).toContain(`belongs to the member of ${owner.room} in the show ${owner.show}`);
    expect(said).toContain(`属于演示 ${owner.show} 中 ${owner.room} 的成员`);
  }
});

test("a port that another program has is named", async () => {
  const { port } = taken.address() as AddressInfo;
  const { code, said } = await startWith({ clientPort: port });
  expect(code).toBe(1);
  expect(said).toMatch(new RegExp(`port ${port} .*is taken.* / .*端口${port}已被其他程序占用`));
});
