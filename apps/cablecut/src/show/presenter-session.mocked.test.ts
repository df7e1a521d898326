import { EventEmitter } from "node:events";
import { beforeEach, expect, test, vi } from "vitest";
import { asPresenter, watchConsole } from "./presenter-session.ts";

/** How many of five rooms each gateway hears; null: it says nothing. */
let hears: ReadonlyMap<string, number | null>;
let realCables: boolean;
/** Whom somebody asked for something, besides how it is. */
let asked: string[];
/** The connection that was opened last. */
let latest: StubSocket;

/** A connection to one of them, as far as a session uses it. */
class StubSocket extends EventEmitter {
  readonly io: EventEmitter & { uri: string; engine: { close: () => void } };
  connected = false;

  constructor(origin: string) {
    super();
    const manager = new EventEmitter();
    this.io = Object.assign(manager, { uri: origin, engine: { close: () => this.#again() } });
    setImmediate(() => this.#open());
  }

  timeout(): this {
    return this;
  }

  emitWithAck(name: string): Promise<object> {
    const answering = hears.get(this.io.uri);
    if (name !== "operator") asked.push(this.io.uri);
    if (name !== "operator") return Promise.resolve({ ok: true, by: this.io.uri });
    this.emit("description", realCables ? { realCables } : {});
    this.emit("console", { show: { quorum: { needed: 3, answering } } });
    return Promise.resolve({ ok: true });
  }

  close(): void {
    this.removeAllListeners();
  }

  #open(): void {
    this.connected = (hears.get(this.io.uri) ?? null) !== null;
    this.emit(this.connected ? "connect" : "connect_error", new Error("nobody there"));
  }

  #again(): void {
    this.emit("disconnect", "transport close");
    this.io.emit("reconnect_attempt");
    this.#open();
  }
}

vi.mock("socket.io-client", () => ({
  io: (url: string) => (latest = new StubSocket(url.replace(/\/presenter$/, ""))),
}));

beforeEach(() => {
  realCables = true;
  asked = [];
});

function gatewaysThatHear(...answering: readonly (number | null)[]): readonly string[] {
  hears = new Map(answering.map((rooms, at) => [`http://gateway-${at + 1}`, rooms]));
  return [...hears.keys()];
}

test.each([
  ["the second hears enough", [0, 5, 5], true, 2],
  ["only the last hears enough", [1, 2, 3], true, 3],
  ["one says nothing", [2, null, 4], true, 3],
  ["the first says nothing", [null, 0, 5], true, 3],
  ["the first hears enough", [3, 5, 5], true, 1],
  ["no gateway hears enough", [2, 2, null], true, 1],
  ["over a fabric all say the same", [0, 5, 5], false, 1],
  ["there is one", [0], true, 1],
] as const)(
  "what the operator types is done once, at a gateway whose own cables are not gone: %s",
  async (_, answering, real, where) => {
    const gateways = gatewaysThatHear(...answering);
    realCables = real;
    const outcome = await asPresenter(gateways, "0f".repeat(32), (socket) =>
      socket.emitWithAck("ticket", { kind: "login" }),
    );
    const at = `http://gateway-${where}`;
    expect(outcome).toEqual({ ok: true, value: { ok: true, by: at } });
    expect(asked).toEqual([at]);
  },
);

test("whoever watches goes on at the next gateway when the first, cut off from the rooms, says so", async () => {
  const heard: number[] = [];
  const stop = watchConsole(gatewaysThatHear(0, 5), "0f".repeat(32), {
    onConsole: ({ show }) => heard.push(show.quorum.answering),
    onLost: () => undefined,
    onRefused: () => undefined,
  });
  await vi.waitFor(() => expect(heard).toEqual([0]), { timeout: 60_000 });
  latest.emit("elsewhere");
  await vi.waitFor(() => expect(heard).toEqual([0, 5]), { timeout: 60_000 });
  stop();
});

test("whoever watches a show's only gateway stays, though it is cut off: nobody else would tell more", async () => {
  const lost: string[] = [];
  const stop = watchConsole(gatewaysThatHear(0), "0f".repeat(32), {
    onConsole: () => undefined,
    onLost: (reason) => lost.push(reason),
    onRefused: () => undefined,
  });
  await vi.waitFor(() => expect(latest.connected).toBe(true), { timeout: 60_000 });
  latest.emit("elsewhere");
  expect(lost).toEqual([]);
  stop();
});
