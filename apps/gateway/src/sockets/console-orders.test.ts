import type { GatewayToPresenter, PresenterToGateway } from "@cablecut/protocol";
import { setTimeout as pause } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GatewayUnderTest, pinOfTheTest } from "../testing/gateway-under-test.ts";
import { stopTime } from "../testing/stopped-time.ts";

let gateway: GatewayUnderTest;
let presenter: Socket<GatewayToPresenter, PresenterToGateway>;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
  presenter = gateway.connect("/presenter");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await gateway.stop();
});

const logIn = () => presenter.emitWithAck("login", { pin: pinOfTheTest });
/** While time stands still: a machine that is busy for seconds makes the frame an old one. */
const command = (command: Parameters<PresenterToGateway["command"]>[0]["command"]) =>
  presenter.emitWithAck("command", { command, shown: gateway.core.console().frame });

test("nobody who has not logged in finds attendees, or says what a hand does", async () => {
  const refused = { ok: false, refusal: "not-logged-in" };
  expect(await presenter.emitWithAck("attendees", { text: "" })).toEqual(refused);
  expect(await presenter.emitWithAck("hand", { armed: true, holdMs: null })).toEqual(refused);
});

test("a hand that holds reaches the stage, and is let go of with its console", async () => {
  await logIn();
  const stage = gateway.connect("/stage");
  const heard: unknown[] = [];
  stage.on("consoleHand", (hand: unknown) => heard.push(hand));
  // Of a stage's welcome.
  while (heard.length < 1) await pause(5);
  expect(await presenter.emitWithAck("hand", { armed: false, holdMs: 1_200 })).toEqual({
    ok: true,
  });
  while (heard.length < 2) await pause(5);
  presenter.close();
  while (heard.length < 3) await pause(5);
  expect(heard).toMatchObject([{ holdMs: null }, { holdMs: 1_200 }, { holdMs: null }]);
});

test("a hand is let go of when its console logs out, also where another page of its session does", async () => {
  const login = await logIn();
  if (!login.ok) throw new Error(login.refusal);
  const [same, stage] = [gateway.connect("/presenter"), gateway.connect("/stage")];
  const heard: unknown[] = [];
  stage.on("consoleHand", (hand: unknown) => heard.push(hand));
  await same.emitWithAck("resume", { session: login.session });
  // Of a stage's welcome.
  while (heard.length < 1) await pause(5);
  await presenter.emitWithAck("hand", { armed: true, holdMs: null });
  while (heard.length < 2) await pause(5);
  expect(await same.emitWithAck("logout", {})).toEqual({ ok: true });
  // By itself it would be let go of much later. The first of these may have been on its way.
  for (const _ of ["one", "two"])
    await new Promise<void>((done) => stage.once("snapshot", () => done()));
  expect(heard).toMatchObject([{ armed: false }, { armed: true }, { armed: false }]);
});

test("the crowd and a reset go to the supervisor once it has spoken, and its no is told", async () => {
  await logIn();
  stopTime();
  const wish = { people: 40, rate: 20 };
  expect(await command({ kind: "crowd", wish })).toEqual({ ok: false, refusal: "no-supervisor" });
  gateway.supervisor.say({ kind: "crowd-state", state: { kind: "none" } });
  expect(await command({ kind: "crowd", wish })).toEqual({ ok: true });
  const answer = command({ kind: "reset", showId: "show-of-the-test" });
  while (gateway.supervisor.orders.length < 2) await pause(5);
  expect(gateway.supervisor.orders).toEqual([{ kind: "crowd", wish }, { kind: "reset" }]);
  gateway.supervisor.say({ kind: "reset-refused", refusal: "incident-running" });
  expect(await answer).toEqual({ ok: false, refusal: "incident-running" });
});

test("impairments reach the fabric in its own units", async () => {
  await logIn();
  stopTime();
  const put = (
    impairment: Extract<Parameters<typeof command>[0], { kind: "impair" }>["impairment"],
  ) => command({ kind: "impair", targets: ["sh-a"], impairment, evenIfQuorumIsLost: false });
  await put({ kind: "loss", percent: 5 });
  await put({ kind: "bandwidth", kilobytesPerSecond: 100 });
  await put({ kind: "one-way", silent: "from" });
  expect(gateway.fabric.asked).toEqual([
    '{"kind":"loss","rate":0.05} sh-a',
    '{"kind":"bandwidth","bytesPerSecond":100000} sh-a',
    "cut sh-a from",
  ]);
});

test("a stage tells its size, a mirror is no stage, and nonsense is passed over", async () => {
  await logIn();
  const screen = () => gateway.core.console().venue.find(({ check }) => check === "stage-screen");
  expect(screen()).toEqual({ check: "stage-screen", found: "none" });
  const stage = gateway.connect("/stage");
  stage.emit("screen", { width: "large" });
  stage.emit("screen");
  stage.emit("screen", { width: 1_920, height: 1_080 });
  while (screen()?.found === "none") await pause(5);
  expect(screen()).toEqual({ check: "stage-screen", found: "large", width: 1_920, height: 1_080 });
  stage.close();
  while (screen()?.found !== "none") await pause(5);
});

test("blank, restoring and taking faults away are taken however many other commands came before them", async () => {
  await logIn();
  type Command = Parameters<typeof command>[0];
  const takenAway: Command = {
    kind: "impair",
    targets: ["hz-a"],
    impairment: { kind: "none" },
    evenIfQuorumIsLost: false,
  };
  // In one breath, in which no time passes: it would make up for what was asked.
  stopTime();
  const others = [1, 2].map(() => ({ kind: "last-numbers", on: true }) as const);
  const asked = Array.from({ length: 30 }, () => [...others, takenAway]).flat();
  const answers = await Promise.all(asked.map(command));
  const of = (kind: Command["kind"]) => answers.filter((_, at) => asked[at]!.kind === kind);
  const tooFast = { ok: false, refusal: "too-fast" };
  expect(of("last-numbers")).toContainEqual(tooFast);
  expect(of("impair")).not.toContainEqual(tooFast);
  // More than these may be in one breath, and with those above fewer than a connection may send.
  const restore = (): Command => ({ kind: "restore", targets: ["hz-a"] });
  const restores = Array.from({ length: 42 }, restore);
  expect(await Promise.all(restores.map(command))).toContainEqual(tooFast);
  expect(await command({ kind: "restore-everything" })).toEqual({ ok: true });
  expect(await command({ kind: "blank", on: true })).not.toMatchObject({ refusal: "too-fast" });
});
