import { asRoomIndex, type LinkReport } from "@cablecut/protocol";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

const first = "http://192.0.2.1:2626";

/** Only when the test gives up, ms. */
const patience = { timeout: 60_000 };

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start({ firstGateway: first });
});
afterEach(() => gateway.stop());

const enter = (socket: Socket, token: string): Promise<unknown> =>
  socket.timeout(60_000).emitWithAck("enter", { token: token.repeat(32), showId: null });

test("C12 a page of the first gateway opens no account here, and comes in with the one it has", async () => {
  expect(await enter(gateway.connect("/phone", first), "a")).toEqual({
    ok: false,
    refusal: "opens-elsewhere",
  });
  expect(gateway.askedOfRooms).not.toContain("open");
  expect(await enter(gateway.connect("/phone", gateway.url), "a")).toMatchObject({ ok: true });
  expect(await enter(gateway.connect("/phone", first), "a")).toMatchObject({ ok: true });
});

test("every page is told of the show's gateways", async () => {
  for (const namespace of ["/phone", "/stage", "/presenter"] as const) {
    const told = await new Promise<unknown>((heard) =>
      gateway.connect(namespace, first).once("gateways", heard),
    );
    expect(told).toEqual([first, "http://127.0.0.1:2"]);
  }
});

test("every page of a show with one gateway is told that there is no other: an earlier show may have had some", async () => {
  const only = await GatewayUnderTest.start();
  for (const namespace of ["/phone", "/stage", "/presenter"] as const) {
    const told = await new Promise<unknown>((heard) =>
      only.connect(namespace).once("gateways", heard),
    );
    expect(told).toEqual([]);
  }
  await only.stop();
});

test("C15 a gateway whose own cables are all gone sends every page elsewhere, and a proxy takes it out although the room beside it answers", async () => {
  const ways = (up: boolean): readonly LinkReport[] => [
    { room: asRoomIndex(0), paths: [{ planes: "AA", up, silentMs: 5 }] },
  ];
  const health = async (): Promise<unknown> => (await fetch(`${gateway.url}/healthz`)).json();
  gateway.links = ways(true);
  const pages = (["/phone", "/stage", "/presenter"] as const).map((namespace) => {
    const told: string[] = [];
    const socket = gateway.connect(namespace, first);
    for (const name of ["gateways", "elsewhere"]) socket.on(name, () => told.push(name));
    return told;
  });
  const all = (...told: readonly string[]) => pages.map(() => told);
  await expect.poll(() => pages, patience).toEqual(all("gateways"));
  gateway.stayedMs = 60_000;
  expect(await health()).toEqual({ serving: true });
  gateway.links = ways(false);
  // All looks but the last, which comes by itself.
  for (let look = 1; look < 12; look += 1) gateway.elsewhere.look();
  await expect.poll(() => pages, patience).toEqual(all("gateways", "elsewhere"));
  expect(await health()).toEqual({ serving: false });
  gateway.links = ways(true);
  await expect.poll(health, patience).toEqual({ serving: true });
});

test("long polling across origins is allowed to the show's gateways and to nobody else", async () => {
  const ask = async (origin: string) => {
    const url = `${gateway.url}/socket.io/?EIO=4&transport=polling`;
    const { status, headers } = await fetch(url, { headers: { origin } });
    return { status, allowed: headers.get("access-control-allow-origin") };
  };
  expect(await ask(first)).toEqual({ status: 200, allowed: first });
  expect(await ask("http://192.0.2.1:8080")).toEqual({ status: 403, allowed: null });
});
