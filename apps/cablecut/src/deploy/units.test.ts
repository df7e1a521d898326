import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newDeployment } from "./deployment.ts";
import { parseHosts } from "./hosts-file.ts";
import { sevenHosts } from "./testing/seven-hosts.ts";
import { writeDeployment } from "./write-deployment.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-units-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Seven hosts whose places all lie in the test's folder, with the program built there. */
function hostsInFolder(node: string) {
  const [program, config, data, units] = ["dist", "config", "data", "units"].map((name) =>
    join(folder, name),
  );
  const places = { node, program, config, data, units, user: userInfo().username };
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", "room.mjs"), "");
  const read = parseHosts(JSON.stringify({ ...sevenHosts(), places }));
  if (!read.ok) throw new Error(read.refusal.kind);
  return { hosts: read.hosts, places };
}

test("every unit, the etcd member's too, is one that systemd takes without a word", async ({
  skip,
}) => {
  const program = "systemd-analyze";
  skip(spawnSync(program, ["--version"]).status !== 0, `${program} is not installed`);
  const places = { node: process.execPath, data: join(folder, "data"), user: "root" };
  mkdirSync(places.data);
  const file = sevenHosts();
  // A gateway beside a room as well.
  file.hosts[0]!.gateway = { url: "http://10.77.3.11:2626/" };
  // One with the port of http, which is root's.
  const ports = { web: 80 };
  const read = parseHosts(JSON.stringify({ ...file, engine: "etcd", places, ports }));
  if (!read.ok) throw new Error(read.refusal.kind);
  const out = join(folder, "out");
  expect(writeDeployment(out, await newDeployment(read.hosts, Date.now()))).toBeNull();
  const units = readdirSync(out, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".service"));
  expect(units).toHaveLength(5 + 5 + 3);
  for (const unit of units) {
    const { status, stdout, stderr } = spawnSync(program, ["verify", join(out, unit)], {
      encoding: "utf8",
    });
    // Of units of the machine on which the test runs nothing is asked.
    const ours = (stdout + stderr).split("\n").filter((line) => line.includes("cablecut"));
    expect({ unit, status, ours }).toEqual({ unit, status: 0, ours: [] });
  }
});

test.each([
  ["a port of a show's own", {}, []],
  ["http's port, for an address without one", { web: 80 }, ["gateway"]],
  ["a metrics port that is root's", { metrics: 1_023 }, ["room"]],
  ["a port of etcd's that is root's", { etcd: 1_022 }, ["member"]],
  ["https' port for links", { link: 443 }, ["room"]],
])(
  "%s is had without being root by whom it is for, and by nobody else",
  async (_, ports, rightful) => {
    const file = sevenHosts();
    file.hosts[0]!.gateway = { url: "http://10.77.3.11/" };
    const read = parseHosts(JSON.stringify({ ...file, engine: "etcd", ports }));
    if (!read.ok) throw new Error(read.refusal.kind);
    const files = await newDeployment(read.hosts, Date.now());
    const given = ["room", "member", "gateway"].filter((kind) =>
      files
        .find(({ path }) => path === `hz-1/cablecut-${kind}.service`)!
        .text.includes("\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n"),
    );
    expect(given).toEqual(rightful);
  },
);

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
    const node = join(folder, "node");
    writeFileSync(node, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const { hosts } = hostsInFolder(node);
    for (const out of ["first", "second"])
      writeDeployment(join(folder, out), await newDeployment(hosts, Date.now()));
    const install = (from: string, ...more: readonly string[]) =>
      spawnSync("sh", [join(folder, from, "install.sh"), "--no-start", ...more], {
        encoding: "utf8",
      });
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
