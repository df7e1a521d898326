import { X509Certificate } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gatewayConfigSchema, roomConfigSchema } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findRunningShow } from "../show/running-show.ts";
import { readShow } from "../show/show-file.ts";
import { readOperatorToken } from "../show/operator-token.ts";
import { reportKeyOf } from "../show/report-key.ts";
import { deployCommand } from "./deploy-command.ts";
import { newDeployment, type DeployedFile } from "./deployment.ts";
import { parseHosts } from "./hosts-file.ts";
import { sevenHosts } from "./testing/seven-hosts.ts";

const now = Date.parse("2026-11-28T12:00:00Z");
const dayMs = 86_400_000;
let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-deploy-"));
  said = [];
  const note = (...words: unknown[]): void => void said.push(words.join(" "));
  vi.spyOn(console, "log").mockImplementation(note);
  vi.spyOn(console, "error").mockImplementation(note);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function deployed(more: object = {}): Promise<(path: string) => DeployedFile> {
  const parsed = parseHosts(JSON.stringify({ ...sevenHosts(), ...more }));
  if (!parsed.ok) throw new Error(parsed.refusal.kind);
  const files = await newDeployment(parsed.hosts, now);
  return (path) => {
    const found = files.find((file) => file.path === path);
    if (found === undefined) throw new Error(`no ${path}`);
    return found;
  };
}

function hostsFile(content: object = sevenHosts()): string {
  const path = join(folder, "hosts.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test("what hosts.json says of archives stands in every room's configuration", async () => {
  const said = async (more: object): Promise<unknown> => {
    const file = await deployed(more);
    return roomConfigSchema.parse(JSON.parse(file("sh-2/room.json").text)).archiveBytesMax;
  };
  expect(await said({})).toBeUndefined();
  expect(await said({ archiveMib: 512 })).toBe(2 ** 29);
});

test("a room dials the later ones card to card, over both networks, and knows the gateways", async () => {
  const file = await deployed();
  const config = roomConfigSchema.parse(JSON.parse(file("sh-2/room.json").text));
  expect(config.peers).toEqual([
    {
      room: "sz-a",
      paths: [
        { host: "10.77.1.15", port: 2700, localAddress: "10.77.1.14", name: "AA" },
        { host: "10.77.2.15", port: 2700, localAddress: "10.77.2.14", name: "BB" },
      ],
    },
  ]);
  expect(config).toMatchObject({ ifEmpty: "recover", gateways: ["gateway-1", "gateway-2"] });
  expect(config.dataDirectory).toBe("/var/lib/cablecut/rooms/sh-b");
});

test("a gateway reaches every room, has no cables to cut, and a gateway beside a room needs no card", async () => {
  const file = await deployed();
  const config = gatewayConfigSchema.parse(JSON.parse(file("web-2/gateway.json").text));
  expect(config.rooms.map(({ room, paths }) => [room, paths.length])).toEqual([
    ["hz-a", 2],
    ["hz-b", 2],
    ["sh-a", 2],
    ["sh-b", 2],
    ["sz-a", 2],
  ]);
  expect(config.fabric).toBeUndefined();
  expect(config.id).toBe("gateway-2");
});

test("metrics are told when asked for, on network A, and no two processes of a host at one port", async () => {
  const quiet = await deployed();
  for (const path of ["sh-2/room.json", "web-2/gateway.json"])
    expect(JSON.parse(quiet(path).text)).not.toHaveProperty("metrics");
  const file = await deployed({ ports: { metrics: 9600 } });
  const room = roomConfigSchema.parse(JSON.parse(file("sh-2/room.json").text));
  expect(room.metrics).toEqual({ host: "10.77.1.14", port: 9600 });
  const gateway = gatewayConfigSchema.parse(JSON.parse(file("web-2/gateway.json").text));
  expect(gateway.metrics).toEqual({ host: "10.77.1.17", port: 9601 });
  const onEtcd = await deployed({ engine: "etcd", ports: { metrics: 9600 } });
  const member = JSON.parse(onEtcd("sh-2/member.json").text) as object;
  expect(member).toMatchObject({ metrics: { host: "10.77.1.14", port: 9602 } });
  const described = JSON.parse(onEtcd("sh-2/host.json").text) as object;
  expect(described).toMatchObject({ metricsPorts: [9600, 9602] });
});

test("a gateway that is named by the proxy's address is asked at its own cards: at the proxy another one would answer for a dead one", async () => {
  const proxy = { url: "https://show.example.org/", trusted: ["10.77.3.20"] };
  const hosts = sevenHosts().hosts.map((host) =>
    host.name === "web-1" ? { ...host, gateway: { url: proxy.url } } : host,
  );
  const file = await deployed({ proxy, hosts });
  expect(JSON.parse(file("operator/running.json").text)).toMatchObject({
    join: proxy.url,
    gateways: [
      { name: "web-1", origin: "http://10.77.1.16:2626" },
      { name: "web-2", origin: "http://10.77.3.17:2626" },
    ],
  });
});

test("behind a proxy all gateways have its address, and take its word on where a phone is", async () => {
  const proxy = { url: "https://show.example.org/", trusted: ["10.77.3.20", "10.78.0.0/16"] };
  const file = await deployed({ proxy });
  for (const path of ["web-1/gateway.json", "web-2/gateway.json"]) {
    const config = gatewayConfigSchema.parse(JSON.parse(file(path).text));
    expect(config.joinUrl).toBe(proxy.url);
    expect(config.trustedProxies).toEqual(proxy.trusted);
    expect(config.gateways.map(({ url }) => url)).toEqual([proxy.url, proxy.url]);
  }
  // What a login link leads to, which the presenter opens where the phones are.
  expect(JSON.parse(file("operator/running.json").text)).toMatchObject({
    join: proxy.url,
    gateway: "http://10.77.3.16:2626",
  });
  const wrong = { ...sevenHosts(), proxy: { ...proxy, trusted: ["show.example.org"] } };
  expect(parseHosts(JSON.stringify(wrong))).toMatchObject({
    ok: false,
    refusal: { kind: "malformed", at: "proxy.trusted.0" },
  });
});

test("with etcd a member stands beside each room, on the loopback alone, and begins only by the operator's word", async () => {
  const file = await deployed({ engine: "etcd" });
  const room = roomConfigSchema.parse(JSON.parse(file("sz-1/room.json").text));
  expect(room.etcd).toEqual({ clientPort: 2710, peerPort: 2711, proxyPort: 2712 });
  const member: unknown = JSON.parse(file("sz-1/member.json").text);
  expect(member).toMatchObject({ ...room.etcd, replica: 4, ifEmpty: "replace" });
  expect(member).toMatchObject({ directory: "/var/lib/cablecut/etcd/sz-a", token: room.showId });
  expect(file("sz-1/install.sh").text).toContain("cablecut-room.service cablecut-member.service");
  expect(() => file("sz-1/certificates/member.key")).toThrow("no ");
  expect(() => file("web-1/member.json")).toThrow("no ");
  expect(JSON.parse(file("operator/show.json").text)).toMatchObject({ engine: "etcd" });
});

test("certificates name their process alone, from two days ago, for ten years", async () => {
  const file = await deployed();
  const authority = new X509Certificate(file("hz-1/certificates/authority.pem").text);
  const seen = new Set<string>();
  for (const [host, kind, id] of [
    ["hz-1", "room", "hz-a"],
    ["sz-1", "room", "sz-a"],
    ["web-1", "gateway", "gateway-1"],
  ]) {
    const certificate = new X509Certificate(file(`${host}/certificates/${kind}.pem`).text);
    const { showId } = JSON.parse(file(`${host}/${kind}.json`).text) as { showId: string };
    expect(certificate.subjectAltName).toBe(`URI:urn:cablecut:${showId}:${kind}:${id}`);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBe(now - 2 * dayMs);
    expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2036);
    expect(file(`${host}/certificates/${kind}.key`).mode).toBe(0o600);
    seen.add(certificate.serialNumber);
  }
  expect(seen.size).toBe(3);
});

test("the authority's key is in no file, and a host has no key but its own", async () => {
  expect(await deployCommand(hostsFile(), join(folder, "out"), "en")).toBe(0);
  const names = readdirSync(join(folder, "out"), { recursive: true }).map(String);
  const keys = names.filter((name) => name.endsWith(".key")).toSorted();
  expect(keys).toEqual([
    ...["hz-1", "hz-2", "sh-1", "sh-2", "sz-1"].map((host) => `${host}/certificates/room.key`),
    ...["web-1", "web-2"].map((host) => `${host}/certificates/gateway.key`),
  ]);
  const forOthers = names.filter(
    (name) => (statSync(join(folder, "out", name)).mode & 0o077) !== 0,
  );
  expect(forOthers.filter((name) => !/(install\.sh|\.service)$/.test(name))).toEqual([]);
});

test("the key that signs the report stands in the operator's folder alone, and gateways are told its fingerprint", async () => {
  expect(await deployCommand(hostsFile(), join(folder, "out"), "en")).toBe(0);
  const read = readShow(join(folder, "out", "operator"));
  if (!read.ok || read.show?.reportKey === undefined) throw new Error("no key");
  const { reportKey } = read.show;
  const { fingerprint } = reportKeyOf({ reportKey });
  const files = readdirSync(join(folder, "out"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const holding = (text: string): string[] =>
    files.flatMap((path) =>
      readFileSync(path, "utf8").includes(text) ? [relative(join(folder, "out"), path)] : [],
    );
  expect(holding(reportKey)).toEqual(["operator/show.json"]);
  expect(holding(`"keyFingerprint": "${fingerprint}"`).toSorted()).toEqual([
    "web-1/gateway.json",
    "web-2/gateway.json",
  ]);
});

test("nothing secret is said, and whoever has the operator's folder finds show and gateways", async () => {
  expect(await deployCommand(hostsFile(), join(folder, "out"), "en")).toBe(0);
  const operator = join(folder, "out", "operator");
  const read = readShow(operator);
  if (!read.ok || read.show === null) throw new Error("no show");
  const secrets = [read.show.pin, read.show.receiptKey, readOperatorToken(operator)];
  for (const secret of secrets) expect(said.join("\n")).not.toContain(secret);
  expect(findRunningShow(operator)).toMatchObject({
    ok: true,
    show: { fabric: null, control: null, gateway: "http://10.77.3.16:2626" },
  });
});

test("a gateway is asked at its cards where its address is another machine's wherever the operator's folder is carried", async () => {
  const proxy = { url: "https://s.example/aB3dE", trusted: ["127.0.0.1"] };
  const file = sevenHosts();
  file.hosts[5]!.gateway = { url: "http://127.0.0.1:2626/" };
  file.hosts[6]!.gateway = { url: "https://s.example/hall" };
  const told = await deployed({ ...file, proxy });
  expect(JSON.parse(told("operator/running.json").text)).toMatchObject({
    join: proxy.url,
    pages: "http://10.77.1.16:2626",
    gateway: "http://10.77.1.16:2626",
    gateways: [
      { name: "web-1", origin: "http://10.77.1.16:2626", further: ["http://10.77.2.16:2626"] },
      { name: "web-2", origin: "http://10.77.1.17:2626", further: ["http://10.77.2.17:2626"] },
    ],
  });
  const usual = JSON.parse((await deployed())("operator/running.json").text) as object;
  expect(usual).not.toHaveProperty("pages");
});

test("a folder that has something in it is left alone, and a bad file writes nothing", async () => {
  const out = join(folder, "out");
  expect(await deployCommand(hostsFile(), out, "zh")).toBe(0);
  const before = statSync(join(out, "hz-1", "certificates", "room.key")).mtimeMs;
  expect(await deployCommand(hostsFile(), out, "zh")).toBe(2);
  expect(said.at(-1)).toContain("out-not-empty: ");
  expect(statSync(join(out, "hz-1", "certificates", "room.key")).mtimeMs).toBe(before);

  const other = join(folder, "other");
  expect(await deployCommand(hostsFile({ hosts: [] }), other, "en")).toBe(2);
  expect(await deployCommand(join(folder, "nowhere.json"), other, "en")).toBe(2);
  expect(said.slice(-2).map((line) => line.split(":")[0])).toEqual(["malformed", "unreadable"]);
  mkdirSync(join(folder, "file-below"));
  writeFileSync(join(folder, "file-below", "x"), "");
  const below = join(folder, "file-below", "x");
  for (const unusable of [below, join(below, "out"), join(below, "out", "further")]) {
    expect(await deployCommand(hostsFile(), unusable, "en")).toBe(2);
    expect(said.at(-1)).toBe(
      `out-unusable: ${unusable} cannot be used: a file is where a folder belongs (ENOTDIR); choose another --out.`,
    );
  }
  expect(readdirSync(folder).toSorted()).toEqual(["file-below", "hosts.json", "out"]);
});

test("an empty folder that is there is filled and stays the same one, also where it is reached by a link", async () => {
  const [out, link] = [join(folder, "my disk"), join(folder, "link")];
  mkdirSync(out);
  symlinkSync(out, link);
  const before = statSync(out).ino;
  expect(await deployCommand(hostsFile(), link, "en")).toBe(0);
  expect(statSync(out).ino).toBe(before);
  expect(readdirSync(out).toSorted()).toEqual(
    [...sevenHosts().hosts.map(({ name }) => name), "operator"].toSorted(),
  );
  expect(readShow(join(out, "operator"))).toMatchObject({ ok: true });
  expect(await deployCommand(hostsFile(), out, "en")).toBe(2);
  expect(readdirSync(folder).toSorted()).toEqual(["hosts.json", "link", "my disk"]);
});

test("a port that phones open and no gateway has is said, unless a proxy is there to lead to it", async () => {
  const file = sevenHosts();
  file.hosts[5]!.gateway = { url: "http://10.77.3.16/" };
  expect(await deployCommand(hostsFile(file), join(folder, "out"), "en")).toBe(0);
  const odd = said.filter((text) => text.includes("listens at"));
  expect(odd).toHaveLength(1);
  expect(odd[0]).toContain("web-1: phones open port 80, and its gateway listens at 2626");
  said = [];
  const proxy = { url: "https://show.example.org/", trusted: ["10.77.3.20"] };
  const behind = hostsFile({ ...file, proxy });
  expect(await deployCommand(behind, join(folder, "behind"), "en")).toBe(0);
  const same = hostsFile({ ...sevenHosts(), ports: { web: 2626 } });
  expect(await deployCommand(same, join(folder, "same"), "en")).toBe(0);
  expect(said.join("\n")).not.toContain("listens at");
});

test("what a path in what phones open is good for is said, of the proxy alone where there is one", async () => {
  const file = sevenHosts();
  file.hosts.pop();
  file.hosts[5]!.gateway = { url: "https://s.example/aB3dE" };
  const told = (): string[] =>
    said.flatMap((text) => text.split("\n")).filter((line) => line.includes("phones open"));
  expect(await deployCommand(hostsFile(file), join(folder, "out"), "en")).toBe(0);
  expect(told()).toEqual([
    expect.stringMatching(/^phones open https:\/\/s\.example\/aB3dE: a short link /),
  ]);
  said = [];
  const proxy = { url: "https://example.org/show/", trusted: ["10.77.3.20"] };
  expect(await deployCommand(hostsFile({ ...file, proxy }), join(folder, "below"), "en")).toBe(0);
  expect(told()).toEqual([
    expect.stringMatching(/^phones open https:\/\/example\.org\/show\/: a short link /),
  ]);
  said = [];
  const atRoot = { ...proxy, url: "https://show.example.org" };
  expect(
    await deployCommand(hostsFile({ ...file, proxy: atRoot }), join(folder, "root"), "en"),
  ).toBe(0);
  expect(told()).toEqual([]);
});
