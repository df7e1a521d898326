import { TokenBucket, type GatewayCore, type Rate } from "@cablecut/gateway";
import {
  cancelSchema,
  enterSchema,
  lookUpSchema,
  outboxSchema,
  paySchema,
  readSchema,
  takeMoveSchema,
  verifySchema,
  type AccountAnswer,
  type EnterAnswer,
  type FindMeAnswer,
  type GatewayToPhone,
  type LookUpAnswer,
  type MoveLinkAnswer,
  type PayAnswer,
  type PhoneToGateway,
  type TakeMoveAnswer,
  type VerifyAnswer,
} from "@cablecut/protocol";
import type { Namespace, Socket } from "socket.io";
import type { z } from "zod";
import { entranceIn, pageIn } from "../edge/connect-packet.ts";
import type { ConnectionGuard } from "../edge/connection-guard.ts";
import type { Edge } from "../edge/edge.ts";
import type { ShowOrigins } from "../edge/origin.ts";
import { nowMs } from "../monotonic-clock.ts";
import type { PhonesSeen } from "../venue/phones-seen.ts";
import type { PhoneRows } from "./phone-rows.ts";
import { guardedFor, type GuardRefusal, type SharedHandler } from "./guarded.ts";

type PhoneNamespace = Namespace<PhoneToGateway, GatewayToPhone>;
type PhoneSocket = Socket<PhoneToGateway, GatewayToPhone>;

/** A person taps a few times a second at most; a phone that resumes asks a little more at once. */
const requests: Rate = { burst: 20, perSecond: 8 };
/** Each receipt is read here and its MAC checked in a room; so many cost as much as one request. A phone holds 32 at most. */
const receiptsPerRequest = 8;

const rejected = (refusal: GuardRefusal): PayAnswer => ({ kind: "rejected", refusal });
const refused = (refusal: GuardRefusal) => ({ ok: false as const, refusal });

/** A phone's connection, as its requests are heard. */
interface PhoneLine {
  readonly socket: PhoneSocket;
  readonly guard: ConnectionGuard;
  readonly limit: TokenBucket;
  /** The page came from another gateway, and only its socket is here. */
  readonly moved: boolean;
  /** The address of this machine that it came to. */
  readonly to: string | undefined;
}

/** Every event of a phone has its handler, which all phones share. */
type PhoneHandlers = Readonly<Record<keyof PhoneToGateway, SharedHandler<PhoneLine>>>;

/** Everything a phone says is checked; everything it asks is answered, by name if refused. */
export function servePhones(
  core: GatewayCore,
  phones: PhoneNamespace,
  {
    edge,
    origins,
    seen,
    rows,
  }: {
    readonly edge: Edge;
    readonly origins: Pick<ShowOrigins, "hasMoved">;
    readonly seen: PhonesSeen;
    readonly rows: Pick<PhoneRows, "seat">;
  },
  bug: (error: unknown) => void,
): void {
  const request = requestsOfPhones(bug);
  const handlers: PhoneHandlers = {
    ...comesIn(core, request, seen),
    ...movesMoney(core, request),
    ...asksQuestions(core, request),
    ...movesAccounts(core, request),
    outbox: outboxOf(core),
  };
  const handlerOf = new Map<string, SharedHandler<PhoneLine>>(Object.entries(handlers));
  phones.on("connection", (socket) => {
    const guard = edge.guardOf(socket);
    const page = pageIn(socket.handshake.auth);
    if (!core.phones.joined(socket.id, guard.address, page)) return void socket.disconnect(true);
    const { origin, host } = socket.handshake.headers;
    const moved = origins.hasMoved(origin, host);
    const to = socket.request.socket.localAddress;
    const line = { socket, guard, limit: new TokenBucket(requests, nowMs), moved, to };
    socket.onAny((event: string, raw: unknown, ack: unknown) =>
      handlerOf.get(event)?.(line, raw, ack),
    );
    socket.on("disconnect", () => core.phones.left(socket.id));
    void socket.join(rows.seat());
    // A room of its own, which socket.io gives to each: a phone is sent to by its socket.
    void socket.leave(socket.id);
    const entrance = entranceIn(socket.handshake.auth);
    forgetRequest(socket);
    if (entrance === undefined) return;
    handlers.enter(line, entrance, (answer: EnterAnswer) => {
      socket.emit("entered", answer);
      guard.answered();
    });
  });
}

type PhoneRequests = ReturnType<typeof requestsOfPhones>;

/** How requests are heard: counted for their connection, checked, and answered. */
function requestsOfPhones(bug: (error: unknown) => void) {
  return <Schema extends z.ZodType, Answer>(
    schema: Schema,
    refuse: (refusal: GuardRefusal) => Answer,
    answer: (line: PhoneLine, reply: (answer: Answer) => void, input: z.output<Schema>) => void,
    /** What it costs beyond one, whatever it is: reading it is the larger part of that. */
    extraCost: (raw: unknown) => number = () => 0,
  ): SharedHandler<PhoneLine> =>
    guardedFor<PhoneLine, Schema, PhoneLine, Answer>({
      schema,
      mayAsk: ({ limit }, raw) => limit.take(1 + extraCost(raw)),
      admit: (_, line) => ({ context: line }),
      refuse,
      answer: (input, line, reply) => answer(line, reply, input),
      bug,
    });
}

function comesIn({ phones: desk }: GatewayCore, request: PhoneRequests, seen: PhonesSeen) {
  /** Whoever enters again over the same connection is listened to already. */
  const timed = new WeakSet<PhoneSocket>();
  const enter = request<typeof enterSchema, EnterAnswer>(
    enterSchema,
    refused,
    ({ socket, guard, moved, to }, reply, input) =>
      guard.atTheDoor(() => {
        if (!socket.connected) return;
        const asked = { ...input, synthetic: input.synthetic ?? false, moved };
        desk.enter(socket.id, asked, (answer) => {
          if (answer.ok) guard.enter("/phone");
          else guard.waitsAtTheDoor(answer.refusal);
          if (answer.ok && input.synthetic !== true) {
            seen.came({ address: guard.address, isThisMachine: guard.isLocal, to });
            if (!timed.has(socket)) timeRoundTrips(socket, seen);
            timed.add(socket);
          }
          reply(answer);
        });
      }),
  );
  return { enter };
}

function movesMoney({ phones: desk }: GatewayCore, request: PhoneRequests) {
  return {
    pay: request<typeof paySchema, PayAnswer>(paySchema, rejected, ({ socket }, reply, input) =>
      desk.pay(socket.id, input, reply),
    ),
    cancel: request<typeof cancelSchema, PayAnswer>(
      cancelSchema,
      rejected,
      ({ socket }, reply, { sequence }) => desk.cancel(socket.id, sequence, reply),
    ),
    verify: request<typeof verifySchema, VerifyAnswer>(
      verifySchema,
      refused,
      ({ socket }, reply, input) => desk.verify(socket.id, input, reply),
      (raw) => Math.floor(receiptsIn(raw) / receiptsPerRequest),
    ),
  };
}

function receiptsIn(raw: unknown): number {
  if (typeof raw !== "object" || raw === null || !("receipts" in raw)) return 0;
  return Array.isArray(raw.receipts) ? raw.receipts.length : 0;
}

/** About the own account, about others, and to be seen: nothing of it changes the ledger. */
function asksQuestions({ phones: desk }: GatewayCore, request: PhoneRequests) {
  return {
    account: request<typeof readSchema, AccountAnswer>(readSchema, refused, ({ socket }, reply) =>
      desk.account(socket.id, reply),
    ),
    lookUp: request<typeof lookUpSchema, LookUpAnswer>(
      lookUpSchema,
      refused,
      ({ socket }, reply, { accountNumber }) => desk.lookUp(socket.id, accountNumber, reply),
    ),
    randomAttendee: request<typeof readSchema, LookUpAnswer>(
      readSchema,
      refused,
      ({ socket }, reply) => desk.randomAttendee(socket.id, reply),
    ),
    findMe: request<typeof readSchema, FindMeAnswer>(readSchema, refused, ({ socket }, reply) =>
      desk.findMe(socket.id, reply),
    ),
  };
}

/** From one browser to another. */
function movesAccounts({ phones: desk }: GatewayCore, request: PhoneRequests) {
  return {
    moveLink: request<typeof readSchema, MoveLinkAnswer>(readSchema, refused, ({ socket }, reply) =>
      desk.moveLink(socket.id, reply),
    ),
    takeMove: request<typeof takeMoveSchema, TakeMoveAnswer>(
      takeMoveSchema,
      // Nothing of it needs an account.
      (refusal) => ({ ok: false, refusal: refusal === "not-entered" ? "malformed" : refusal }),
      ({ socket }, reply, { code }) => desk.takeMove(socket.id, code, reply),
    ),
  };
}

/** Nobody waits for an answer to it. */
function outboxOf({ phones: desk }: GatewayCore): SharedHandler<PhoneLine> {
  return ({ socket, limit }, raw) => {
    if (!limit.take()) return;
    const input = outboxSchema.safeParse(raw);
    if (input.success) desk.outbox(socket.id, input.data);
  };
}

/** The same for all of them. */
const nothing = Object.freeze({});

/**
 * The request that the connection came with, with its headers and streams, would be held as long as the connection, and
 * nobody asks for it again: the guard keeps the address, and the page's origin has been judged.
 */
function forgetRequest({ conn, handshake }: PhoneSocket): void {
  Object.assign(handshake, { headers: nothing, query: nothing, auth: nothing, time: "", url: "" });
  // oxlint-disable-next-line typescript/consistent-type-assertions -- socket.io's own advice; its types do not know it
  (conn as { request: unknown }).request = null;
}

/** From engine.io's ping to its pong; over long polling that would be the time of a poll. */
function timeRoundTrips({ conn }: PhoneSocket, seen: PhonesSeen): void {
  let pingedMs: number | null = null;
  conn.on("packetCreate", ({ type }: { readonly type: string }) => {
    if (type === "ping" && conn.transport.name === "websocket") pingedMs = nowMs();
  });
  conn.on("heartbeat", () => {
    if (pingedMs !== null) seen.roundTrip(nowMs() - pingedMs, nowMs());
    pingedMs = null;
  });
}
