import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { custodyOf } from "./host-custody.ts";
import { newDeployment } from "./deployment.ts";
import { parseHosts, type Hosts } from "./hosts-file.ts";
import { sevenHosts } from "./testing/seven-hosts.ts";
import { writeDeployment } from "./write-deployment.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-install-"));
  vi.stubEnv("LC_ALL", "C.UTF-8");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Seven hosts whose places all lie in the test's folder, with the program built there. */
function hostsInFolder(node: string, file: object = sevenHosts(), user = userInfo().username) {
  const [program, config, data, units] = ["dist", "config", "data", "units"].map((name) =>
    join(folder, name),
  );
  const places = { node, program, config, data, units, user };
  mkdirSync(join(folder, "dist"), { recursive: true });
  for (const kind of ["room", "member", "gateway"])
    writeFileSync(join(folder, "dist", `${kind}.mjs`), "");
  const read = parseHosts(JSON.stringify({ ...file, places }));
  if (!read.ok) throw new Error(read.refusal.kind);
  return { hosts: read.hosts, places };
}

/** Starts whatever it is asked to. */
function anyNode(): string {
  const node = join(folder, "node");
  writeFileSync(node, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  return node;
}

async function deploy(hosts: Hosts, out = "out"): Promise<void> {
  expect(writeDeployment(join(folder, out), await newDeployment(hosts, Date.now()))).toBeNull();
}

const script = (from: string): string[] => [join(folder, from, "install.sh"), "--no-start"];

function install(from: string, ...words: readonly string[]) {
  return spawnSync("sh", [...script(from), ...words], { encoding: "utf8" });
}

test("install.sh takes the files beside it, also where the shell looks for folders elsewhere first", async () => {
  const read = parseHosts(JSON.stringify(sevenHosts()));
  if (!read.ok) throw new Error(read.refusal.kind);
  const out = join(folder, "out");
  expect(writeDeployment(out, await newDeployment(read.hosts, Date.now()))).toBeNull();
  mkdirSync(join(folder, "elsewhere", "hz-1"), { recursive: true });
  const env = { ...process.env, CDPATH: join(folder, "elsewhere") };
  const { stdout, status } = spawnSync("sh", ["hz-1/install.sh"], {
    cwd: out,
    env,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout).toContain(`${out}/hz-1/host.json /etc/cablecut/host.json`);
  expect(stdout).not.toContain("elsewhere");
});

test.each([
  ["this one", process.execPath, true],
  ["none", "/nowhere/node", false],
  ["an older one", null, false],
])(
  "install.sh says before it does anything whether there is a Node to start: %s",
  async (_, path, isThere) => {
    const node = path ?? join(folder, "node");
    if (path === null)
      writeFileSync(
        node,
        `#!/bin/sh\n[ "$1" = -e ] && exec ${process.execPath} -e "const { exit } = process; globalThis.process = { versions: { node: '18.19.0' }, exit }; $2"`,
        { mode: 0o755 },
      );
    const places = { node, program: join(folder, "dist") };
    mkdirSync(places.program);
    writeFileSync(join(places.program, "room.mjs"), "");
    const read = parseHosts(JSON.stringify({ ...sevenHosts(), places }));
    if (!read.ok) throw new Error(read.refusal.kind);
    const out = join(folder, "out");
    expect(writeDeployment(out, await newDeployment(read.hosts, Date.now()))).toBeNull();
    const said = spawnSync("sh", ["hz-1/install.sh"], { cwd: out, encoding: "utf8" });
    expect(said.status).toBe(0);
    expect(said.stderr.includes(`${node} is not Node.js 20.19 or later`)).toBe(!isThere);
    if (isThere) return;
    const done = spawnSync("sh", ["hz-1/install.sh", "--go"], { cwd: out, encoding: "utf8" });
    expect([done.status, done.stdout]).toEqual([1, "host hz-1: room\n"]);
  },
);

test.each([
  ["refused", 1, ""],
  ["begun", 0, ""],
  ["not asked, since one of its units runs", 1, "cablecut-room.service"],
])(
  "install.sh begins the log before it writes anything, so that where it is refused another show's files stay as they are (%s)",
  async (_, code, running) => {
    const systemctl = join(folder, "systemctl");
    writeFileSync(systemctl, `#!/bin/sh\ntest "$3" = "${running}"\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    const node = join(folder, "node");
    const asked = join(folder, "asked");
    writeFileSync(
      node,
      `#!/bin/sh\n[ "$1" = -e ] && exit 0\necho "$@" > ${asked}; test -e ${folder}/config && echo late >> ${asked}\nexit ${code}`,
      { mode: 0o755 },
    );
    const { hosts, places } = hostsInFolder(node);
    const out = join(folder, "out");
    expect(writeDeployment(out, await newDeployment(hosts, Date.now()))).toBeNull();
    const words = ["hz-1/install.sh", "--go", "--first", "--no-start"];
    const { status, stdout, stderr } = spawnSync("sh", words, { cwd: out, encoding: "utf8", env });
    expect(status, stderr).toBe(code);
    expect(stderr.includes(`${running} runs, of a show that began before`)).toBe(running !== "");
    expect(existsSync(asked) ? readFileSync(asked, "utf8") : "").toBe(
      running === "" ? `${folder}/dist/cablecut.mjs deploy --begin ${out}/hz-1\n` : "",
    );
    expect(existsSync(join(folder, "config", "room.json"))).toBe(code === 0);
    expect(stdout.includes(`nothing was started; by hand, as ${places.user}:`)).toBe(code === 0);
  },
);

test.each([
  ["the same folder", "first", "hz-1", "--go", null],
  ["a neighbour's", "first", "hz-2", "--go", "host hz-1"],
  ["a neighbour's, to begin with", "first", "hz-2", "--go --first", "host hz-1"],
  ["one made anew, for a host more", "second", "hz-1", "--go", "another show"],
  ["one made anew, for the next show", "second", "hz-1", "--go --first", null],
])(
  "install.sh writes nothing over what is another's: %s over that of hz-1",
  async (_, deployment, host, words, whose) => {
    const { hosts } = hostsInFolder(anyNode());
    for (const out of ["first", "second"]) await deploy(hosts, out);
    expect(install("first/hz-1", "--go", "--first")).toMatchObject({ status: 0, stderr: "" });
    const before = readFileSync(join(folder, "config", "host.json"), "utf8");

    const { status, stderr } = install(`${deployment}/${host}`, ...words.split(" "));
    const after = readFileSync(join(folder, "config", "host.json"), "utf8");
    const meant = readFileSync(join(folder, deployment, host, "host.json"), "utf8");
    const refused = [1, before, expect.stringContaining(`that of ${whose}`)];
    expect([status, after, stderr]).toEqual(whose === null ? [0, meant, ""] : refused);
    // On a host that replaces another it would begin a second log of the show.
    expect(stderr).not.toContain("--first");
  },
);

test("what the last show had on a host and the next has not goes when that one begins: unit, configuration and keys", async () => {
  const file = sevenHosts();
  file.hosts[0]!.gateway = { url: "http://10.77.3.11:2626/" };
  const node = anyNode();
  await deploy(hostsInFolder(node, { ...file, engine: "etcd" }).hosts, "last");
  await deploy(hostsInFolder(node).hosts, "next");
  const there = (kind: string): boolean[] =>
    [`units/cablecut-${kind}.service`, `config/${kind}.json`].map((path) =>
      existsSync(join(folder, path)),
    );
  const keys = (): boolean[] =>
    ["gateway.key", "gateway.pem", "room.key"].map((name) =>
      existsSync(join(folder, "config", "certificates", name)),
    );
  expect(install("last/hz-1", "--go", "--first")).toMatchObject({ status: 0, stderr: "" });
  expect([there("room"), there("member"), there("gateway"), keys()]).toEqual([
    [true, true],
    [true, true],
    [true, true],
    [true, true, true],
  ]);
  expect(install("next/hz-1", "--first")).toMatchObject({ status: 0, stderr: "" });
  expect(there("gateway")).toEqual([true, true]);
  expect(install("next/hz-1", "--go", "--first")).toMatchObject({ status: 0, stderr: "" });
  expect([there("room"), there("member"), there("gateway"), keys()]).toEqual([
    [true, true],
    [false, false],
    [false, false],
    [false, false, true],
  ]);
});

test("a unit of the last show that runs keeps the next one from beginning, also where that one has no such unit", async () => {
  const systemctl = join(folder, "systemctl");
  writeFileSync(systemctl, '#!/bin/sh\ntest "$3" = cablecut-gateway.service\n', { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
  await deploy(hostsInFolder(anyNode()).hosts);
  const { status, stderr } = install("out/hz-1", "--go", "--first");
  expect([status, stderr]).toEqual([
    1,
    "install.sh: cablecut-gateway.service runs, of a show that began before; stop it first\n",
  ]);
});

test.each([
  ["the configuration", "config", ["sshd_config"], true],
  ["the data", "data", [".bashrc", "rooms.zip"], true],
  ["the data of a show", "data", ["rooms/"], false],
  ["the data of a show on etcd", "data", ["etcd/", "of-somebody"], false],
  ["a volume of its own", "data", ["lost+found/"], false],
  ["an installation that did not come to its end", "config", ["certificates/"], false],
] as const)(
  "no folder is given to the show's user in which something else lies: %s in %s with %j",
  async (_, place, names, isRefused) => {
    await deploy(hostsInFolder(anyNode()).hosts);
    mkdirSync(join(folder, place));
    for (const name of names)
      if (name.endsWith("/")) mkdirSync(join(folder, place, name));
      else writeFileSync(join(folder, place, name), "");
    const told = `install.sh: ${join(folder, place)} has something in it that is not of a show`;
    for (const words of [[], ["--go", "--first"]]) {
      const { status, stderr } = install("out/hz-1", ...words);
      expect(stderr.startsWith(told), stderr).toBe(isRefused);
      expect(status).toBe(isRefused && words.length > 0 ? 1 : 0);
    }
    expect(existsSync(join(folder, "config", "host.json"))).toBe(!isRefused);
    if (isRefused) return;
    // Once a show is there what lies beside it is its operator's.
    writeFileSync(join(folder, "data", "notes"), "");
    expect(install("out/hz-1", "--go")).toMatchObject({ status: 0, stderr: "" });
  },
);

const mayActAsOthers = userInfo().uid === 0 && spawnSync("runuser", ["--version"]).status === 0;
test.skipIf(!mayActAsOthers).each([
  [
    "a Node in a folder of root's",
    (node: string) => chmodSync(dirname(node), 0o700),
    "cannot start",
  ],
  [
    "a program carried under umask 077",
    () => chmodSync(join(folder, "dist", "room.mjs"), 0o600),
    "cannot read",
  ],
  ["both as they should be", () => undefined, null],
] as const)(
  "install.sh says before it writes anything whether the show's own user can start it: %s",
  async (_, make, words) => {
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "bin"));
    const node = join(folder, "bin", "node");
    writeFileSync(node, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    await deploy(hostsInFolder(node, sevenHosts(), "nobody").hosts);
    make(node);
    // As an operator stands in a folder of root's.
    const { status, stderr } = spawnSync("sh", [...script("out/hz-1"), "--go", "--first"], {
      cwd: join(folder, "out"),
      encoding: "utf8",
    });
    expect(status, stderr).toBe(words === null ? 0 : 1);
    expect(stderr).toMatch(words === null ? /^$/ : `user nobody ${words} `);
    expect(existsSync(join(folder, "config"))).toBe(words === null);
  },
);

test.skipIf(!mayActAsOthers)(
  "what root began on another disk, to which a link leads, is the show's user's in the end",
  async () => {
    chmodSync(folder, 0o755);
    const [node, disk] = [anyNode(), join(folder, "disk")];
    await deploy(hostsInFolder(node, sevenHosts(), "nobody").hosts);
    mkdirSync(join(disk, "rooms", "hz-a"), { recursive: true });
    symlinkSync(disk, join(folder, "data"));
    expect(install("out/hz-1", "--go", "--first")).toMatchObject({ status: 0, stderr: "" });
    for (const path of ["", "rooms", "rooms/hz-a"])
      expect(custodyOf(join(disk, path), "nobody", null), path).toBe("right");
  },
);

test("install.sh speaks the terminal's language, in all that it says", async () => {
  await deploy(hostsInFolder(anyNode()).hosts);
  for (const [LC_ALL, LANG, chinese] of [
    ["", "zh_CN.UTF-8", true],
    ["zh_TW.UTF-8", "en_US.UTF-8", true],
    ["", "en_US.UTF-8", false],
    ["C", "zh_CN.UTF-8", false],
  ] as const) {
    vi.stubEnv("LC_ALL", LC_ALL);
    vi.stubEnv("LC_MESSAGES", "");
    vi.stubEnv("LANG", LANG);
    const { stdout, status } = install("out/hz-1");
    expect([
      status,
      stdout.startsWith(chinese ? "主机 hz-1：机房\n" : "host hz-1: room\n"),
    ]).toEqual([0, true]);
    // What it does is said in commands, and everything else in words.
    const words = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("  "));
    expect(words).toHaveLength(3);
    for (const line of words) expect(/[\u4e00-\u9fff]/.test(line), line).toBe(chinese);
    const wrong = install("out/hz-1", "--fist");
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      chinese
        ? "install.sh：没有 --fist，只有 --go、--first 和 --no-start\n"
        : "install.sh: there is no --fist, only --go, --first and --no-start\n",
    ]);
  }
});
