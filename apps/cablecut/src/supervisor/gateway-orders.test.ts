import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { resetRefusals, supervisorWordSchema, type SupervisorWord } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ResetAnswer } from "../show/show-control.ts";
import { GatewayOrders } from "./gateway-orders.ts";

let folder: string;
let told: (readonly [string, SupervisorWord])[];
let answer: ResetAnswer;
let orders: GatewayOrders;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-orders-"));
  told = [];
  answer = { ok: false, refusal: "incident-running" };
  // It writes down how it was started, and ends when it is told to.
  const script = `
    import { appendFileSync } from "node:fs";
    appendFileSync(${JSON.stringify(join(folder, "started"))}, process.argv.slice(2).join(" ") + "\\n");
    process.on("SIGTERM", () => process.exit(0));
    process.on("disconnect", () => process.exit(0));
    if (process.argv.includes("13")) process.exit(1);
    setInterval(() => undefined, 1_000);`;
  writeFileSync(join(folder, "crowd.mjs"), script);
  orders = new GatewayOrders({
    gateways: ["gateway", "gateway 2"],
    url: "http://127.0.0.1:2626",
    bundles: folder,
    dataDirectory: folder,
    tell: (gateway, word) => told.push([gateway, word]),
    reset: async () => answer,
  });
});
afterEach(async () => {
  await orders.stop();
  rmSync(folder, { recursive: true, force: true });
});

const crowd = (people: number, rate = 20): unknown => ({ kind: "crowd", wish: { people, rate } });
const starts = (): string[] => {
  const file = join(folder, "started");
  // There for a moment before its first line is.
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.filter((line) => line !== "");
};

test("a gateway that is ready hears that it has a supervisor; other processes hear and say nothing", () => {
  orders.ready("room hz-a");
  orders.ready("gateway");
  orders.heard("room hz-a", crowd(40));
  orders.heard("gateway", { kind: "crowd", wish: { people: 1e6, rate: 1 } });
  orders.heard("gateway", { kind: "ready", port: 2626 });
  expect(told).toEqual([["gateway", { kind: "crowd-state", state: { kind: "none" } }]]);
});

test("rooms that do not run are told to every gateway when that changes, and to one that is started again", () => {
  const stop = {
    room: "sz-a",
    why: "newer-build",
    reason: { en: "version 9", zh: "第9版" },
  } as const;
  const word = { kind: "room-stops", stops: [stop] };
  orders.tellRoomStops([]);
  orders.tellRoomStops([stop]);
  orders.tellRoomStops([{ ...stop }]);
  expect(told).toEqual([
    ["gateway", word],
    ["gateway 2", word],
  ]);
  orders.ready("gateway 2");
  expect(told.at(-1)).toEqual(["gateway 2", word]);
  orders.tellRoomStops([]);
  expect(told.at(-1)).toEqual(["gateway 2", { kind: "room-stops", stops: [] }]);
});

test("one crowd runs at a time, the same people come again, and every gateway sees it", async () => {
  orders.heard("gateway", crowd(40));
  while (starts().length < 1) await pause(10);
  orders.heard("gateway 2", crowd(80));
  while (starts().length < 2) await pause(10);
  const [first, second] = starts();
  expect(first).toContain("--url http://127.0.0.1:2626 --people 40 --rate 20");
  expect(second).toContain("--people 80 --rate 20");
  expect(first?.split("--seed ")[1]).toBe(second?.split("--seed ")[1]);
  orders.heard("gateway", crowd(0));
  expect(told.slice(-2).map(([gateway, word]) => [gateway, word])).toEqual([
    ["gateway", { kind: "crowd-state", state: { kind: "none" } }],
    ["gateway 2", { kind: "crowd-state", state: { kind: "none" } }],
  ]);
});

test.each([
  ["runs", () => undefined],
  ["was ended by a console just before", () => orders.heard("gateway", crowd(0))],
])(
  "whoever stops the show has waited until nobody is there of a crowd that %s, also where it had to be killed",
  async (_, before) => {
    const isRunning = (pid: number): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    const script = `
    import { writeFileSync } from "node:fs";
    process.on("SIGTERM", () => undefined);
    setInterval(() => undefined, 1_000);
    writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid));`;
    writeFileSync(join(folder, "crowd.mjs"), script);
    orders.heard("gateway", crowd(40));
    const pid = (): number =>
      existsSync(join(folder, "pid")) ? Number(readFileSync(join(folder, "pid"), "utf8")) : 0;
    while (pid() === 0) await pause(10);
    before();
    await orders.stop();
    expect(isRunning(pid())).toBe(false);
    // Nobody is there any more.
    await orders.stop();
  },
);

test("a crowd that ends by itself is told as such, and is not started again", async () => {
  orders.heard("gateway", crowd(13));
  const failed = { kind: "crowd-state", state: { kind: "failed", people: 13, rate: 20 } };
  while (!told.some(([, word]) => word.kind === "crowd-state" && word.state.kind === "failed"))
    await pause(10);
  expect(told.at(-1)?.[1]).toEqual(failed);
  expect(starts()).toHaveLength(1);
});

test("why a show is not ended is said by name to the gateway that asked, and to no other", async () => {
  for (const refusal of resetRefusals) {
    told = [];
    answer = { ok: false, refusal };
    orders.heard("gateway 2", { kind: "reset" });
    while (told.length === 0) await pause(1);
    expect(told).toEqual([["gateway 2", { kind: "reset-refused", refusal }]]);
    expect(supervisorWordSchema.safeParse(told[0]?.[1]).success).toBe(true);
  }
});

test("a crowd that is ordered while the show is being stopped does not begin: it would pay in the next one", async () => {
  const stopped = orders.stop();
  orders.heard("gateway", crowd(40));
  await stopped;
  orders.heard("gateway 2", crowd(40));
  expect(told).toEqual([]);
});
