import type { GatewayToPresenter, PresenterCommand, PresenterToGateway } from "@cablecut/protocol";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  GatewayUnderTest,
  operatorTokenOfTheTest,
  pinOfTheTest,
} from "../testing/gateway-under-test.ts";
import { stopTime } from "../testing/stopped-time.ts";

type PresenterSocket = Socket<GatewayToPresenter, PresenterToGateway>;

const patience = { timeout: 60_000, interval: 20 };

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await gateway.stop();
});

/** A console's socket, with everything that the gateway tells it unasked. */
function connect(): { socket: PresenterSocket; told: string[] } {
  const socket: PresenterSocket = gateway.connect("/presenter");
  const told: string[] = [];
  // That the show has one gateway every page is told.
  socket.onAny((event: string) => void (event === "gateways" || told.push(event)));
  return { socket, told };
}

/** Everything a presenter can change, and everything that a change would leave behind. */
function state(): unknown {
  const { core } = gateway;
  const { show, events, stages } = core.console();
  return structuredClone({
    dials: [show.blank, show.doorsOpen, show.people.hidden],
    cue: show.cue,
    events,
    fabric: gateway.fabric.asked,
    rooms: gateway.askedOfRooms,
    online: show.people.online,
    stages,
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
  for (const pin of ["111111", "2468130", "246813 ", "000000"]) {
    expect(await socket.emitWithAck("login", { pin })).toEqual({ ok: false, refusal: "wrong-pin" });
  }
  for (const command of commands) {
    const answer = await socket.emitWithAck("command", { command, shown: null });
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
    "246813",
    {},
    { pin: 246813 },
    { pin: ["246813"] },
    { pin: "1".repeat(99) },
  ]) {
    expect(await emit("login", raw)).toEqual({ ok: false, refusal: "malformed" });
  }
  const ask = socket.emitWithAck.bind(socket) as (event: string) => Promise<unknown>;
  expect(await ask("login")).toEqual({ ok: false, refusal: "malformed" });
  const send = socket.emit.bind(socket) as (event: string, ...raw: unknown[]) => unknown;
  send("login");
  send("login", { pin: pinOfTheTest });
  send("command", { command: { kind: "blank", on: true }, shown: null });
  const cue = { kind: "cue", on: true } as const;
  expect(await socket.emitWithAck("command", { command: cue, shown: null })).toEqual({
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
  // A machine that is busy for seconds makes the frame of a command an old one.
  stopTime();
  const shown = gateway.core.console().frame;
  const blank = { command: commands[6]!, shown };
  expect(await other.socket.emitWithAck("command", blank)).toMatchObject({ ok: false });
  for (const command of commands) {
    const now = gateway.core.console().frame;
    const answered = await mine.socket.emitWithAck("command", { command, shown: now });
    expect(answered, command.kind).toEqual({ ok: true });
  }
  const { show } = gateway.core.console();
  expect([show.blank, show.doorsOpen, show.people.hidden, show.cue.on]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(gateway.fabric.asked).toEqual(["cut hz", "restore hz", "restore everything"]);
  const dials = ["set-dial", "set-dial", "set-dial"];
  expect(gateway.askedOfRooms).toEqual(["set-dial", "set-pace", "set-failback", ...dials]);
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
  stopTime();
  const third = { kind: "cut" as const, targets: ["hz", "sh-a"], intervalMs: 0 };
  const ask = (evenIfQuorumIsLost: boolean) =>
    socket.emitWithAck("command", {
      command: { ...third, evenIfQuorumIsLost },
      shown: gateway.core.console().frame,
    });
  expect(await ask(false)).toEqual({
    ok: false,
    refusal: "would-lose-quorum",
  });
  expect(gateway.fabric.asked).toEqual([]);
  expect(await ask(true)).toEqual({ ok: true });
  expect(gateway.fabric.asked).toEqual(["cut hz sh-a"]);
});

test("a session goes on at a gateway that was started again, and ends with a log-out wherever it is open", async () => {
  const first = await connect().socket.emitWithAck("login", { pin: pinOfTheTest });
  if (!first.ok) throw new Error(first.refusal);
  const { session } = first;
  await gateway.stop();
  gateway = await GatewayUnderTest.start();
  const mine = connect().socket;
  const another = connect().socket;
  expect(await mine.emitWithAck("resume", { session })).toEqual({ ok: true, session });
  expect(await another.emitWithAck("resume", { session })).toEqual({ ok: true, session });
  expect(await mine.emitWithAck("logout", {})).toEqual({ ok: true });
  const blank = { command: { kind: "blank", on: true }, shown: null } as const;
  // The other tab's page comes back by itself, and is told that its session is over.
  await vi.waitFor(() => expect(another.connected).toBe(false), patience);
  for (const socket of [mine, connect().socket]) {
    expect(await socket.emitWithAck("command", blank)).toMatchObject({ refusal: "not-logged-in" });
    expect(await socket.emitWithAck("resume", { session })).toMatchObject({
      refusal: "session-over",
    });
  }
  expect(await mine.emitWithAck("logout", {})).toEqual({ ok: false, refusal: "not-logged-in" });
});

test("a session that was logged out of at another gateway is told nothing more, and its page is sent to log in again", async () => {
  const { socket, told } = connect();
  const first = await socket.emitWithAck("login", { pin: pinOfTheTest });
  if (!first.ok) throw new Error(first.refusal);
  const other = connect();
  await other.socket.emitWithAck("login", { pin: pinOfTheTest });
  await vi.waitFor(() => expect(told).toContain("console"), patience);
  const value = {
    session: first.session.slice(0, 16),
    expiresAtS: Math.ceil(Date.now() / 1_000) + 3_600,
  };
  gateway.core.dials.turn({ dial: "endedSessions", value });
  await vi.waitFor(() => expect(socket.connected).toBe(false), patience);
  const again = connect().socket;
  expect(await again.emitWithAck("resume", { session: first.session })).toMatchObject({
    refusal: "session-over",
  });
  expect(other.socket.connected).toBe(true);
});

test("logins of the command line push nobody out", async () => {
  const { socket } = connect();
  const first = await socket.emitWithAck("login", { pin: pinOfTheTest });
  if (!first.ok) throw new Error(first.refusal);
  const others = Array.from({ length: 60 }, () => connect().socket);
  for (const other of others)
    expect(await other.emitWithAck("login", { pin: pinOfTheTest })).toMatchObject({ ok: true });
  const back = connect().socket;
  expect(await back.emitWithAck("resume", { session: first.session })).toMatchObject({ ok: true });
});

test("this machine's operator comes in with the token, however many PINs were wrong before", async () => {
  for (let wrong = 0; wrong < 12; wrong += 1)
    void connect().socket.emit("login", { pin: "000000" }, () => undefined);
  const { socket } = connect();
  const refused = await socket.emitWithAck("operator", { token: "00".repeat(32) });
  expect(refused).toEqual({ ok: false, refusal: "wrong-token" });
  const { socket: again } = connect();
  expect(await again.emitWithAck("operator", { token: operatorTokenOfTheTest })).toMatchObject({
    ok: true,
  });
});

test("a login link opens the console once, and a stage's ticket never does", async () => {
  const { socket } = connect();
  const noTicket = await socket.emitWithAck("ticket", { kind: "login" });
  expect(noTicket).toEqual({ ok: false, refusal: "not-logged-in" });
  await socket.emitWithAck("login", { pin: pinOfTheTest });
  const login = await socket.emitWithAck("ticket", { kind: "login" });
  const stage = await socket.emitWithAck("ticket", { kind: "stage" });
  if (!login.ok || !stage.ok) throw new Error("no ticket");
  const open = (ticket: string) => connect().socket.emitWithAck("loginByTicket", { ticket });
  expect(await open(stage.ticket)).toEqual({ ok: false, refusal: "link-over" });
  expect(await open(login.ticket)).toMatchObject({ ok: true });
  expect(await open(login.ticket)).toEqual({ ok: false, refusal: "link-over" });
});
