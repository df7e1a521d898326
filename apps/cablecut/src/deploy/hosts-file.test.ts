import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultTopology } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { hostsRefusalText } from "../texts/deploy-texts.ts";
import { newDeployment } from "./deployment.ts";
import { parseHosts, readHostsFile } from "./hosts-file.ts";
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
    {
      kind: "malformed",
      at: "hosts.0 (hz-1).a",
      reason: { en: "must be an IP address", zh: "须为 IP 地址" },
    },
  ],
  [
    "an address that nobody else reaches",
    (file) => void (file.hosts[a]!.b = "127.0.0.1"),
    {
      kind: "malformed",
      at: "hosts.0 (hz-1).b",
      reason: { en: "must be an address that other hosts reach" },
    },
  ],
  [
    "a folder that a shell would take apart",
    (file) => ({ ...file, places: { data: "/srv/my show; rm" } }),
    { kind: "malformed", at: "places.data" },
  ],
  [
    "one IPv6 address in two spellings",
    (file) => {
      for (const host of file.hosts) host.b = host.b.replace("10.77.2.", "fd00:77::");
      file.hosts[b]!.b = file.hosts[a]!.b.replace("fd00:77::", "FD00:0077:0::");
    },
    { kind: "same-address", address: "fd00:77::11", hosts: ["hz-1", "hz-2"] },
  ],
  [
    "IPv4 and IPv6 on one network",
    (file) => void (file.hosts[b]!.a = "fd00:77::12"),
    { kind: "mixed-network", network: "A", hosts: ["hz-1", "hz-2"] },
  ],
  [
    "an address of a cable alone",
    (file) => void (file.hosts[a]!.a = "fe80::1"),
    { kind: "malformed", at: "hosts.0 (hz-1).a" },
  ],
  ...["224.0.0.1", "255.255.255.255", "0.0.0.0", "::", "ff02::1", "::ffff:10.77.1.11"].map(
    (address): [string, (file: Stated) => unknown, object] => [
      `${address}, which is no card's`,
      (file) => void (file.hosts[a]!.a = address),
      {
        kind: "malformed",
        at: "hosts.0 (hz-1).a",
        reason: { en: "must be the address of one card" },
      },
    ],
  ),
  ...["/", "/etc", "/var/lib", "/home", "/srv/show/..", "/srv//show", "srv/show", "/srv/show/"].map(
    (data): [string, (file: Stated) => unknown, object] => [
      `${data} as the folder that the show's user is given`,
      (file) => ({ ...file, places: { data } }),
      { kind: "malformed", at: "places.data" },
    ],
  ),
  [
    "data in the folder of the configuration",
    (file) => ({ ...file, places: { config: "/srv/show", data: "/srv/show/data" } }),
    { kind: "folders-overlap", host: "hz-1", folders: ["/srv/show", "/srv/show/data"] },
  ],
  ...[{ data: "/srv/show" }, { config: "/srv/show" }].map(
    (folder): [string, (file: Stated) => unknown, object] => [
      `units that stand in ${JSON.stringify(folder)}, where the show's user could write them`,
      (file) => ({ ...file, places: { ...folder, units: "/srv/show" } }),
      { kind: "folders-overlap", host: "hz-1", folders: ["/srv/show", "/srv/show"] },
    ],
  ),
  [
    "a node that the show's user could write, and root would run",
    (file) => ({ ...file, places: { data: "/srv/show", node: "/srv/show/bin/node" } }),
    { kind: "folders-overlap", host: "hz-1", folders: ["/srv/show", "/srv/show/bin/node"] },
  ],
  [
    "a network name that no phone can be told",
    (file) => ({ ...file, wifi: { ssid: "会".repeat(11), password: "" } }),
    { kind: "malformed", at: "wifi" },
  ],
  [
    "an even number of rooms",
    (file) => ({
      ...file,
      topology: { ...defaultTopology, rooms: defaultTopology.rooms.slice(0, 4) },
    }),
    { kind: "malformed", at: "topology", reason: { zh: "机房数须为奇数：3、5或7" } },
  ],
  [
    "a room that is called like a city",
    (file) => ({
      ...file,
      topology: {
        ...defaultTopology,
        rooms: defaultTopology.rooms.map((room) =>
          room.id === "sz-a" ? { ...room, id: "sz" } : room,
        ),
      },
    }),
    { kind: "malformed", at: "topology", reason: { zh: expect.stringContaining("“all”") } },
  ],
  [
    "a host that would have the operator's folder, with the key that signs",
    (file) => void (file.hosts[a]!.name = "operator"),
    { kind: "malformed", at: "hosts.0.name" },
  ],
  [
    "a password in what everybody opens",
    (file) => void (file.hosts[5]!.gateway!.url = "http://eve:secret@10.77.3.16:2626/"),
    { kind: "malformed", at: "hosts.5 (web-1).gateway.url" },
  ],
  [
    "a name in the proxy's address",
    (file) => ({ ...file, proxy: { url: "https://eve@show.example.org/", trusted: ["10.0.0.1"] } }),
    { kind: "malformed", at: "proxy.url" },
  ],
  ...[
    "http://localhost:2626/",
    "http://127.1/",
    "http://[::1]:2626/",
    "http://0.0.0.0:2626/",
    "http://[::]/",
  ].map((url): [string, (file: Stated) => unknown, object] => [
    `${url}, which on a phone is the phone`,
    (file) => void (file.hosts[5]!.gateway!.url = url),
    { kind: "malformed", at: "hosts.5 (web-1).gateway.url", reason: { zh: "须为手机可达的地址" } },
  ]),
  ...["10.77.3.16:2626", "10.77.3.16", "http://10.77.3.16: 2626/", "ftp://10.77.3.16/", ""].flatMap(
    (url): [string, (file: Stated) => unknown, object][] => [
      [
        `"${url}", which no browser opens`,
        (file) => void (file.hosts[5]!.gateway!.url = url),
        {
          kind: "malformed",
          at: "hosts.5 (web-1).gateway.url",
          reason: {
            en: expect.stringContaining("http://"),
            zh: expect.stringContaining("http://"),
          },
        },
      ],
      [
        `"${url}" for a proxy's address`,
        (file) => ({ ...file, proxy: { url, trusted: ["10.77.3.20"] } }),
        { kind: "malformed", at: "proxy.url" },
      ],
    ],
  ),
  [
    "another host's card as what browsers open",
    (file) => void (file.hosts[5]!.gateway!.url = "http://10.77.1.12:2626/"),
    { kind: "url-elsewhere", hosts: ["web-1", "hz-2"] },
  ],
  [
    "another host's IPv6 card as what browsers open",
    (file) => {
      for (const host of file.hosts) host.b = host.b.replace("10.77.2.", "fd00:77::");
      file.hosts[5]!.gateway!.url = "http://[fd00:77:0::12]:2626/";
    },
    { kind: "url-elsewhere", hosts: ["web-1", "hz-2"] },
  ],
  [
    "an address at a port that browsers refuse",
    (file) => void (file.hosts[5]!.gateway!.url = "http://10.77.3.16:6666/"),
    {
      kind: "malformed",
      at: "hosts.5 (web-1).gateway.url",
      reason: { zh: expect.stringContaining("浏览器") },
    },
  ],
  [
    "a port that browsers refuse",
    (file) => ({ ...file, ports: { web: 6000 } }),
    { kind: "malformed", at: "ports.web", reason: { zh: expect.stringContaining("浏览器") } },
  ],
  [
    "everybody as a proxy",
    (file) => ({ ...file, proxy: { url: "https://show.example.org/", trusted: ["0.0.0.0/0"] } }),
    { kind: "malformed", at: "proxy.trusted.0", reason: { zh: expect.stringContaining("所有人") } },
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
    "two gateways at one address, one of them with a path",
    (file) => void (file.hosts[5]!.gateway!.url = `${file.hosts[6]!.gateway!.url}join?x`),
    { kind: "same-url" },
  ],
  [
    "short links of one shortener to two gateways",
    ({ hosts }) => hosts.forEach(({ gateway: to }, at) => to && (to.url = `https://s.ex/${at}`)),
    { kind: "short-link", url: "https://s.ex/5" },
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
    { kind: "malformed", at: "hosts.0 (hz-1).b" },
  ],
])("%s is refused by name, in both languages", (_what, change, refusal) => {
  const outcome = parsed(change);
  if (outcome.ok) throw new Error("it was taken");
  expect(outcome.refusal).toMatchObject(refusal);
  const { en, zh } = hostsRefusalText(outcome.refusal);
  expect(en).toMatch(/^[ -~]+\.$/);
  expect(zh).toMatch(/[\u4e00-\u9fff].*。$/u);
});

test("with IPv6 on one of the two networks processes take calls over both", async () => {
  const outcome = parsed((file) => {
    for (const host of file.hosts) host.b = host.b.replace("10.77.2.", "fd00:77::");
  });
  if (!outcome.ok) throw new Error(outcome.refusal.kind);
  const files = await newDeployment(outcome.hosts, Date.now());
  for (const path of ["hz-1/room.json", "web-1/gateway.json"]) {
    const { text } = files.find((file) => file.path === path)!;
    expect((JSON.parse(text) as { listen: object }).listen).toMatchObject({ host: "::" });
  }
});

test.each([
  ["a phone's IPv6 network", "http://[2001:db8:3::16]:2626/", undefined],
  ["a proxy's", "http://10.77.3.16:2626/", ["10.77.3.20", "2001:db8:3::/64"]],
])(
  "a gateway that is called over %s takes calls over IPv6, and rooms do not",
  async (_, url, trusted) => {
    const outcome = parsed((file) => {
      file.hosts[5]!.gateway!.url = url;
      return trusted && { ...file, proxy: { url: "https://show.example.org/", trusted } };
    });
    if (!outcome.ok) throw new Error(outcome.refusal.kind);
    const files = await newDeployment(outcome.hosts, Date.now());
    const listensAt = (path: string): unknown =>
      JSON.parse(files.find((file) => file.path === path)!.text).listen.host;
    expect([listensAt("web-1/gateway.json"), listensAt("hz-1/room.json")]).toEqual([
      "::",
      "0.0.0.0",
    ]);
  },
);

test("behind a proxy on its own machine a gateway is called at the loopback, over IPv4 where both are named", async () => {
  const outcome = parsed((file) => {
    file.hosts[5]!.gateway!.url = "http://127.0.0.1:2626/";
    const trusted = ["127.0.0.1", "::1"];
    return { ...file, proxy: { url: "https://show.example.org/", trusted } };
  });
  if (!outcome.ok) throw new Error(outcome.refusal.kind);
  const files = await newDeployment(outcome.hosts, Date.now());
  const [config] = files.filter(({ path }) => path === "web-1/gateway.json");
  expect(JSON.parse(config!.text).listen.host).toBe("0.0.0.0");
});

test("behind proxies of their own gateways are called at the loopback of their own hosts", () => {
  const outcome = parsed((file) => {
    for (const host of file.hosts) if (host.gateway) host.gateway.url = "http://127.0.0.1:2626/";
    return { ...file, proxy: { url: "https://show.example.org/", trusted: ["127.0.0.1"] } };
  });
  expect(outcome).toMatchObject({ ok: true });
});

test("a file that an editor has put its mark before is read as well", () => {
  const folder = mkdtempSync(join(tmpdir(), "cablecut-hosts-"));
  const path = join(folder, "hosts.json");
  writeFileSync(path, `\ufeff${JSON.stringify(sevenHosts())}\r\n`);
  expect(readHostsFile(path)).toMatchObject({ ok: true });
  rmSync(folder, { recursive: true });
});

test("seven rooms in hosts of their own are taken", () => {
  const more = ["bj-a", "bj-b"].map((id) => ({ id, city: "bj", name: { en: id, zh: id } }));
  const beijing = { id: "bj", name: { en: "Beijing", zh: "北京" }, latitude: 40, longitude: 116 };
  const outcome = parsed((file) => ({
    topology: {
      ...defaultTopology,
      cities: [...defaultTopology.cities, beijing],
      rooms: [...defaultTopology.rooms, ...more],
      shardsPerRoom: 14,
    },
    hosts: [
      ...file.hosts,
      { name: "bj-1", a: "10.77.1.31", b: "10.77.2.31", room: "bj-a" },
      { name: "bj-2", a: "10.77.1.32", b: "10.77.2.32", room: "bj-b" },
    ],
  }));
  expect(outcome).toMatchObject({ ok: true });
});

test("what is no JSON is refused", () => {
  expect(parseHosts("hosts:")).toMatchObject({
    ok: false,
    refusal: {
      kind: "malformed",
      at: "",
      reason: {
        en: expect.stringMatching(/^is not JSON .*comments/),
        zh: expect.stringMatching(/^不是 JSON.*注释/),
      },
    },
  });
});
