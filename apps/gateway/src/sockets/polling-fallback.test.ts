import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { fallBackToPolling, webSocketFirst } from "@cablecut/ui/polling-fallback";
import { io, type Socket as Client } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest;
let proxy: SwallowingProxy;
let client: Client;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
  proxy = new SwallowingProxy(Number(new URL(gateway.url).port));
  await proxy.listen();
});
afterEach(async () => {
  client.disconnect();
  proxy.close();
  await gateway.stop();
});

/** Between browser and gateway: what asks for a WebSocket is taken and never answered, everything else goes through. */
class SwallowingProxy {
  swallows = true;
  swallowed = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(port: number) {
    this.#server = createServer((browser) => {
      this.#sockets.add(browser);
      browser.on("error", () => undefined);
      browser.once("data", (first: Buffer) => {
        if (this.swallows && /upgrade: websocket/i.test(first.toString("latin1"))) {
          this.swallowed += 1;
          return;
        }
        const server = connect(port, "127.0.0.1");
        this.#sockets.add(server);
        server.on("error", () => browser.destroy());
        server.write(first);
        browser.pipe(server).pipe(browser);
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

const waits = { openMs: 1_000, backMs: 1_500 };

function open(hasOthers = false): Client {
  client = io(`${proxy.url}/phone`, {
    transports: [...webSocketFirst],
    tryAllTransports: true,
    timeout: waits.openMs,
    reconnectionDelay: 20,
    autoConnect: false,
  });
  fallBackToPolling(client.io, () => hasOthers, waits);
  client.connect();
  return client;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((passed) => setTimeout(passed, 20));
}
const transport = (): string => client.io.engine.transport.name;

test("a WebSocket that hangs is given up after one timeout for long polling, and comes back when it works again", async () => {
  open();
  let refused = 0;
  client.on("connect_error", () => (refused += 1));
  await until(() => client.connected);
  expect(refused).toBe(1);
  expect(transport()).toBe("polling");
  // From polling the upgrade is tried, hangs, and does no harm.
  await until(() => proxy.swallowed >= 2);
  expect(client.connected).toBe(true);

  proxy.swallows = false;
  client.io.engine.close();
  await until(() => !client.connected);
  await until(() => client.connected && transport() === "websocket");
  // From now on WebSocket comes first once more.
  expect(client.io.opts.transports).toEqual(["websocket", "polling"]);
});

test("where a WebSocket has worked one that is not answered in time is tried again, and only after a second one long polling", async () => {
  proxy.swallows = false;
  const ways: string[] = [];
  open().io.on("open", () => ways.push(transport()));
  const loseIt = async (unanswered: number): Promise<void> => {
    const before = { swallowed: proxy.swallowed, connected: ways.length };
    proxy.swallows = true;
    client.io.engine.close();
    await until(() => proxy.swallowed === before.swallowed + unanswered);
    proxy.swallows = false;
    await until(() => ways.length > before.connected);
  };
  await until(() => ways.length === 1);
  await loseIt(1);
  expect(ways).toEqual(["websocket", "websocket"]);
  await loseIt(2);
  expect(ways).toEqual(["websocket", "websocket", "polling"]);
});

for (const hasOthers of [false, true])
  test(`whoever comes back to ${hasOthers ? "one of several gateways waits as long as a newcomer" : "the only gateway waits longer than a newcomer, once"}`, async () => {
    proxy.swallows = false;
    const waited: unknown[] = [];
    open(hasOthers).io.on("reconnect_attempt", () => waited.push(client.io.timeout()));
    await until(() => client.connected);
    proxy.swallows = true;
    client.io.engine.close();
    await until(() => waited.length === 2);
    const { openMs, backMs } = waits;
    expect(waited).toEqual([hasOthers ? openMs : backMs, openMs]);
  });
