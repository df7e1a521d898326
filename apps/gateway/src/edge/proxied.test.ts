import { io } from "socket.io-client";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { GatewayUnderTest, operatorTokenOfTheTest } from "../testing/gateway-under-test.ts";

/** Consoles of one address that have not logged in; one more, and one of them goes. */
const strangersPerAddressMax = 16;
const thisMachine = "127.0.0.1";

let gateway: GatewayUnderTest;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await gateway.stop();
});

/** A console, at the login; resolves once it is let in. What it was told last is kept. */
async function console(forwarded: string): Promise<{ readonly heard: string[] }> {
  const address = `${gateway.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(address, { headers: { "x-forwarded-for": forwarded } });
  sockets.push(socket);
  const heard: string[] = [];
  await new Promise<void>((letIn, failed) => {
    socket.once("error", failed);
    socket.once("close", () => failed(new Error("closed")));
    socket.on("message", (data: Buffer) => {
      // That the show has one gateway every page is told.
      if (data.toString().includes('"gateways"')) return;
      heard.push(data.toString());
      if (/^4[04]\/presenter,/.test(heard.at(-1)!)) letIn();
    });
    socket.once("open", () => socket.send("40/presenter,"));
  });
  return { heard };
}

/** How many of them had to go. */
async function consoles(forwarded: (at: number) => string): Promise<number> {
  const all = [];
  for (let at = 0; at <= strangersPerAddressMax; at += 1) all.push(await console(forwarded(at)));
  // Who had to go is told before the last one is let in.
  // Whoever comes is in the lot.
  const hadToGo = /place-given-up|too-many-consoles/;
  return all.filter(({ heard }) => heard.some((said) => hadToGo.test(said))).length;
}

test("behind a proxy of ours people are counted where they are", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles((at) => `198.51.100.${at}`)).toBe(0);
});

test("behind a proxy of ours one address has its own bound only, whatever its browsers say", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles((at) => `203.0.113.${at}, 198.51.100.7`)).toBe(1);
});

test("behind a proxy of ours nobody becomes this machine by saying so", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles(() => `${thisMachine}, 198.51.100.7`)).toBe(1);
});

test("behind a proxy of ours whoever it cannot name is not this machine", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles(() => "unknown")).toBe(1);
});

test.each(["websocket", "polling"])(
  "a phone that came through a proxy of ours over %s has shown the presenter that the join address is reached",
  async (transport) => {
    gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
    const page = io(`${gateway.url}/phone`, {
      transports: [transport],
      forceNew: true,
      extraHeaders: { "x-forwarded-for": "198.51.100.7" },
      auth: { enter: { token: "ab".repeat(16), showId: null } },
    });
    await new Promise((heard) => page.once("entered", heard));
    page.close();
    const opened = { check: "join-opened", found: "internet", network: "198.51.100.x" };
    expect(gateway.core.console().venue).toContainEqual(opened);
  },
);

test("what a peer says that is no proxy of ours changes nothing", async () => {
  // This machine has no bound: it would have one if its word counted.
  gateway = await GatewayUnderTest.start({ trustedProxies: ["192.0.2.1"] });
  expect(await consoles(() => "198.51.100.7")).toBe(0);
});

test("nobody keeps others from the console by coming in as phones over the same connections", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine], phonePlaces: 1_000 });
  const address = `${gateway.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  // More than there are places for consoles.
  for (let at = 0; at < 260; at += 1) {
    const socket = new WebSocket(address, { headers: { "x-forwarded-for": "198.51.100.7" } });
    sockets.push(socket);
    const heard: string[] = [];
    socket.on("message", (data: Buffer) => void heard.push(data.toString()));
    const told = async (start: RegExp): Promise<void> => {
      while (!heard.some((said) => start.test(said)))
        await new Promise((passed) => setTimeout(passed, 1));
    };
    await new Promise((opened) => socket.once("open", opened));
    socket.send("40/phone,");
    await told(/^40\/phone,/);
    const token = at.toString(16).padStart(32, "0");
    socket.send(`42/phone,1["enter",{"token":"${token}","showId":null}]`);
    await told(/^43\/phone,1\[\{"ok":true/);
    socket.send("40/presenter,");
    await told(/^4[04]\/presenter,/);
  }
  expect((await console("203.0.113.9")).heard.at(-1)).toMatch(/^40\/presenter,/);
  // At the others' own site one goes by lot, at times whoever comes: they come again.
  const attemptsMax = 20;
  let attempts = 1;
  while (!(await console("198.51.100.7")).heard.at(-1)!.startsWith("40/presenter,"))
    expect(++attempts).toBeLessThan(attemptsMax);
  const operator = gateway.connect("/presenter");
  const login = await operator.emitWithAck("operator", { token: operatorTokenOfTheTest });
  expect(login).toMatchObject({ ok: true });
});
