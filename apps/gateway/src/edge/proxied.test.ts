import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

/** Consoles of one address that have not logged in; one more, and the oldest goes. */
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
      heard.push(data.toString());
      if (heard.at(-1)?.startsWith("40/presenter,") === true) letIn();
    });
    socket.once("open", () => socket.send("40/presenter,"));
  });
  return { heard };
}

async function consoles(forwarded: (at: number) => string): Promise<boolean[]> {
  const all = [];
  for (let at = 0; at <= strangersPerAddressMax; at += 1) all.push(await console(forwarded(at)));
  // Who had to go is told before the last one is let in.
  return all.map(({ heard }) => heard.some((said) => said.includes("place-given-up")));
}

const nobody = Array.from({ length: strangersPerAddressMax + 1 }, () => false);
const theOldest = nobody.with(0, true);

test("behind a proxy of ours people are counted where they are", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles((at) => `198.51.100.${at}`)).toEqual(nobody);
});

test("behind a proxy of ours one address has its own bound only, whatever its browsers say", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles((at) => `203.0.113.${at}, 198.51.100.7`)).toEqual(theOldest);
});

test("behind a proxy of ours nobody becomes this machine by saying so", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles(() => `${thisMachine}, 198.51.100.7`)).toEqual(theOldest);
});

test("behind a proxy of ours whoever it cannot name is not this machine", async () => {
  gateway = await GatewayUnderTest.start({ trustedProxies: [thisMachine] });
  expect(await consoles(() => "unknown")).toEqual(theOldest);
});

test("what a peer says that is no proxy of ours changes nothing", async () => {
  // This machine has no bound: it would have one if its word counted.
  gateway = await GatewayUnderTest.start({ trustedProxies: ["192.0.2.1"] });
  expect(await consoles(() => "198.51.100.7")).toEqual(nobody);
});
