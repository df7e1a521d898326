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
import type { ConnectionGuard } from "../edge/connection-guard.ts";
import type { Edge } from "../edge/edge.ts";
import type { ShowOrigins } from "../edge/origin.ts";
import { nowMs } from "../monotonic-clock.ts";
import type { PhonesSeen } from "../venue/phones-seen.ts";
import { guarded, type GuardRefusal, type RawHandler } from "./guarded.ts";

type PhoneNamespace = Namespace<PhoneToGateway, GatewayToPhone>;
type PhoneSocket = Socket<PhoneToGateway, GatewayToPhone>;

/** A person taps a few times a second at most; a phone that resumes asks a little more at once. */
const requests: Rate = { burst: 20, perSecond: 8 };
/** A room checks a MAC for every receipt; so many cost as much as one request. */
const receiptsPerRequest = 16;

const rejected = (refusal: GuardRefusal): PayAnswer => ({ kind: "rejected", refusal });
const refused = (refusal: GuardRefusal) => ({ ok: false as const, refusal });

/** Everything a phone says is checked; everything it asks is answered, by name if refused. */
export function servePhones(
  core: GatewayCore,
  phones: PhoneNamespace,
  {
    edge,
    origins,
    seen,
  }: {
    readonly edge: Edge;
    readonly origins: Pick<ShowOrigins, "hasMoved">;
    readonly seen: PhonesSeen;
  },
  bug: (error: unknown) => void,
): void {
  phones.on("connection", (socket) => {
    const { origin, host } = socket.handshake.headers;
    if (core.phones.joined(socket.id, edge.guardOf(socket).address))
      servePhone(
        core,
        socket,
        { guard: edge.guardOf(socket), moved: origins.hasMoved(origin, host), seen },
        bug,
      );
    else socket.disconnect(true);
  });
}

/** How this connection's requests are heard: counted, checked, and answered. */
function requestsWithin(limit: TokenBucket, bug: (error: unknown) => void) {
  return <Schema extends z.ZodType, Answer>(
    schema: Schema,
    refuse: (refusal: GuardRefusal) => Answer,
    answer: (input: z.output<Schema>, reply: (answer: Answer) => void) => void,
    /** What it costs beyond one. */
    extraCost: (input: z.output<Schema>) => number = () => 0,
  ): RawHandler =>
    guarded<Schema, null, Answer>({
      schema,
      mayAsk: () => limit.take(),
      admit: (input) =>
        limit.take(extraCost(input)) ? { context: null } : { refusal: "too-fast" },
      refuse,
      answer: (input, _, reply) => answer(input, reply),
      bug,
    });
}

function servePhone(
  core: GatewayCore,
  socket: PhoneSocket,
  {
    guard,
    moved,
    seen,
  }: { readonly guard: ConnectionGuard; readonly moved: boolean; readonly seen: PhonesSeen },
  bug: (error: unknown) => void,
): void {
  const { id } = socket;
  const limit = new TokenBucket(requests, nowMs);
  const request = requestsWithin(limit, bug);
  const desk = core.phones;
  socket.on(
    "enter",
    request<typeof enterSchema, EnterAnswer>(enterSchema, refused, (input, reply) =>
      guard.atTheDoor(() => {
        if (!socket.connected) return;
        desk.enter(id, { ...input, synthetic: input.synthetic ?? false, moved }, (answer) => {
          if (answer.ok) guard.enter();
          if (answer.ok && input.synthetic !== true) {
            seen.came(guard.address, guard.isLocal);
            timeRoundTrips(socket, seen);
          } else guard.waitsAtTheDoor();
          reply(answer);
        });
      }),
    ),
  );
  socket.on(
    "pay",
    request<typeof paySchema, PayAnswer>(paySchema, rejected, (input, reply) =>
      desk.pay(id, input, reply),
    ),
  );
  socket.on(
    "cancel",
    request<typeof cancelSchema, PayAnswer>(cancelSchema, rejected, (input, reply) =>
      desk.cancel(id, input.sequence, reply),
    ),
  );
  socket.on(
    "verify",
    request<typeof verifySchema, VerifyAnswer>(
      verifySchema,
      refused,
      (input, reply) => desk.verify(id, input, reply),
      ({ receipts }) => Math.floor(receipts.length / receiptsPerRequest),
    ),
  );
  answerQuestions(core, socket, request);
  moveAccounts(core, socket, request);
  hearOutbox(core, socket, limit);
  socket.on("disconnect", () => desk.left(id));
}

/** About the own account, about others, and to be seen: nothing of it changes the ledger. */
function answerQuestions(
  core: GatewayCore,
  socket: PhoneSocket,
  request: ReturnType<typeof requestsWithin>,
): void {
  const { id } = socket;
  const desk = core.phones;
  socket.on(
    "account",
    request<typeof readSchema, AccountAnswer>(readSchema, refused, (_, reply) =>
      desk.account(id, reply),
    ),
  );
  socket.on(
    "lookUp",
    request<typeof lookUpSchema, LookUpAnswer>(lookUpSchema, refused, (input, reply) =>
      desk.lookUp(id, input.accountNumber, reply),
    ),
  );
  socket.on(
    "randomAttendee",
    request<typeof readSchema, LookUpAnswer>(readSchema, refused, (_, reply) =>
      desk.randomAttendee(id, reply),
    ),
  );
  socket.on(
    "findMe",
    request<typeof readSchema, FindMeAnswer>(readSchema, refused, (_, reply) =>
      desk.findMe(id, reply),
    ),
  );
}

/** From one browser to another. */
function moveAccounts(
  core: GatewayCore,
  socket: PhoneSocket,
  request: ReturnType<typeof requestsWithin>,
): void {
  const { id } = socket;
  const desk = core.phones;
  socket.on(
    "moveLink",
    request<typeof readSchema, MoveLinkAnswer>(readSchema, refused, (_, reply) =>
      desk.moveLink(id, reply),
    ),
  );
  socket.on(
    "takeMove",
    request<typeof takeMoveSchema, TakeMoveAnswer>(
      takeMoveSchema,
      // Nothing of it needs an account.
      (refusal) => ({ ok: false, refusal: refusal === "not-entered" ? "malformed" : refusal }),
      ({ code }, reply) => desk.takeMove(id, code, reply),
    ),
  );
}

/** Nobody waits for an answer to it. */
function hearOutbox(core: GatewayCore, socket: PhoneSocket, limit: TokenBucket): void {
  socket.on("outbox", (raw: unknown) => {
    if (!limit.take()) return;
    const input = outboxSchema.safeParse(raw);
    if (input.success) core.phones.outbox(socket.id, input.data);
  });
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
