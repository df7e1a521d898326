import type { GatewayToPresenter, PresenterCommand, PresenterToGateway } from "@cablecut/protocol";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest, pinOfTheTest } from "../testing/gateway-under-test.ts";

type PresenterSocket = Socket<GatewayToPresenter, PresenterToGateway>;

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.stop());

/** A console's socket, with everything that the gateway tells it unasked. */
function connect(): { socket: PresenterSocket; told: string[] } {
  const socket: PresenterSocket = gateway.connect("/presenter");
  const told: string[] = [];
  socket.onAny((event: string) => told.push(event));
  return { socket, told };
}

/** Everything a presenter can change, and everything that a change would leave behind. */
function state(): unknown {
  const { show } = gateway;
  return structuredClone({
    blank: show.blank,
    doorsOpen: show.doorsOpen,
    countHidden: show.countHidden,
    cue: show.cue,
    cueTaps: show.cueTaps,
    events: show.events.lines,
    fabric: gateway.fabric.asked,
    rooms: gateway.askedOfRooms,
    online: show.sessions.online,
    stages: show.stagesConnected(),
  });
}

const commands: readonly PresenterCommand[] = [
  { kind: "cut", targets: ["hz"], intervalMs: 0, evenIfQuorumIsLost: true },
  { kind: "restore", targets: ["hz"] },
  { kind: "restore-everything" },
  { kind: "cue", on: true },
  { kind: "set-pace", pace: "full-speed" },
  { kind: "set-failback", failback: true },
  { kind: "blank", on: true },
  { kind: "doors", open: false },
  { kind: "hide-count", hidden: true },
];

test("a wrong PIN opens nothing, tells nothing and changes nothing, whatever is asked after it", async () => {
  const before = state();
  const { socket, told } = connect();
  for (const pin of ["1111", "24680", "2468 ", "0000"]) {
    expect(await socket.emitWithAck("login", { pin })).toEqual({ ok: false, refusal: "wrong-pin" });
  }
  for (const command of commands) {
    const answer = await socket.emitWithAck("command", command);
    expect(answer, command.kind).toEqual({ ok: false, refusal: "not-logged-in" });
  }
  expect(await socket.emitWithAck("audit", {})).toEqual({ ok: false, refusal: "not-logged-in" });
  expect(await socket.emitWithAck("resume", { session: "0".repeat(32) })).toEqual({
    ok: false,
    refusal: "session-over",
  });
  expect(state()).toEqual(before);
  expect(told).toEqual([]);
});

test("garbage in place of a PIN is malformed, also without an acknowledgement, and changes nothing", async () => {
  const before = state();
  const { socket, told } = connect();
  const emit = socket.emitWithAck.bind(socket) as (event: string, raw: unknown) => Promise<unknown>;
  for (const raw of [
    null,
    7,
    "2468",
    {},
    { pin: 2468 },
    { pin: ["2468"] },
    { pin: "1".repeat(99) },
  ]) {
    expect(await emit("login", raw)).toEqual({ ok: false, refusal: "malformed" });
  }
  const send = socket.emit.bind(socket) as (event: string, ...raw: unknown[]) => unknown;
  send("login");
  send("login", { pin: pinOfTheTest });
  send("command", { kind: "blank", on: true });
  expect(await socket.emitWithAck("command", { kind: "cue", on: true })).toEqual({
    ok: false,
    refusal: "not-logged-in",
  });
  expect(state()).toEqual(before);
  expect(told).toEqual([]);
});

test("the right PIN opens the console, on this connection only", async () => {
  const mine = connect();
  const other = connect();
  const answer = await mine.socket.emitWithAck("login", { pin: pinOfTheTest });
  expect(answer).toMatchObject({ ok: true });
  expect(await other.socket.emitWithAck("command", commands[6]!)).toMatchObject({ ok: false });
  for (const command of commands) {
    expect(await mine.socket.emitWithAck("command", command), command.kind).toEqual({ ok: true });
  }
  expect(gateway.show).toMatchObject({ blank: true, doorsOpen: false, countHidden: true });
  expect(gateway.show.cue.on).toBe(true);
  expect(gateway.fabric.asked).toEqual(["cut hz", "restore hz", "restore everything"]);
  expect(gateway.askedOfRooms).toEqual(["set-pace", "set-failback"]);
  expect(mine.told).toContain("console");
  expect(other.told).toEqual([]);
});

test("a session goes on over another connection, and a third room needs the presenter's word", async () => {
  const first = await connect().socket.emitWithAck("login", { pin: pinOfTheTest });
  if (!first.ok) throw new Error(first.refusal);
  const { socket } = connect();
  expect(await socket.emitWithAck("resume", { session: first.session })).toMatchObject({
    ok: true,
  });
  const third = { kind: "cut" as const, targets: ["hz", "sh-a"], intervalMs: 0 };
  expect(await socket.emitWithAck("command", { ...third, evenIfQuorumIsLost: false })).toEqual({
    ok: false,
    refusal: "would-lose-quorum",
  });
  expect(gateway.fabric.asked).toEqual([]);
  expect(await socket.emitWithAck("command", { ...third, evenIfQuorumIsLost: true })).toEqual({
    ok: true,
  });
  expect(gateway.fabric.asked).toEqual(["cut hz sh-a"]);
});
