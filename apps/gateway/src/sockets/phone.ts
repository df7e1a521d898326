import type { GatewayCore } from "@cablecut/gateway";
import {
  cancelSchema,
  enterSchema,
  lookUpSchema,
  outboxSchema,
  paySchema,
  readSchema,
  verifySchema,
  type AccountAnswer,
  type EnterAnswer,
  type GatewayToPhone,
  type LookUpAnswer,
  type PayAnswer,
  type PhoneToGateway,
  type VerifyAnswer,
} from "@cablecut/protocol";
import type { Namespace, Socket } from "socket.io";
import type { z } from "zod";
import { guarded, type GuardRefusal, type RawHandler } from "./guarded.ts";
import { RateLimit } from "./rate-limit.ts";

type PhoneNamespace = Namespace<PhoneToGateway, GatewayToPhone>;
type PhoneSocket = Socket<PhoneToGateway, GatewayToPhone>;

/** A person taps a few times a second at most; a phone that resumes asks a little more at once. */
const requestBurst = 20;
const requestsPerSecond = 8;

const rejected = (refusal: GuardRefusal): PayAnswer => ({ kind: "rejected", refusal });
const refused = (refusal: GuardRefusal) => ({ ok: false as const, refusal });

/** Everything a phone says is checked; everything it asks is answered, by name if refused. */
export function servePhones(
  core: GatewayCore,
  phones: PhoneNamespace,
  bug: (error: unknown) => void,
): void {
  phones.on("connection", (socket) => {
    if (core.phones.joined(socket.id)) servePhone(core, socket, bug);
    else socket.disconnect();
  });
}

function servePhone(core: GatewayCore, socket: PhoneSocket, bug: (error: unknown) => void): void {
  const { id } = socket;
  const limit = new RateLimit(requestBurst, requestsPerSecond);
  const admit = (): { refusal: GuardRefusal } | { context: null } =>
    limit.take() ? { context: null } : { refusal: "too-fast" };
  const request = <Schema extends z.ZodType, Answer>(
    schema: Schema,
    refuse: (refusal: GuardRefusal) => Answer,
    answer: (input: z.output<Schema>, reply: (answer: Answer) => void) => void,
  ): RawHandler =>
    guarded<Schema, null, Answer>({
      schema,
      admit,
      refuse,
      answer: (input, _, reply) => answer(input, reply),
      bug,
    });
  const desk = core.phones;
  socket.on(
    "enter",
    request<typeof enterSchema, EnterAnswer>(enterSchema, refused, (input, reply) =>
      desk.enter(id, { ...input, synthetic: input.synthetic ?? false }, reply),
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
    "verify",
    request<typeof verifySchema, VerifyAnswer>(verifySchema, refused, (input, reply) =>
      desk.verify(id, input, reply),
    ),
  );
  socket.on("outbox", (raw: unknown) => {
    const input = outboxSchema.safeParse(raw);
    if (input.success && limit.take()) desk.outbox(id, input.data);
  });
  socket.on("disconnect", () => desk.left(id));
}
