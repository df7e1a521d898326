import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  AccountAnswer,
  AuditAnswer,
  CommandAnswer,
  ConsoleSnapshot,
  GatewayToPresenter,
  LoginAnswer,
  PresenterCommand,
  PresenterToGateway,
  TicketAnswer,
} from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SimulatedPage } from "../../client/simulated-page.ts";
import { startShow, type ShowOnThisMachine } from "../../show-on-this-machine.ts";
import { StageWatch } from "../gateway-killed/stage-watch.ts";

const people = 20;
const patience = { timeout: 30_000, interval: 50 };

interface Running {
  readonly gateways: readonly { readonly name: string; readonly origin: string }[];
  readonly processes: Readonly<Record<string, number>>;
}

let show: ShowOnThisMachine;
let origins: readonly [string, string];
let stages: readonly [StageWatch, StageWatch];
const pages: SimulatedPage[] = [];
const consoles: Socket<GatewayToPresenter, PresenterToGateway>[] = [];

const running = (): Running =>
  JSON.parse(readFileSync(join(show.dataDirectory, "running.json"), "utf8")) as Running;

beforeAll(async () => {
  show = await startShow("full-speed", ["--gateways", "2"]);
  const [one, other] = running().gateways.map(({ origin }) => origin);
  origins = [one!, other!];
  stages = [new StageWatch(one!), new StageWatch(other!)];
});
afterAll(async () => {
  for (const page of pages) page.close();
  for (const console of consoles) console.close();
  for (const stage of stages ?? []) stage.close();
  await show?.stop();
});

/** A console at a gateway, with the newest frame that it was shown. */
function consoleAt(gateway: string) {
  const socket: Socket<GatewayToPresenter, PresenterToGateway> = io(`${gateway}/presenter`, {
    transports: ["websocket"],
    forceNew: true,
  });
  consoles.push(socket);
  let shown: ConsoleSnapshot["frame"] | null = null;
  socket.on("console", ({ frame }) => (shown = frame));
  const login = (): Promise<LoginAnswer> => socket.emitWithAck("login", { pin: show.pin });
  const byTicket = (ticket: string): Promise<LoginAnswer> =>
    socket.emitWithAck("loginByTicket", { ticket });
  /** Where what was shown last is too old, as on a machine that stood still, it is asked again with the next one. */
  const command = async (wish: PresenterCommand): Promise<CommandAnswer> => {
    for (;;) {
      const answer: CommandAnswer = await socket.emitWithAck("command", { command: wish, shown });
      if (answer.ok || answer.refusal !== "stale-command") return answer;
      await new Promise<void>((next) => socket.once("console", () => next()));
    }
  };
  return { socket, login, byTicket, command, hasSeen: () => shown !== null };
}

const bothShow = async (pick: (stage: StageWatch) => unknown, wanted: unknown): Promise<void> => {
  for (const stage of stages) await expect.poll(() => pick(stage), patience).toEqual(wanted);
};

test("phones at both gateways are one audience: each stage shows the sum, and money goes between them", async () => {
  for (let at = 0; at < people; at += 1) {
    const page = new SimulatedPage({
      home: origins[at % 2]!,
      token: randomBytes(16).toString("hex"),
      random: Math.random,
    });
    page.kept = at % 2;
    pages.push(page);
    page.connect();
  }
  await expect.poll(() => pages.every(({ isIn }) => isIn), patience).toBe(true);
  await bothShow(({ snapshot }) => snapshot?.people.heard, { phones: people, of: people });
  await bothShow(({ snapshot }) => snapshot?.traffic.kept, people / 2);
  await bothShow(({ snapshot }) => snapshot?.traffic.keptCents, (people / 2) * 888);
  const paid = pages.map((page, at) =>
    page.pay(pages[(at + 1) % people]!.accountNumber, 100 + at, performance.now() + 20_000),
  );
  expect((await Promise.all(paid)).every((ms) => ms !== null)).toBe(true);
  await bothShow(({ snapshot }) => snapshot?.traffic.booked, people);
});

test("a console at the second gateway acts, and the first one's stage obeys; a login link works once in the show", async () => {
  const second = consoleAt(origins[1]);
  expect(await second.login()).toMatchObject({ ok: true });
  await expect.poll(() => second.hasSeen(), patience).toBe(true);
  for (const on of [true, false]) {
    expect(await second.command({ kind: "blank", on })).toEqual({ ok: true });
    await bothShow(({ snapshot }) => snapshot?.blank, on);
  }
  expect(await second.command({ kind: "cue", on: true })).toEqual({ ok: true });
  await bothShow(({ snapshot }) => snapshot?.cue.on, true);
  await pages[0]!.pay(pages[1]!.accountNumber, 888, performance.now() + 20_000);
  await bothShow(({ snapshot }) => snapshot?.cue.tapped, 1);
  const link: TicketAnswer = await second.socket.emitWithAck("ticket", { kind: "login" });
  if (!link.ok) throw new Error(link.refusal);
  const first = consoleAt(origins[0]);
  expect(await first.byTicket(link.ticket)).toMatchObject({ ok: true });
  const again = async (gateway: string): Promise<LoginAnswer> =>
    consoleAt(gateway).byTicket(link.ticket);
  expect(await again(origins[0])).toEqual({ ok: false, refusal: "link-over" });
  // What the first gateway does next reaches the second one behind the link's end.
  await expect.poll(() => first.hasSeen(), patience).toBe(true);
  for (const on of [true, false]) {
    expect(await first.command({ kind: "blank", on })).toEqual({ ok: true });
    await bothShow(({ snapshot }) => snapshot?.blank, on);
  }
  expect(await again(origins[1])).toEqual({ ok: false, refusal: "link-over" });
});

test("kill -9 of the first gateway: its phones come in at the second, counts are right again, and no money is gone", async () => {
  const before = pages.map(({ accountNumber }) => accountNumber);
  const moved = new Set<SimulatedPage>();
  for (const page of pages)
    page.onEntered = () => {
      if (page.at === origins[1]) moved.add(page);
    };
  process.kill(running().processes["gateway"]!, "SIGKILL");
  await expect.poll(() => pages.some(({ isIn }) => !isIn), patience).toBe(true);
  await expect.poll(() => pages.every(({ isIn }) => isIn), patience).toBe(true);
  // The supervisor starts the first one again meanwhile, so some may go home.
  expect(moved.size).toBeGreaterThan(0);
  expect(pages.map(({ accountNumber }) => accountNumber)).toEqual(before);
  // Nobody was turned away; a gateway that has just begun may say that it knows nothing yet, and then each asks again.
  const passing = ["unknown", "no-room"];
  const names = pages.flatMap(({ refusals }) => [...refusals.keys()]);
  expect(names.filter((name) => !passing.includes(name))).toEqual([]);
  await bothShow(({ snapshot }) => snapshot?.people.online, people);
  await bothShow(({ snapshot }) => snapshot?.traffic.kept, people / 2);
  await bothShow(({ snapshot }) => snapshot?.people.joined, people);
  await bothShow(({ snapshot }) => snapshot?.cue.tapped, 1);
  // Each paid the next one a little more than it was paid itself; the first one 8.88 more to the second.
  // A page that is between two sockets, and a room that is late, have no answer for a moment.
  const balances = (): Promise<(number | null)[]> =>
    Promise.all(
      pages.map(async (page) => {
        const answer = await page.ask<AccountAnswer>("account", {});
        return answer?.ok === true ? answer.account.balanceCents - 100_000_000 : null;
      }),
    );
  const expected = pages.map((_, at) => 100 + ((at + people - 1) % people) - (100 + at));
  expected[0]! -= 888;
  expected[1]! += 888;
  let told: (number | null)[] = [];
  const allTell = async (): Promise<boolean> => !(told = await balances()).includes(null);
  await expect.poll(allTell, { ...patience, interval: 500 }).toBe(true);
  expect(told).toEqual(expected);
  const unsound: unknown[] = [];
  const allAnswer = async (): Promise<boolean> => {
    const audit: AuditAnswer = await consoles[0]!.emitWithAck("audit", {});
    if (!audit.ok) return false;
    unsound.push(...audit.rooms.filter((room) => room.answered && !room.sound));
    return audit.rooms.every((room) => room.answered);
  };
  await expect.poll(allAnswer, { ...patience, interval: 1_000 }).toBe(true);
  expect(unsound).toEqual([]);
});
