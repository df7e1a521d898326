import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  attendeeSearchSchema,
  auditRequestSchema,
  cancelSchema,
  commandRequestSchema,
  consoleHandSchema,
  enterSchema,
  loginSchema,
  loginTicketSchema,
  logoutSchema,
  lookUpSchema,
  operatorSchema,
  outboxSchema,
  paySchema,
  readSchema,
  reportRequestSchema,
  resumeSchema,
  screenSizeSchema,
  takeMoveSchema,
  ticketRequestSchema,
  verifySchema,
} from "@cablecut/protocol";
import fc from "fast-check";
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { z } from "zod";
import { GatewayUnderTest, pinOfTheTest } from "../testing/gateway-under-test.ts";

/** Everything that a page may say, once as it should be. */
const events: Readonly<
  Record<"/phone" | "/stage" | "/presenter", Readonly<Record<string, readonly [z.ZodType, object]>>>
> = {
  "/phone": {
    enter: [enterSchema, { token: "ab".repeat(16), showId: null }],
    pay: [paySchema, { sequence: 1, payee: 10_501, amountCents: 1 }],
    cancel: [cancelSchema, { sequence: 1 }],
    account: [readSchema, {}],
    lookUp: [lookUpSchema, { accountNumber: 10_501 }],
    randomAttendee: [readSchema, {}],
    findMe: [readSchema, {}],
    moveLink: [readSchema, {}],
    takeMove: [takeMoveSchema, { code: "x" }],
    verify: [verifySchema, { incident: 0, receipts: [], inFlight: [] }],
    outbox: [outboxSchema, { kept: 0, keptCents: 0, checking: 0, receipts: 0 }],
  },
  "/stage": { screen: [screenSizeSchema, { width: 1_920, height: 1_080 }] },
  "/presenter": {
    login: [loginSchema, { pin: "000000" }],
    resume: [resumeSchema, { session: "x" }],
    operator: [operatorSchema, { token: "ab".repeat(32) }],
    loginByTicket: [loginTicketSchema, { ticket: "x" }],
    logout: [logoutSchema, {}],
    ticket: [ticketRequestSchema, { kind: "stage" }],
    command: [commandRequestSchema, { command: cut(), shown: { boot: 1, number: 1 } }],
    attendees: [attendeeSearchSchema, { text: "x" }],
    hand: [consoleHandSchema, { armed: true, holdMs: 1 }],
    audit: [auditRequestSchema, {}],
    report: [reportRequestSchema, { made: null, piece: 0 }],
  },
};

function cut(): object {
  return { kind: "cut", targets: ["hz"], intervalMs: 0, evenIfQuorumIsLost: true };
}

const nested = JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`) as unknown;
const oddities: readonly unknown[] = [
  null,
  true,
  "",
  "__proto__",
  "\ud800",
  "x".repeat(2_000),
  -0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[]],
  [null],
  nested,
  new Uint8Array(9),
  JSON.parse('{"__proto__":{"ok":true}}'),
  JSON.parse('{"constructor":{"prototype":{"ok":true}},"toString":1,"then":1,"length":-1}'),
];
const odd = fc.oneof(fc.constantFrom(...oddities), fc.jsonValue({ maxDepth: 3 }));

/** What is right but for one field, which is odd or one too many or gone; or odd as a whole. */
function wrongOf(right: object): fc.Arbitrary<unknown> {
  const keys = Object.keys(right);
  const extra = fc.constantFrom("extra", "__proto__", "constructor", "toJSON ", "");
  const put = (key: string, value: unknown): unknown =>
    Object.defineProperty({ ...right }, key, { value, enumerable: true });
  const without = (key: string): unknown =>
    Object.fromEntries(Object.entries(right).filter(([each]) => each !== key));
  return fc.oneof(
    odd,
    fc.tuple(extra, odd).map(([key, value]) => put(key, value)),
    ...(keys.length === 0
      ? []
      : [
          fc.tuple(fc.constantFrom(...keys), odd).map(([key, value]) => put(key, value)),
          fc.constantFrom(...keys).map(without),
        ]),
  );
}

/** As the other end has it; bytes are no JSON and never right. */
function isWrong(schema: z.ZodType, word: unknown): boolean {
  if (word instanceof Uint8Array) return true;
  // The client takes bytes out before it sends, and loses this field with them: what arrives may be right.
  if (Object.getOwnPropertyDescriptor(word ?? {}, "__proto__")?.value instanceof Uint8Array) {
    return false;
  }
  return !schema.safeParse(JSON.parse(JSON.stringify(word))).success;
}

let gateway: GatewayUnderTest;
let seed = 0;

beforeEach(async () => {
  gateway = await GatewayUnderTest.start({ lastWordsMs: 100 });
  seed = randomInt(2 ** 31);
});
afterEach(() => gateway.stop());

type Namespace = keyof typeof events;
const wordsPerEvent = 8;
const answerMs = 20_000;

async function connected(namespace: Namespace): Promise<Socket> {
  const socket = gateway.connect(namespace);
  await new Promise<void>((joined, failed) => {
    socket.on("connect", joined);
    socket.on("connect_error", failed);
  });
  return socket;
}

/** Says wrong things to every event; all of it is refused, by the answer or by the end of the connection. */
async function sayWrong(
  namespace: Namespace,
  begin: (socket: Socket) => Promise<unknown>,
): Promise<void> {
  const wrong = Object.entries(events[namespace]).flatMap(([event, [schema, right]]) => {
    const words = fc
      .sample(wrongOf(right), { numRuns: wordsPerEvent * 3, seed })
      .filter((word) => isWrong(schema, word))
      .slice(0, wordsPerEvent);
    expect(words.length, `seed ${seed}`).toBeGreaterThan(3);
    return words.map((word) => ({ event, word }));
  });
  // Bytes end the connection, and whoever comes from that address later is served slower: they come last.
  const bytesLast = wrong.toSorted((one, other) => +hasBytes(one.word) - +hasBytes(other.word));
  for (const { event, word } of bytesLast) {
    const said = `${event} ${JSON.stringify(word).slice(0, 300)} (seed ${seed})`;
    // One word for each connection: strangers have a budget, and whoever exceeds it is served slower.
    const talk = await talkTo(namespace, begin);
    expect(await answerTo(talk, event, word), said).toBe("refused");
    // Without an acknowledgement, and without anything.
    talk.socket.emit(event, word);
    talk.socket.emit(event);
    await pause(10);
    talk.socket.close();
  }
}

function hasBytes(word: unknown): boolean {
  return [word, ...Object.values(word ?? {})].some((each) => each instanceof Uint8Array);
}

interface Talk {
  readonly socket: Socket;
  /** Why the connection was ended: whoever says too much is told so before. */
  readonly told: unknown[];
}

async function talkTo(
  namespace: Namespace,
  begin: (socket: Socket) => Promise<unknown>,
): Promise<Talk> {
  const socket = await connected(namespace);
  const told: unknown[] = [];
  socket.on("refused", (refusal) => told.push(refusal));
  await begin(socket);
  return { socket, told };
}

/** Nobody waits for an answer to these two: they are dropped. */
const unanswered: ReadonlySet<string> = new Set(["outbox", "screen"]);

async function answerTo({ socket, told }: Talk, event: string, word: unknown): Promise<string> {
  if (unanswered.has(event)) {
    socket.emit(event, word, "one more");
    return "refused";
  }
  const answer: unknown = await socket
    .timeout(answerMs)
    .emitWithAck(event, word)
    .catch((error: unknown) => error);
  if (answer instanceof Error) return told.length > 0 ? "refused" : answer.message;
  if (typeof answer !== "object" || answer === null || !("refusal" in answer)) {
    return JSON.stringify(answer);
  }
  const isNamed = answer.refusal === "malformed" || answer.refusal === "too-fast";
  return isNamed ? "refused" : JSON.stringify(answer);
}

const nothing = async (): Promise<void> => undefined;
/** Every show has its first person, and this one stays as it is. */
async function enter(socket: Socket): Promise<unknown> {
  const answer = await socket
    .timeout(answerMs)
    .emitWithAck("enter", { token: "cd".repeat(16), showId: null });
  expect(answer).toMatchObject({ ok: true });
  return answer;
}

async function login(socket: Socket): Promise<unknown> {
  const answer = await socket.timeout(answerMs).emitWithAck("login", { pin: pinOfTheTest });
  expect(answer).toMatchObject({ ok: true });
  return answer;
}

const longMs = 120_000;

test.each([
  ["/phone", "before it has entered", nothing],
  ["/phone", "that has entered", enter],
  ["/stage", "without a login", nothing],
  ["/presenter", "before the login", nothing],
  ["/presenter", "that is logged in", login],
] as const)(
  "whatever is wrong that a page on %s says %s is refused by name and changes nothing",
  async (namespace, _, begin) => {
    await sayWrong(namespace, begin);
    expect(gateway.fabric.asked).toEqual([]);
    expect(gateway.askedOfRooms.filter((kind) => !quiet.has(kind))).toEqual([]);
    await enter(await connected("/phone"));
  },
  longMs,
);

/** What entering asks by itself. */
const quiet: ReadonlySet<string> = new Set(["find-and-read", "find", "open", "read", "stale-read"]);

/** As they stand in a frame of socket.io, behind its type; most of them no client would send. */
const frames = [
  '2/phone,["pay",{"sequence":1e999,"payee":1e999,"amountCents":1e999}]',
  '2/phone,7["pay",{"__proto__":{"sequence":1},"sequence":-0}]',
  '2/phone,["__proto__",{}]',
  '2/phone,["constructor",{},{}]',
  '2/phone,["connect"]',
  '2/phone,["disconnect"]',
  "2/phone,[7,{}]",
  "2/phone,[]",
  "2/phone,{}",
  "2/phone,0",
  "2/phone,",
  '2/phone,99999999999999999999["account",{}]',
  '2/phone,-1["account",{}]',
  '2/phone,["account"',
  '51-/phone,["account",{"_placeholder":true,"num":1e9}]',
  '51-/phone,["account",{"_placeholder":true,"num":0}]',
  '599999-/phone,["account",{}]',
  "3/phone,0[]",
  '4/phone,{"message":"x"}',
  "0/phone,[]",
  '0/phone,{"mirror":{"__proto__":1}}',
  "0/nowhere,",
  "0/__proto__,",
  "1/phone,",
  "9",
  "",
  "\ud800",
] as const;

test(
  "a frame that no page of ours sends ends its own connection at most",
  async () => {
    for (const frame of frames) {
      const socket = await connected("/phone");
      socket.io.engine.write(frame);
      await pause(30);
      socket.close();
    }
    await enter(await connected("/phone"));
    expect(gateway.askedOfRooms.filter((kind) => !quiet.has(kind))).toEqual([]);
  },
  longMs,
);
