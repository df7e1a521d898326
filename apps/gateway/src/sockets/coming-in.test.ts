import type { IncomingMessage } from "node:http";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest;
const pages: Socket[] = [];
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.close();
  await gateway.stop();
});

const token = "ab".repeat(16);

/** A page that says so with its connection. */
function pageSaying(auth: object): { page: Socket; entered: Promise<unknown> } {
  const page: Socket = io(`${gateway.url}/phone`, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    auth,
  });
  pages.push(page);
  return { page, entered: new Promise((heard) => page.once("entered", heard)) };
}

test("a page comes in with its connection, and is asked nothing more", async () => {
  const { page, entered } = pageSaying({ enter: { token, showId: null } });
  expect(await entered).toMatchObject({ ok: true, me: { accountNumber: expect.any(Number) } });
  expect(await page.emitWithAck("account", {})).toMatchObject({ ok: true });
  expect(gateway.askedOfRooms.filter((kind) => kind === "open")).toHaveLength(1);
});

test("it is the same account that a page of an earlier build is let in to", async () => {
  const { entered } = pageSaying({ enter: { token, showId: null } });
  const { me } = (await entered) as { me: unknown };
  const earlier = gateway.connect("/phone");
  expect(await earlier.emitWithAck("enter", { token, showId: null })).toMatchObject({ me });
});

test.each([
  ["garbage", 7, "malformed"],
  ["nothing", null, "malformed"],
  ["a show that is not this one", { token, showId: "another" }, "new-show"],
])(
  "%s said with the connection is refused by name, and the door stays open",
  async (_, enter, refusal) => {
    const { page, entered } = pageSaying({ enter });
    expect(await entered).toEqual({ ok: false, refusal });
    expect(await page.emitWithAck("enter", { token, showId: null })).toMatchObject({ ok: true });
  },
);

test("one connection has one token, however it was said", async () => {
  const { page, entered } = pageSaying({ enter: { token, showId: null } });
  await entered;
  const other = { token: "cd".repeat(16), showId: null };
  expect(await page.emitWithAck("enter", other)).toEqual({ ok: false, refusal: "other-token" });
});

test("the word that it is connected and the answer leave in one write", async () => {
  const address = `${gateway.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  const websocket = new WebSocket(address, { perMessageDeflate: false });
  const chunks: string[] = [];
  const opened = new Promise<IncomingMessage>((heard) => websocket.once("upgrade", heard));
  await new Promise((heard) => websocket.once("message", heard));
  const { socket } = await opened;
  socket.on("data", (chunk: Buffer) => chunks.push(chunk.toString("latin1")));
  websocket.send(`40/phone,${JSON.stringify({ enter: { token, showId: null } })}`);
  const isEntered = (chunk: string): boolean => chunk.includes('42/phone,["entered",');
  await vi.waitUntil(() => chunks.some(isEntered), { timeout: 60_000 });
  websocket.terminate();
  expect(chunks.find(isEntered)).toContain('40/phone,{"sid":');
});
