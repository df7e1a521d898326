import { FabricClient, type CableStatus } from "@cablecut/fabric";
import { cableId, cableNames, defaultTopology } from "@cablecut/protocol";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cutCommand, faultCommand } from "./cable-commands.ts";
import { exitCodes } from "./control-target.ts";

const cables: readonly CableStatus[] = defaultTopology.rooms.flatMap(({ id: room, city }) =>
  cableNames.map((name) => ({
    id: cableId(room, name),
    room,
    city,
    carries: true,
    cutAhead: false,
    silence: { toward: false, from: false },
    delayMs: 0,
    jitterMs: 0,
    lossRate: 0,
    bytesPerSecond: null,
    bytesToward: 0,
    bytesFrom: 0,
    connections: 0,
  })),
);

/** Of a show whose gateway nobody can ask: there is no token. */
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "cablecut-ctl-"));
  const nobody = "http://127.0.0.1:1";
  const running = {
    pid: null,
    showId: "show-of-the-test",
    startedAt: "2026-01-01T00:00:00.000Z",
    join: nobody,
    gateway: nobody,
    fabric: { host: "127.0.0.1", port: 1 },
    control: null,
    processes: {},
  };
  writeFileSync(join(data, "running.json"), JSON.stringify(running));
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(FabricClient.prototype, "status").mockResolvedValue({
    ok: true,
    startedWallMs: 0,
    atMs: 0,
    wallMs: 0,
    cables: [...cables],
    rooms: [],
    connections: 0,
    lastEvent: 0,
    behind: false,
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(data, { recursive: true });
});

test("a cut that might cost the quorum is refused, which is no bad argument; a cable that does not exist is one", async () => {
  const target = { data, language: "en" } as const;
  const cut = (...targets: string[]) =>
    cutCommand(target, { targets, intervalMs: 0, force: false });
  expect(await cut("hz")).toBe(exitCodes.refused);
  const oneWay = { oneWay: "from", force: false } as const;
  expect(await faultCommand(target, ["hz"], oneWay)).toBe(exitCodes.refused);
  expect(await cut("bj")).toBe(exitCodes.usage);
});
