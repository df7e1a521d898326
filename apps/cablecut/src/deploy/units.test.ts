import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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

test.each([
  ["data", "/tmp/show"],
  ["config", "/var/tmp/show"],
  ["program", "/tmp/show"],
  ["node", "/tmp/node/bin/node"],
])("a unit sees what stands in the machine's /tmp or /var/tmp: %s at %s", async (place, path) => {
  const unitsOf = async (places: object) => {
    const read = parseHosts(JSON.stringify({ ...sevenHosts(), places }));
    if (!read.ok) throw new Error(read.refusal.kind);
    const files = await newDeployment(read.hosts, Date.now());
    return files.filter((file) => file.path.endsWith(".service")).map(({ text }) => text);
  };
  for (const unit of await unitsOf({ [place]: path })) expect(unit).not.toContain("PrivateTmp");
  for (const unit of await unitsOf({ [place]: "/srv/tmp/show" }))
    expect(unit).toContain("\nPrivateTmp=yes\n");
});
