import { fabricConfigSchema, fabricPlan } from "@cablecut/fabric";
import { paceProfiles } from "@cablecut/failover";
import { defaultTopology, gatewayConfigSchema, roomConfigSchema } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { reportKeyOf } from "../show/report-key.ts";
import { allPortsOf } from "./metrics-ports.ts";
import { loopbackPortCount, showConfigs } from "./process-configs.ts";

const show = {
  format: 1 as const,
  showId: "0123456789ab",
  createdAt: "2026-01-02T03:04:05Z",
  topology: defaultTopology,
  pace: paceProfiles.keynote,
  receiptKey: "0f".repeat(32),
  presenterSalt: "ab".repeat(16),
  pin: "262626",
  reportKey: "3c".repeat(32),
  consoleKey: "1e".repeat(32),
  linkSecret: "2d".repeat(32),
  pinGeneration: 3,
  roomsRan: ["hz-a"],
};
const ports = Array.from({ length: loopbackPortCount(5, "raft") }, (_, index) => 21_000 + index);
const setting = {
  show,
  operatorToken: "5c".repeat(32),
  fabricToken: "7a".repeat(16),
  dataDirectory: "/data",
  webDirectory: "/dist/web",
  startedAt: "2026-11-28T08:00:00.000Z",
  rehearsedBefore: 2,
  ifEmpty: { "hz-a": "recover" } as const,
  joinUrl: "http://192.168.1.5:2626/",
  gateways: [2626, 2627].map((port) => ({
    url: `http://192.168.1.5:${port}/`,
    listen: { host: "0.0.0.0", port },
    ownAddress: "192.168.1.5",
  })),
  wifi: { ssid: "hall", password: "in the hall" },
  rehearsal: true,
  metrics: null,
  trustedProxies: [],
  ports,
};
const configs = showConfigs(setting);

test("every process accepts the configuration that it is given", () => {
  expect(fabricConfigSchema.safeParse(configs.fabric).error).toBeUndefined();
  for (const gateway of configs.gateways)
    expect(gatewayConfigSchema.safeParse(gateway).error).toBeUndefined();
  for (const room of configs.rooms) {
    expect(roomConfigSchema.safeParse(room).error).toBeUndefined();
  }
});

test("what an archive may take is told to every room where somebody has said so, none at all as well", () => {
  expect(configs.rooms.map(({ archiveBytesMax }) => archiveBytesMax)).toEqual(
    Array(5).fill(undefined),
  );
  for (const [archiveMib, bytes] of [
    [4_096, 2 ** 32],
    [0, 0],
  ] as const) {
    const { rooms } = showConfigs({ ...setting, archiveMib });
    expect(rooms.map(({ archiveBytesMax }) => archiveBytesMax)).toEqual(Array(5).fill(bytes));
    expect(roomConfigSchema.safeParse(rooms[0]).error).toBeUndefined();
  }
});

test("the hall's network and the rehearsal reach the gateway, which tells the screens", () => {
  for (const gateway of configs.gateways)
    expect(gateway).toMatchObject({
      wifi: { ssid: "hall", password: "in the hall" },
      rehearsal: true,
    });
});

test("what was rehearsed before a reset reaches every gateway, whose checklist tells it", () => {
  for (const gateway of configs.gateways) expect(gateway.rehearsedBefore).toBe(2);
  const [never] = showConfigs({ ...setting, rehearsedBefore: null }).gateways;
  expect(never).not.toHaveProperty("rehearsedBefore");
});

test("gateways differ in their name and port, know each other, and show what phones open", () => {
  const [one, other] = configs.gateways;
  const { id, listen, ...same } = other!;
  expect({ ...same, id: "gateway-1", listen: { host: "0.0.0.0", port: 2626 } }).toEqual(one);
  expect([id, listen.port]).toEqual(["gateway-2", 2627]);
  expect(one).toMatchObject({
    joinUrl: "http://192.168.1.5:2626/",
    joinAddress: "192.168.1.5",
  });
  const led = showConfigs({ ...setting, joinUrl: "https://s.example/aB3dE" }).gateways;
  expect(led.map(({ joinUrl }) => joinUrl)).toEqual(Array(2).fill("https://s.example/aB3dE"));
  expect(one!.gateways).toEqual([
    { id: "gateway-1", url: "http://192.168.1.5:2626/" },
    { id: "gateway-2", url: "http://192.168.1.5:2627/" },
  ]);
});

test("no two listeners share a port, and none is left over", () => {
  const { listeners } = fabricPlan(configs.fabric.rooms, configs.fabric.ports);
  const used = [
    configs.fabric.control.port,
    ...configs.rooms.map((room) => room.listen.port),
    ...listeners.map(({ listen }) => listen.port),
  ];
  expect(used.toSorted((a, b) => a - b)).toEqual(ports);
});

test("nobody is told a room's own address: every byte crosses a cable", () => {
  const real = configs.rooms.map((room) => room.listen.port);
  const dialed = [
    ...configs.rooms.flatMap((room) => room.peers),
    ...configs.gateways[0]!.rooms,
  ].flatMap(({ paths }) => paths.map(({ port }) => port));
  expect(dialed.length).toBe(10 * 4 + 5 * 2);
  expect(dialed.filter((port) => real.includes(port))).toEqual([]);
});

test("of two rooms the first one dials the other", () => {
  const dials = configs.rooms.map(({ room, peers }) => [room, peers.map((peer) => peer.room)]);
  expect(dials).toEqual([
    ["hz-a", ["hz-b", "sh-a", "sh-b", "sz-a"]],
    ["hz-b", ["sh-a", "sh-b", "sz-a"]],
    ["sh-a", ["sh-b", "sz-a"]],
    ["sh-b", ["sz-a"]],
    ["sz-a", []],
  ]);
});

test("who cuts shows the fabric's token, which gateways have, and no room; a configuration of an earlier build has none", () => {
  const { fabricToken } = setting;
  const { fabric, gateways, rooms } = configs;
  expect(fabric.control.token).toBe(fabricToken);
  expect(gateways.map((gateway) => gateway.fabric)).toEqual(Array(2).fill(fabric.control));
  expect(JSON.stringify(rooms)).not.toContain(fabricToken);
  const { token: _, ...earlier } = fabric.control;
  expect(fabricConfigSchema.safeParse({ ...fabric, control: earlier }).success).toBe(true);
  const gateway = { ...gateways[0], fabric: earlier };
  expect(gatewayConfigSchema.safeParse(gateway).success).toBe(true);
});

test("the rooms know nothing of the fabric and the PIN is in no configuration", () => {
  expect(JSON.stringify(configs.rooms)).not.toMatch(/fabric|cable/);
  expect(JSON.stringify(configs)).not.toContain(`"${show.pin}"`);
  expect(JSON.stringify([configs.gateways, configs.fabric])).not.toContain(show.receiptKey);
});

test("each process tells its metrics at a port of its own, etcd's members too", () => {
  const metrics = {
    fabric: 9_601,
    gateways: [9_602, 9_603],
    rooms: [9_606, 9_607, 9_608, 9_609, 9_610],
    members: [9_613, 9_614, 9_615, 9_616, 9_617],
  };
  const count = loopbackPortCount(5, "etcd");
  const told = showConfigs({
    ...setting,
    show: { ...show, engine: "etcd" },
    ports: Array.from({ length: count }, (_, index) => 21_000 + index),
    metrics,
  });
  const at = (processes: readonly { metrics?: object }[]) =>
    processes.map((process) => process.metrics);
  const on = (port: number) => ({ host: "127.0.0.1", port });
  expect(at([told.fabric])).toEqual([on(metrics.fabric)]);
  expect(at(told.gateways)).toEqual(metrics.gateways.map(on));
  expect(at(told.rooms)).toEqual(metrics.rooms.map(on));
  expect(at(told.members)).toEqual(metrics.members.map(on));
  expect(allPortsOf(metrics)).toHaveLength(1 + 2 + 5 + 5);
});

test("no process is told the key that signs the report; gateways show its fingerprint", () => {
  expect(JSON.stringify(configs)).not.toContain(show.reportKey);
  for (const gateway of configs.gateways)
    expect(gateway.keyFingerprint).toBe(reportKeyOf(show).fingerprint);
});

test("on etcd every room has a member beside it, and both know the same three ports", () => {
  const count = loopbackPortCount(5, "etcd");
  const { members, rooms } = showConfigs({
    ...setting,
    show: { ...show, engine: "etcd" },
    ports: Array.from({ length: count }, (_, index) => 22_000 + index),
  });
  expect(members.map(({ names, replica }) => names[replica])).toEqual(
    rooms.map(({ room }) => room),
  );
  for (const [at, room] of rooms.entries()) {
    expect(roomConfigSchema.safeParse(room).error).toBeUndefined();
    expect(members[at]).toMatchObject(room.etcd ?? { clientPort: "none" });
  }
  const used = members.flatMap((member) => [member.clientPort, member.peerPort, member.proxyPort]);
  const others = rooms.map(({ listen }) => listen.port);
  expect(new Set([...used, ...others]).size).toBe(20);
});
