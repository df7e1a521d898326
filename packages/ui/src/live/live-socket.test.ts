import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { lastingPort } from "@cablecut/link/lasting-ports";
import { Server } from "socket.io";
import { afterEach, expect, test, vi } from "vitest";
import { isAtHome, leaveGateway, openLiveSocket } from "./live-socket.ts";

interface Told {
  gateways(origins: readonly string[]): void;
  hello(from: string): void;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A gateway that says who it is, on a free port or the one it had. */
async function startGateway(tells: () => readonly string[], given?: number) {
  const port = given ?? (await lastingPort());
  const http = createServer();
  const open = new Set<Socket>();
  http.on("connection", (socket: Socket) => open.add(socket));
  /** As kill -9 would. */
  const stop = (): void => {
    http.close();
    for (const socket of open) socket.destroy();
  };
  closing.push(stop);
  const sockets = new Server(http, { cors: { origin: "*" } });
  const sendElsewhere = (): void => void sockets.of("/phone").emit("elsewhere");
  await new Promise<void>((listening) => http.listen(port, "127.0.0.1", listening));
  const at = (http.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${at}`;
  for (const name of ["/phone", "/stage"])
    sockets.of(name).on("connection", (socket) => {
      socket.emit("gateways", tells());
      socket.emit("hello", origin);
    });
  return { origin, port: at, stop, sendElsewhere };
}

/** Only when the test gives up, ms: a busy machine runs nobody for seconds. */
const patience = { timeout: 60_000 };

function page(home: string, options: Partial<Parameters<typeof openLiveSocket>[1] & object> = {}) {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const socket = openLiveSocket<Told, object>("/phone", { home, storage, ...options });
  // How long a phone waits between two tries is asked below; here it is waited for.
  socket.io.reconnectionDelay(10);
  socket.io.reconnectionDelayMax(50);
  const heard: string[] = [];
  socket.on("hello", (from) => void heard.push(from));
  closing.push(() => socket.close());
  return { socket, heard, storage };
}

test("a page whose gateway is gone goes on at another one of the show, and comes home when that is gone", async () => {
  const origins: string[] = [];
  const own = await startGateway(() => origins);
  const other = await startGateway(() => origins);
  origins.push(own.origin, other.origin);
  const { socket, heard } = page(own.origin);
  socket.connect();
  await expect.poll(() => heard, patience).toEqual([own.origin]);
  expect(isAtHome(socket)).toBe(true);
  own.stop();
  await expect.poll(() => heard, patience).toEqual([own.origin, other.origin]);
  expect(isAtHome(socket)).toBe(false);
  await startGateway(() => origins, own.port);
  other.stop();
  await expect.poll(() => heard.at(-1), patience).toBe(own.origin);
  expect(isAtHome(socket)).toBe(true);
});

test("a page leaves a gateway that stands still for another one, and stays where there is no other", async () => {
  const origins: string[] = [];
  const own = await startGateway(() => origins);
  const other = await startGateway(() => origins);
  const alone = page(own.origin);
  alone.socket.connect();
  await expect.poll(() => alone.heard, patience).toEqual([own.origin]);
  expect(leaveGateway(alone.socket)).toBe(false);
  expect(alone.socket.connected).toBe(true);
  origins.push(own.origin, other.origin);
  const { socket, heard } = page(own.origin);
  socket.connect();
  await expect.poll(() => heard, patience).toEqual([own.origin]);
  expect(leaveGateway(socket)).toBe(true);
  await expect.poll(() => heard, patience).toEqual([own.origin, other.origin]);
  leaveGateway(socket);
  await expect.poll(() => heard.at(-1), patience).toBe(own.origin);
  expect(heard).toHaveLength(3);
});

test("a page goes elsewhere when its gateway, cut off from the rooms, says so, and back when that one says so too", async () => {
  const origins: string[] = [];
  const own = await startGateway(() => origins);
  const other = await startGateway(() => origins);
  origins.push(own.origin, other.origin);
  const { socket, heard } = page(own.origin);
  socket.connect();
  await expect.poll(() => heard, patience).toEqual([own.origin]);
  own.sendElsewhere();
  await expect.poll(() => heard, patience).toEqual([own.origin, other.origin]);
  other.sendElsewhere();
  await expect.poll(() => heard, patience).toEqual([own.origin, other.origin, own.origin]);
});

test("a page that is loaded again while its gateway is gone knows the others", async () => {
  const origins: string[] = [];
  const own = await startGateway(() => origins);
  const other = await startGateway(() => origins);
  origins.push(own.origin, other.origin);
  const before = page(own.origin);
  before.socket.connect();
  await expect.poll(() => before.heard, patience).toEqual([own.origin]);
  before.socket.close();
  own.stop();
  const again = page(own.origin, { storage: before.storage });
  again.socket.connect();
  await expect.poll(() => again.heard, patience).toEqual([other.origin]);
});

test("whoever may not move waits for its own gateway", async () => {
  const origins: string[] = [];
  const own = await startGateway(() => origins);
  const other = await startGateway(() => origins);
  origins.push(own.origin, other.origin);
  const { socket, heard } = page(own.origin, { mayMove: () => false });
  socket.connect();
  await expect.poll(() => heard, patience).toEqual([own.origin]);
  own.stop();
  let tries = 0;
  socket.io.on("reconnect_attempt", () => (tries += 1));
  await expect.poll(() => tries, patience).toBeGreaterThan(2);
  await startGateway(() => origins, own.port);
  await expect.poll(() => heard, patience).toEqual([own.origin, own.origin]);
});

test("a screen at which everybody looks asks again within a second; phones of a whole hall take longer", () => {
  const longestWaitMs = (namespace: "/stage" | "/presenter" | "/phone"): number => {
    // Pages are at origins of their own; at one origin socket.io would share a connection.
    const home = `http://${namespace.slice(1)}.invalid`;
    const { io } = openLiveSocket(namespace, { home, storage: null });
    return io.reconnectionDelayMax() * (1 + io.randomizationFactor());
  };
  expect(longestWaitMs("/stage")).toBeLessThan(1_000);
  expect(longestWaitMs("/presenter")).toBeLessThan(1_000);
  expect(longestWaitMs("/phone")).toBeGreaterThan(2_000);
});

test("a page that is refused and tries at once as well has one try to come, and none once it is over", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  closing.push(
    () => vi.useRealTimers(),
    () => vi.restoreAllMocks(),
  );
  let isOver = false;
  const { socket } = page("http://home.invalid", { asksAgain: () => !isOver });
  vi.spyOn(socket.io, "open").mockReturnValue(socket.io);
  const refuse = (): void => {
    socket.close();
    for (const hear of socket.listeners("connect_error"))
      Reflect.apply(hear, socket, [new Error("hall-full")]);
  };
  let tries = 0;
  vi.spyOn(socket, "connect").mockImplementation(() => {
    tries += 1;
    refuse();
    return socket;
  });
  const triesIn = (ms: number): number => {
    tries = 0;
    vi.advanceTimersByTime(ms);
    return tries;
  };
  refuse();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.advanceTimersByTime(20_000);
  const usual = triesIn(60_000);
  expect(usual).toBeGreaterThan(5);
  // Somebody looks at it three times, and is refused each time.
  for (let looks = 0; looks < 3; looks += 1) refuse();
  expect(triesIn(60_000)).toBe(usual);
  isOver = true;
  expect(triesIn(60_000)).toBe(0);
});

test("a page that was refused in words and has connected meanwhile knows where it is: the try that was still to come is called off", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  closing.push(() => vi.useRealTimers());
  const home = "http://home.invalid";
  const { socket } = page(home);
  vi.spyOn(socket.io, "open").mockReturnValue(socket.io);
  const say = (event: "gateways" | "connect_error", value: unknown): void => {
    for (const hear of socket.listeners(event)) Reflect.apply(hear, socket, [value]);
  };
  say("gateways", [home, "http://other.invalid"]);
  // Home is the first one that it tries by itself; with the second refusal it would be the other one's turn.
  for (let refusals = 0; refusals < 3; refusals += 1) {
    socket.close();
    say("connect_error", new Error("hall-full"));
    socket.connect();
    vi.advanceTimersByTime(10_000);
    expect(isAtHome(socket)).toBe(true);
  }
});
