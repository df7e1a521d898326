import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Conduct } from "./conduct.ts";
import { ConnectionGuard, type PlaceAnswer } from "./connection-guard.ts";
import type { Connection } from "./unread-bytes.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A WebSocket that reads nothing while `readsOn` is false. */
class FakeWebSocket extends EventEmitter {
  bufferedAmount = 0;
  terminated = false;
  pause(): void {
    this.emit("paused");
  }
  terminate(): void {
    this.terminated = true;
  }
}

/** engine.io's connection as far as the guard knows it. */
class FakeConnection extends EventEmitter {
  readonly websocket = new FakeWebSocket();
  readonly transport = Object.assign(new EventEmitter(), {
    name: "websocket",
    socket: this.websocket,
    writable: true,
  });
  readonly remoteAddress = "192.0.2.1";
  readonly sent: string[] = [];
  closed = false;
  send(data: string): void {
    this.sent.push(data);
    this.emit("packetCreate", { type: "message", data });
  }
  close(): void {
    this.closed = true;
    this.emit("close");
  }
}

function guarded(
  place: () => PlaceAnswer = () => ({ refusal: null, release: () => undefined }),
  conduct: Conduct | null = null,
  cutOffs?: { readonly add: (task: () => void) => void },
) {
  const connection = new FakeConnection();
  const whence = { address: connection.remoteAddress, isThisMachine: false };
  const guard = new ConnectionGuard(
    connection as unknown as Connection,
    place,
    conduct,
    whence,
    cutOffs,
  );
  const receive = (data: string): string => {
    const packet = { type: "message", data };
    connection.emit("packet", packet);
    return packet.type;
  };
  return { connection, guard, receive };
}

test("a connection that nobody comes in over ends after 30 s, with its reason", () => {
  const { connection, receive } = guarded();
  receive("0/phone,");
  vi.advanceTimersByTime(29_900);
  expect(connection.closed).toBe(false);
  vi.advanceTimersByTime(200);
  expect(connection.sent).toEqual(['2/phone,["refused","not-entered"]']);
  expect(connection.closed).toBe(true);
  vi.advanceTimersByTime(1_100);
  expect(connection.websocket.terminated).toBe(true);
});

test("whoever came in stays, and whoever waits at closed doors is not idle", () => {
  const inside = guarded();
  inside.receive("0/phone,");
  inside.guard.enter("/phone");
  const waiting = guarded();
  for (let waited = 0; waited < 10; waited += 1) {
    vi.advanceTimersByTime(20_000);
    waiting.guard.waitsAtTheDoor("doors-closed");
  }
  expect([inside.connection.closed, waiting.connection.closed]).toEqual([false, false]);
  vi.advanceTimersByTime(31_000);
  expect([inside.connection.closed, waiting.connection.closed]).toEqual([false, true]);
});

test.each(["new-show", "other-token", "removed", "opens-elsewhere", "malformed"] as const)(
  "whoever is told %s again and again, which asking again does not change, is ended after 30 s all the same",
  (refusal) => {
    const { connection, guard, receive } = guarded();
    receive("0/phone,");
    vi.advanceTimersByTime(25_000);
    guard.waitsAtTheDoor(refusal);
    vi.advanceTimersByTime(4_900);
    expect(connection.closed).toBe(false);
    vi.advanceTimersByTime(200);
    expect(connection.sent).toEqual(['2/phone,["refused","not-entered"]']);
  },
);

test.each([
  ["a question that only those inside may ask", '2/phone,1["account",{}]', 4],
  ["asking to come in over and over", '2/phone,1["enter",{}]', 13],
  ["links of other browsers, one after the other", '2/phone,1["takeMove",{}]', 13],
  ["an event without a name", "2/phone,[]", 4],
  ["a command of a console", '2/presenter,1["command",{}]', 19],
])("%s uses a stranger's budget up soon", (_, packet, admitted) => {
  const { connection, receive } = guarded();
  receive("0/phone,");
  const gone = Array.from({ length: 30 }, () => receive(packet)).filter(
    (type) => type === "message",
  );
  expect(gone).toHaveLength(admitted);
  expect(connection.sent.at(-1)).toBe('2/phone,["refused","too-fast"]');
});

test.each(["/phone", "/stage"] as const)(
  "whoever came in as %s is a stranger at the console's door for as long as anybody",
  (as) => {
    const { connection, guard, receive } = guarded();
    receive(`0${as},`);
    guard.enter(as);
    vi.advanceTimersByTime(60_000);
    receive("0/presenter,");
    expect([guard.hasEnteredAs(as), guard.hasEnteredAs("/presenter")]).toEqual([true, false]);
    vi.advanceTimersByTime(29_900);
    expect(connection.closed).toBe(false);
    vi.advanceTimersByTime(200);
    expect(connection.sent.at(-1)).toBe('2/presenter,["refused","not-entered"]');
    expect(connection.closed).toBe(true);
  },
);

test("a phone's page that has logged in at the console as well stays", () => {
  const { connection, guard, receive } = guarded();
  for (const as of ["/phone", "/presenter"] as const) {
    receive(`0${as},`);
    guard.enter(as);
  }
  vi.advanceTimersByTime(60_000);
  expect(connection.closed).toBe(false);
});

test("who is in as a stage asks a phone's and a console's questions at a stranger's price", () => {
  const asked = ['2/phone,1["account",{}]', '2/presenter,1["command",{}]', '2/stage,["screen",{}]'];
  const gone = asked.map((packet) => {
    const { guard, receive } = guarded();
    receive("0/stage,");
    guard.enter("/stage");
    for (const other of ["/phone", "/presenter"]) receive(`0${other},`);
    const types = Array.from({ length: 140 }, () => receive(packet));
    return types.filter((type) => type === "message").length;
  });
  expect(gone).toEqual([18, 73, 140]);
});

test("whoever came in may ask what it likes", () => {
  const { guard, receive } = guarded();
  receive("0/phone,");
  receive('2/phone,1["enter",{}]');
  guard.enter("/phone");
  const gone = Array.from({ length: 30 }, () => receive('2/phone,1["account",{}]'));
  expect(new Set(gone)).toEqual(new Set(["message"]));
});

test("who does not read is cut off without a word, and gives its place back at once", () => {
  const release = vi.fn<() => void>();
  const { connection, guard, receive } = guarded(() => ({ refusal: null, release }));
  receive("0/phone,");
  guard.enter("/phone");
  connection.websocket.bufferedAmount = 200_000;
  connection.send("x".repeat(50_000));
  expect(release).not.toHaveBeenCalled();
  connection.send("x".repeat(50_000));
  expect(release).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(connection.websocket.terminated).toBe(true);
  expect(connection.sent.some((said) => said.includes("refused"))).toBe(false);
});

test("what engine.io has handed on no longer waits", () => {
  const { connection, guard, receive } = guarded();
  receive("0/phone,");
  guard.enter("/phone");
  for (let sent = 0; sent < 100; sent += 1) {
    connection.send("x".repeat(50_000));
    connection.emit("flush");
  }
  vi.advanceTimersByTime(10);
  expect(connection.websocket.terminated).toBe(false);
});

test("nothing goes on to socket.io once the budget is spent, and large packets cost more", () => {
  const small = guarded();
  small.receive("0/phone,");
  const passed = Array.from({ length: 500 }, () => small.receive('2/presenter,["command"]'));
  expect(passed.filter((type) => type === "message")).toHaveLength(19);
  expect(small.connection.sent).toEqual(['2/phone,["refused","too-fast"]']);
  const large = guarded();
  large.receive("0/phone,");
  const big = Array.from({ length: 500 }, () => large.receive("x".repeat(10_000)));
  expect(big.filter((type) => type === "message")).toHaveLength(2);
});

test("a namespace without a place is refused by name, and what was asked is not said back", () => {
  const full = guarded(() => ({ refusal: "hall-full" }));
  expect(full.receive("0/phone,")).toBe("noop");
  expect(full.connection.sent).toEqual(['4/phone,{"message":"hall-full"}']);
  const stranger = guarded();
  expect(stranger.receive('0/"}x,')).toBe("noop");
  expect(stranger.connection.sent).toEqual(['4{"message":"unknown-namespace"}']);
});

test("whoever floods and comes again is ended before it has asked the log for anything", () => {
  const conduct = new Conduct(() => Date.now());
  const asked: string[] = [];
  const first = guarded(undefined, conduct);
  first.guard.atTheDoor(() => asked.push("first"));
  expect(asked).toEqual(["first"]);
  first.receive("0/phone,");
  for (let sent = 0; sent < 50; sent += 1) first.receive('2/phone,1["account",{}]');
  expect(first.connection.sent).toEqual(['2/phone,["refused","too-fast"]']);
  expect(first.connection.closed).toBe(false);
  vi.advanceTimersByTime(1_100);
  expect(first.connection.websocket.terminated).toBe(true);

  const again = guarded(undefined, conduct);
  again.receive("0/phone,");
  again.guard.atTheDoor(() => asked.push("the flood"));
  const patient = guarded(undefined, conduct);
  patient.guard.atTheDoor(() => asked.push("somebody of the same address"));
  again.receive('2/phone,1["account",{}]');
  expect(again.connection.sent).toEqual(['2/phone,["refused","too-fast"]']);
  vi.advanceTimersByTime(300);
  expect(asked).toEqual(["first", "somebody of the same address"]);
});

test("whoever is ended for its conduct is cut off when it is its turn, and whoever leaves without offence waits for no flood", () => {
  const waiting: (() => void)[] = [];
  const cutOffs = { add: (task: () => void) => void waiting.push(task) };
  const flood = guarded(undefined, null, cutOffs);
  flood.receive("0/nowhere,");
  const guest = guarded(undefined, null, cutOffs);
  guest.receive("0/phone,");
  guest.guard.close();
  vi.advanceTimersByTime(10_000);
  const isCutOff = [flood, guest].map(({ connection }) => connection.websocket.terminated);
  expect(isCutOff).toEqual([false, true]);
  for (const cutOff of waiting) cutOff();
  expect(flood.connection.websocket.terminated).toBe(true);
});

test("an address that opens connections for nothing is an offender, and a hall of which some lose patience is none", () => {
  const conduct = new Conduct(() => Date.now());
  const address = "192.0.2.1";
  const comes = (speaks: boolean, staysMs: number): void => {
    const { connection, receive } = guarded(undefined, conduct);
    if (speaks) receive("0/phone,");
    vi.advanceTimersByTime(staysMs);
    connection.close();
  };
  for (let at = 0; at < 400; at += 1) comes(at % 2 === 0, 1);
  expect(conduct.isOffender(address)).toBe(false);
  // Whoever hears of its place late and gives up has waited.
  for (let at = 0; at < 60; at += 1) comes(false, 1_100);
  expect(conduct.isOffender(address)).toBe(false);
  for (let at = 0; at < 60; at += 1) comes(false, 9);
  expect(conduct.isOffender(address)).toBe(true);
  vi.advanceTimersByTime(10_100);
  expect(conduct.isOffender(address)).toBe(false);
  // Something is said, and it is nothing.
  for (let at = 0; at < 60; at += 1) {
    const { connection, receive } = guarded(undefined, conduct);
    receive('2/phone,["hello"]');
    connection.close();
  }
  expect(conduct.isOffender(address)).toBe(true);
});

test("coming in with the connection costs what it costs behind it, and counts as asking to come in", () => {
  const askedBehind = (first: string[]): number => {
    const { receive } = guarded();
    for (const said of first) receive(said);
    let asked = 0;
    while (asked < 100 && receive('2/phone,1["enter",{}]') === "message") asked += 1;
    return asked;
  };
  const behind = askedBehind(["0/phone,", '2/phone,1["enter",{}]']);
  expect(askedBehind(['0/phone,{"enter":{}}'])).toBe(behind);
  expect(askedBehind(["0/phone,"])).toBe(behind + 1);
});

test("where nothing more may be said, a connection takes no place by coming in with it", () => {
  let places = 0;
  const { connection, receive } = guarded(() => {
    places += 1;
    return { refusal: null, release: () => undefined };
  });
  // All but one of what a stranger may send.
  for (let sent = 0; sent < 39; sent += 1) connection.emit("packet", { type: "pong" });
  expect(connection.sent).toEqual([]);
  expect(receive('0/phone,{"enter":{}}')).toBe("noop");
  expect(places).toBe(0);
  expect(connection.sent).toEqual(['4{"message":"too-fast"}']);
});

test("what is said to a page that comes in with its connection waits for the answer, and for no longer than 50 ms", () => {
  const waits = (): ReturnType<typeof guarded> & { ready: () => number } => {
    const page = guarded();
    let ready = 0;
    page.connection.transport.on("ready", () => (ready += 1));
    page.receive('0/phone,{"enter":{}}');
    expect(page.connection.transport.writable).toBe(false);
    return { ...page, ready: () => ready };
  };
  const answered = waits();
  answered.guard.answered();
  expect([answered.connection.transport.writable, answered.ready()]).toEqual([true, 1]);
  const unheard = waits();
  vi.advanceTimersByTime(49);
  expect(unheard.connection.transport.writable).toBe(false);
  vi.advanceTimersByTime(1);
  expect([unheard.connection.transport.writable, unheard.ready()]).toEqual([true, 1]);
  unheard.guard.answered();
  const ended = waits();
  ended.guard.end("place-given-up");
  expect([ended.connection.transport.writable, ended.ready(), unheard.ready()]).toEqual([
    true,
    1,
    1,
  ]);
});

test("to a page of an earlier build everything is said at once", () => {
  const { connection, receive } = guarded();
  receive("0/phone,");
  expect(connection.transport.writable).toBe(true);
});
