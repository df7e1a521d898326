import { expect, test } from "vitest";
import { hostsRefusalText } from "../texts/deploy-texts.ts";
import { parseHosts } from "./hosts-file.ts";
import { sevenHosts } from "./testing/seven-hosts.ts";

type Stated = ReturnType<typeof sevenHosts>;

function parsed(change: (file: Stated) => unknown): ReturnType<typeof parseHosts> {
  const file = sevenHosts();
  return parseHosts(JSON.stringify(change(file) ?? file));
}

test("five rooms and two gateways are hosts with a network each", () => {
  const outcome = parsed(() => undefined);
  if (!outcome.ok) throw new Error(outcome.refusal.kind);
  const { hosts, ports, pace } = outcome.hosts;
  expect(hosts.map(({ name, room, gateway }) => [name, room ?? gateway?.id])).toEqual([
    ["hz-1", "hz-a"],
    ["hz-2", "hz-b"],
    ["sh-1", "sh-a"],
    ["sh-2", "sh-b"],
    ["sz-1", "sz-a"],
    ["web-1", "gateway-1"],
    ["web-2", "gateway-2"],
  ]);
  expect(ports).toEqual({ link: 2700, web: 2626, etcd: 2710 });
  expect(pace).toBe("keynote");
});

test("a host has its own places where it says so, and the others' where it does not", () => {
  const outcome = parsed((file) => ({
    ...file,
    places: { user: "show", data: "/srv/show" },
    hosts: file.hosts.map((host, at) =>
      at === 0 ? { ...host, places: { data: "/mnt/disk" } } : host,
    ),
  }));
  if (!outcome.ok) throw new Error(outcome.refusal.kind);
  const [first, second] = outcome.hosts.hosts;
  expect(first?.places).toMatchObject({ user: "show", data: "/mnt/disk", config: "/etc/cablecut" });
  expect(second?.places).toMatchObject({ user: "show", data: "/srv/show" });
});

const [a, b] = [0, 1];
test.each<[string, (file: Stated) => unknown, object]>([
  ["no object", () => [], { kind: "malformed", at: "" }],
  ["an unknown word", (file) => ({ ...file, host: [] }), { kind: "malformed", at: "" }],
  ["another engine", (file) => ({ ...file, engine: "paxos" }), { kind: "malformed", at: "engine" }],
  [
    "a name for an address",
    (file) => void (file.hosts[a]!.a = "hz-1.lan"),
    { kind: "malformed", at: "hosts.0.a", reason: "an IP address" },
  ],
  [
    "an address that nobody else reaches",
    (file) => void (file.hosts[a]!.b = "127.0.0.1"),
    { kind: "malformed", at: "hosts.0.b", reason: "an address that other hosts reach" },
  ],
  [
    "a folder that a shell would take apart",
    (file) => ({ ...file, places: { data: "/srv/my show; rm" } }),
    { kind: "malformed", at: "places.data" },
  ],
  ["two of a name", (file) => void (file.hosts[b]!.name = "hz-1"), { kind: "same-name" }],
  [
    "one address on both networks",
    (file) => void (file.hosts[a]!.b = file.hosts[a]!.a),
    { kind: "same-address", address: "10.77.1.11", hosts: ["hz-1"] },
  ],
  [
    "one address on two hosts",
    (file) => void (file.hosts[b]!.a = file.hosts[a]!.a),
    { kind: "same-address", hosts: ["hz-1", "hz-2"] },
  ],
  ["an idle host", (file) => void delete file.hosts[5]!.gateway, { kind: "idle-host" }],
  [
    "an unknown room",
    (file) => void (file.hosts[a]!.room = "bj-a"),
    { kind: "unknown-room", room: "bj-a" },
  ],
  ["a room twice", (file) => void (file.hosts[a]!.room = "hz-b"), { kind: "room-twice" }],
  [
    "a room missing",
    (file) => void file.hosts.splice(1, 1),
    { kind: "room-missing", rooms: ["hz-b"] },
  ],
  ["no gateway", (file) => void file.hosts.splice(5, 2), { kind: "no-gateway" }],
  [
    "two gateways at one address",
    (file) => void (file.hosts[5]!.gateway = file.hosts[6]!.gateway!),
    { kind: "same-url" },
  ],
  [
    "a gateway beside a room at the room's port",
    (file) => ({
      ports: { web: 2700 },
      hosts: [{ ...file.hosts[0], gateway: file.hosts[5]!.gateway }, ...file.hosts.slice(1, 5)],
    }),
    { kind: "same-port", port: 2700, host: "hz-1" },
  ],
  [
    "a member at the room's port",
    (file) => ({ ...file, engine: "etcd", ports: { etcd: 2699 } }),
    { kind: "same-port", port: 2700, host: "hz-1" },
  ],
  ["a port that is none", (file) => ({ ...file, ports: { link: 0 } }), { at: "ports.link" }],
  [
    "one network only",
    (file) => void delete (file.hosts[a] as { b?: string }).b,
    { kind: "malformed", at: "hosts.0.b" },
  ],
])("%s is refused by name, in both languages", (_what, change, refusal) => {
  const outcome = parsed(change);
  if (outcome.ok) throw new Error("it was taken");
  expect(outcome.refusal).toMatchObject(refusal);
  const { en, zh } = hostsRefusalText(outcome.refusal);
  expect(en).toMatch(/^[ -~]+\.$/);
  expect(zh).toMatch(/[\u4e00-\u9fff].*。$/u);
});

test("what is no JSON is refused", () => {
  expect(parseHosts("hosts:")).toEqual({
    ok: false,
    refusal: { kind: "malformed", at: "", reason: "is not JSON" },
  });
});
