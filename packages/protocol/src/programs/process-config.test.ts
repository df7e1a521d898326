import { expect, test } from "vitest";
import { linkWithoutCertificates } from "./loopback.ts";
import { gatewayConfigSchema, roomConfigSchema } from "./process-config.ts";
import { defaultTopology } from "../show/topology.ts";

const secret = "0f".repeat(32);
const certificates = { authority: "authority.pem", certificate: "own.pem", key: "own.key" };
const way = (host: string): object => ({ host, port: 21_000 });

interface Wish {
  readonly listen?: string;
  readonly ways?: readonly string[];
  readonly certificates?: typeof certificates;
}

function roomOf({ listen = "127.0.0.1", ways = ["127.0.0.1"], ...further }: Wish): unknown {
  return {
    showId: "0123456789ab",
    topology: defaultTopology,
    room: "hz-a",
    dataDirectory: "rooms/hz-a",
    listen: way(listen),
    peers: [{ room: "sh-a", paths: ways.map(way) }],
    linkSecret: secret,
    receiptKey: secret,
    pace: {
      name: "keynote",
      heartbeatMs: 100,
      suspectMs: 2_000,
      leaseMs: 20_000,
      moveIntervalMs: 150,
    },
    ...further,
  };
}

function gatewayOf({ listen = "0.0.0.0", ways = ["127.0.0.1"], ...further }: Wish): unknown {
  return {
    showId: "0123456789ab",
    topology: defaultTopology,
    listen: way(listen),
    rooms: [{ room: "hz-a", paths: ways.map(way) }],
    presenter: { salt: "salt", pinHash: "hash", generation: 1 },
    linkSecret: secret,
    consoleKey: secret,
    joinUrl: "http://192.168.1.5:2626/",
    webDirectory: "web",
    ...further,
  };
}

const outside = ["127.0.0.1", "192.168.1.6"];

test("the pages of a gateway are for everybody: only its links stay on this machine", () => {
  expect(gatewayConfigSchema.safeParse(gatewayOf({})).error).toBeUndefined();
  expect(roomConfigSchema.safeParse(roomOf({})).error).toBeUndefined();
});

test.each([
  [
    "a room that listens off the loopback",
    roomConfigSchema,
    roomOf({ listen: "0.0.0.0" }),
    "listen.host",
  ],
  ["a room that dials off it", roomConfigSchema, roomOf({ ways: outside }), "peers.0.paths.1.host"],
  [
    "a gateway that dials off it",
    gatewayConfigSchema,
    gatewayOf({ ways: outside }),
    "rooms.0.paths.1.host",
  ],
])("without certificates %s is refused by name", (_, schema, config, at) => {
  const { error } = schema.safeParse(config);
  expect(error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
    [at, linkWithoutCertificates],
  ]);
});

test("with certificates links may leave the machine", () => {
  const wish = { ways: outside, certificates };
  expect(gatewayConfigSchema.safeParse(gatewayOf(wish)).error).toBeUndefined();
  expect(roomConfigSchema.safeParse(roomOf({ ...wish, listen: "0.0.0.0" })).error).toBeUndefined();
});
