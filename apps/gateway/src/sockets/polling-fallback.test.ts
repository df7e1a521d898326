import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { fallBackToPolling, webSocketFirst } from "@cablecut/ui/polling-fallback";
import { io, type Socket as Client } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest;
let proxy: SwallowingProxy;
let client: Client;
/** As the page itself ends its connection. */
let hangUp: () => void;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
  proxy = new SwallowingProxy(Number(new URL(gateway.url).port));
  await proxy.listen();
});
afterEach(async () => {
  vi.useRealTimers();
  client.disconnect();
  proxy.close();
  await gateway.stop();
});

/** What a proxy does to WebSockets; everything else goes through. */
type Habit =
  | "through"
  /** The request is taken and never answered. */
  | "swallows requests"
  /** It is opened, and nothing that the page says arrives. */
  | "swallows words"
  /** It is opened, and nothing that the gateway says arrives. */
  | "swallows answers"
  /** It is ended at the first frame of more than a few bytes behind the gateway's first one. */
  | "ends at large frames";

/** Between browser and gateway. */
class SwallowingProxy {
  habit: Habit = "swallows requests";
  asked = 0;
  /** All that the gateway says comes so much later, ms. */
  delayMs = 0;
  readonly #port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(port: number) {
    this.#port = port;
    this.#server = createServer((browser) => {
      this.#sockets.add(browser);
      browser.on("error", () => undefined);
      browser.once("data", (first: Buffer) => this.#serve(browser, first));
    });
  }

  #serve(browser: Socket, first: Buffer): void {
    const isWebSocket = /upgrade: websocket/i.test(first.toString("latin1"));
    const habit = isWebSocket ? this.habit : "through";
    if (isWebSocket) this.asked += 1;
    if (habit === "swallows requests") return;
    const server = connect(this.#port, "127.0.0.1");
    this.#sockets.add(server);
    server.on("error", () => browser.destroy());
    server.on("close", () => browser.destroy());
    browser.on("close", () => server.destroy());
    server.write(first);
    if (habit !== "swallows words") browser.pipe(server);
    let isOpened = false;
    server.on("data", (bytes: Buffer) => {
      const head = bytes.indexOf("\r\n\r\n") + 4;
      if (habit === "swallows answers") {
        if (!isOpened) browser.write(bytes.subarray(0, head));
      } else if (habit === "ends at large frames" && isOpened && bytes.length > 300) {
        browser.destroy();
      } else if (this.delayMs === 0) browser.write(bytes);
      else setTimeout(() => browser.write(bytes), this.delayMs);
      isOpened = true;
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  endAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.endAll();
    this.#server.close();
  }
}

const waits = {
  openMs: 1_000,
  backMs: 1_500,
  greetMs: 1_000,
  shortMs: 600_000,
  unreadMs: 250,
  pollMs: 600_000,
};

/** Where one attempt of many that comes too late on a busy machine would be counted. */
const unhurried = { openMs: 60_000, backMs: 60_000, greetMs: 60_000 };
/** Where nothing is answered, and whatever is tried has to come too late. */
const hurried = { openMs: 100, backMs: 150 };

/** Of the page that is open; what is changed holds from its next attempt on. */
let all: typeof waits;

function open(hasOthers = false, other: Partial<typeof waits> = {}): Client {
  all = { ...waits, ...other };
  client = io(`${proxy.url}/phone`, {
    transports: [...webSocketFirst],
    tryAllTransports: true,
    timeout: all.openMs,
    reconnectionDelay: 20,
    autoConnect: false,
  });
  hangUp = fallBackToPolling(client, () => hasOthers, all);
  client.connect();
  return client;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((passed) => setTimeout(passed, 20));
}
/** Heard and not looked for: it may be connected again before anybody looks. */
async function lost(end: () => void): Promise<void> {
  const heard = new Promise((resolve) => client.once("disconnect", resolve));
  end();
  await heard;
}
const transport = (): string => client.io.engine.transport.name;

test("a WebSocket that hangs is given up after one timeout for long polling, and comes back when it works again", async () => {
  open(false, { ...unhurried, ...hurried });
  let refused = 0;
  client.on("connect_error", () => {
    refused += 1;
    Object.assign(all, unhurried);
  });
  await until(() => client.connected);
  expect(refused).toBe(1);
  expect(transport()).toBe("polling");
  // From polling the upgrade is tried, hangs, and does no harm.
  await until(() => proxy.asked >= 2);
  expect(client.connected).toBe(true);

  proxy.habit = "through";
  await lost(() => client.io.engine.close());
  await until(() => client.connected && transport() === "websocket");
  // From now on WebSocket comes first once more.
  expect(client.io.opts.transports).toEqual(["websocket", "polling"]);
});

test("where a WebSocket has worked one that is not answered in time is tried again, and only after a second one long polling", async () => {
  proxy.habit = "through";
  const ways: string[] = [];
  open(false, unhurried).io.on("open", () => ways.push(transport()));
  let swallows = 0;
  client.io.on("error", () => {
    swallows -= 1;
    if (swallows > 0) return;
    proxy.habit = "through";
    Object.assign(all, unhurried);
  });
  const loseIt = async (unanswered: number): Promise<void> => {
    const before = ways.length;
    swallows = unanswered;
    proxy.habit = "swallows requests";
    Object.assign(all, hurried);
    client.io.engine.close();
    await until(() => ways.length > before && client.connected);
  };
  await until(() => client.connected);
  await loseIt(1);
  expect(ways).toEqual(["websocket", "websocket"]);
  await loseIt(2);
  expect(ways).toEqual(["websocket", "websocket", "polling"]);
});

for (const hasOthers of [false, true])
  test(`whoever comes back to ${hasOthers ? "one of several gateways waits as long as a newcomer" : "the only gateway waits longer than a newcomer, once"}`, async () => {
    proxy.habit = "through";
    const waited: unknown[] = [];
    open(hasOthers, unhurried).io.on("reconnect_attempt", () => waited.push(client.io.timeout()));
    await until(() => client.connected);
    Object.assign(all, hurried);
    proxy.habit = "swallows requests";
    client.io.engine.close();
    await until(() => waited.length === 2);
    const { openMs, backMs } = hurried;
    expect(waited).toEqual([hasOthers ? openMs : backMs, openMs]);
  });

for (const habit of ["swallows words", "swallows answers"] as const)
  test(`a WebSocket that opens, and whose proxy ${habit}, is given up for long polling as well`, async () => {
    proxy.habit = habit;
    open(false, { greetMs: 300 });
    await until(() => client.connected);
    expect(transport()).toBe("polling");
    // The upgrade is tried from there, and does no harm.
    await until(() => proxy.asked >= 2);
    expect(client.connected).toBe(true);
  });

/** Through a proxy that ends WebSockets at every large frame, until the gateway's answer has come; the ways that were taken. */
async function openUntilTold(other: Partial<typeof waits> = {}): Promise<readonly string[]> {
  proxy.habit = "ends at large frames";
  const ways: string[] = [];
  let told = 0;
  open(false, other).io.on("open", () => ways.push(transport()));
  // What the gateway answers is larger than what the proxy takes.
  const person = { token: "0123456789abcdef".repeat(2), showId: null };
  client.on("connect", () => client.emit("enter", person, () => (told += 1)));
  await until(() => told > 0);
  return ways;
}

for (const [by, end] of [
  ["the network", () => void client.io.engine.close()],
  ["word", () => void client.disconnect().connect()],
] as const)
  test(`WebSockets that work and end at every large frame are given up for long polling, until that is ended by ${by}`, async () => {
    const ways = await openUntilTold();
    expect(ways.at(-1)).toBe("polling");
    expect(client.connected).toBe(true);

    proxy.habit = "through";
    await lost(end);
    await until(() => client.connected && transport() === "websocket");
  });

test("and nobody stays with long polling for ever: after a while a WebSocket is tried once more", async () => {
  await openUntilTold({ pollMs: 1_000 });
  proxy.habit = "through";
  await until(() => client.connected && transport() === "websocket");
  // From now on it comes first once more.
  expect(client.io.opts.transports).toEqual(["websocket", "polling"]);
});

for (const [which, end] of [
  [
    "had lived for a while by the clock on the wall, as of a phone that slept,",
    () => {
      vi.setSystemTime(Date.now() + waits.shortMs);
      proxy.endAll();
    },
  ],
  ["the page itself ended", () => hangUp()],
] as const)
  test(`WebSockets that ${which} say nothing against WebSockets, however many end`, async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    proxy.habit = "through";
    const ways: string[] = [];
    open(false, unhurried).io.on("open", () => ways.push(transport()));
    for (let times = 0; times < 4; times += 1) {
      await until(() => client.connected);
      await lost(end);
    }
    await until(() => client.connected);
    expect(ways).toEqual(Array.from({ length: 5 }, () => "websocket"));
  });

test("a page that stood still itself hears what came meanwhile before it gives a connection up", async () => {
  proxy.habit = "through";
  let opened = 0;
  const manager = open(false, { greetMs: 50, unreadMs: 60_000 }).io;
  manager.on("open", () => {
    opened += 1;
    const from = performance.now();
    while (performance.now() - from < 100);
  });
  await until(() => client.connected);
  expect(opened).toBe(1);
});

test("who waits for seconds at each turn is waited for, after a try each way", async () => {
  const openMs = 200;
  proxy.habit = "through";
  proxy.delayMs = 1.5 * openMs;
  const waited: number[] = [];
  open(false, { openMs, greetMs: 60_000 }).io.on("reconnect_attempt", () =>
    waited.push(client.io.timeout() as number),
  );
  await until(() => client.connected);
  expect(waited.slice(0, 2)).toEqual([openMs, 2 * openMs]);
});

for (const [hasOthers, longest] of [
  [false, 4],
  [true, 2],
] as const)
  test(`where ${hasOthers ? "others can be asked" : "nobody else can be asked"} patience grows ${longest}fold`, async () => {
    const openMs = 50;
    proxy.habit = "through";
    // Nobody is answered.
    proxy.delayMs = 600_000;
    const waited: number[] = [];
    open(hasOthers, { openMs }).io.on("reconnect_attempt", () =>
      waited.push(client.io.timeout() as number),
    );
    await until(() => waited.length >= 6);
    expect(waited.slice(0, 6)).toEqual(
      [1, 2, 2, 4, 4, 4].map((times) => openMs * Math.min(times, longest)),
    );
  });
