import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { netSocketOf } from "../edge/one-write.ts";
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

test("what waits for a page together leaves in one write", async () => {
  const { page, entered } = pageSaying({ enter: { token, showId: null } });
  await entered;
  const [connection] = gateway.connectionsOfPages();
  const write = vi.spyOn(netSocketOf(connection!)!, "_writev");
  const heard = new Promise((last) => page.once("third", last));
  // The first is on its way while the others come.
  for (const name of ["first", "second", "third"]) connection!.send(`2/phone,["${name}"]`);
  await heard;
  const written = write.mock.calls.map(([chunks]) =>
    chunks.map(({ chunk }) => String(chunk)).join(""),
  );
  expect(written.find((text) => text.includes("third"))).toContain("second");
});

test("a link's answer that was lost with its line is given once more to the page that took it, whatever others say of themselves", async () => {
  const { page, entered } = pageSaying({ enter: { token, showId: null } });
  await entered;
  const { code } = (await page.emitWithAck("moveLink", {})) as { code: string };
  const takes = (auth: object): Promise<unknown> =>
    pageSaying(auth).page.emitWithAck("takeMove", { code });
  const taker = { page: "0c".repeat(16) };
  expect(await takes(taker)).toEqual({ ok: true, token });
  expect(await takes(taker)).toEqual({ ok: true, token });
  for (const auth of [{}, { page: "0d".repeat(16) }, { page: 7 }, { page: ["0c".repeat(16)] }])
    expect(await takes(auth)).toEqual({ ok: false, refusal: "link-over" });
});
