import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endedSessionsMax } from "@cablecut/protocol";
import type { PresenterToGateway } from "@cablecut/protocol";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest, pinOfTheTest } from "../testing/gateway-under-test.ts";
import { KeptEndings } from "./kept-endings.ts";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "cablecut-endings-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const nameOf = (number: number): string => number.toString(16).padStart(16, "0");

test("what is over stands on the disk when it has been kept, and is over for whoever reads it next until it would have expired", () => {
  const path = join(directory, "endings.json");
  let wallMs = 1_000_000;
  const kept = new KeptEndings(path, () => wallMs);
  kept.keep({ session: nameOf(1), expiresAtS: 1_010 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const next = new KeptEndings(path, () => wallMs);
  expect([next.has(nameOf(1)), next.has(nameOf(2))]).toEqual([true, false]);
  expect(next.all).toEqual([{ session: nameOf(1), expiresAtS: 1_010 }]);
  wallMs = 1_011_000;
  expect(next.all).toEqual([]);
  next.keep({ session: nameOf(2), expiresAtS: 1_020 });
  expect(readFileSync(path, "utf8")).not.toContain(nameOf(1));
});

test("the file does not grow beyond what the ledger remembers, and is read again", () => {
  const path = join(directory, "endings.json");
  const kept = new KeptEndings(path, () => 0);
  for (let at = 0; at < endedSessionsMax + 20; at += 1)
    kept.keep({ session: nameOf(at), expiresAtS: 100 + at });
  const { all } = new KeptEndings(path, () => 0);
  expect(all).toHaveLength(endedSessionsMax);
  expect(all.some(({ session }) => session === nameOf(endedSessionsMax + 19))).toBe(true);
});

test("a file that cannot be read or written ends nothing, and what it does not take is not said to be on the disk", () => {
  const damaged = join(directory, "damaged.json");
  writeFileSync(damaged, '[{"session":');
  for (const path of [null, damaged, join(directory, "absent", "endings.json"), directory]) {
    const kept = new KeptEndings(path, () => 0);
    expect(kept.all).toEqual([]);
    kept.keep({ session: nameOf(1), expiresAtS: 10 });
    expect(kept.has(nameOf(1))).toBe(path === damaged);
  }
  expect(existsSync(join(directory, "absent"))).toBe(false);
});

test("a used login link and a session that was logged out of are over at the gateway that comes after a killed one, whatever the log has", async () => {
  const first = await GatewayUnderTest.start();
  const { dataDirectory } = first;
  const connect = (gateway: GatewayUnderTest): Socket<object, PresenterToGateway> =>
    gateway.connect("/presenter");
  const console_ = connect(first);
  await console_.emitWithAck("login", { pin: pinOfTheTest });
  const link = await console_.emitWithAck("ticket", { kind: "login" });
  if (!link.ok) throw new Error("no link");
  const byLink = connect(first);
  const session = await byLink.emitWithAck("loginByTicket", { ticket: link.ticket });
  if (!session.ok) throw new Error("no session");
  await byLink.emitWithAck("logout", {});
  await first.stop({ keepsData: true });
  const next = await GatewayUnderTest.start({ dataDirectory });
  const again = await connect(next).emitWithAck("loginByTicket", { ticket: link.ticket });
  expect(again).toEqual({ ok: false, refusal: "link-over" });
  const resumed = await connect(next).emitWithAck("resume", { session: session.session });
  expect(resumed).toMatchObject({ ok: false });
  await next.stop();
});
