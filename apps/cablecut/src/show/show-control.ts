import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomBytes } from "node:crypto";
import { bearer, isBearer, shortJson } from "@cablecut/fabric";
import { bearerTokenSchema, resetRefusals } from "@cablecut/protocol";
import * as z from "zod";
import { loopback } from "./loopback.ts";

/** How a running supervisor is asked; the token is in running.json, for the operator's eyes only. */
export const showControlSchema = z.object({
  port: z.number().int(),
  token: bearerTokenSchema,
});
export type ShowControlAddress = z.infer<typeof showControlSchema>;

const resetRequestSchema = z.strictObject({ force: z.boolean() });

const resetAnswerSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    showId: z.string(),
    pin: z.string(),
    /** Where the old show's data are now. */
    aside: z.string(),
  }),
  z.object({ ok: z.literal(false), refusal: z.enum(resetRefusals) }),
]);
export type ResetAnswer = z.infer<typeof resetAnswerSchema>;

const rebuildRequestSchema = z.strictObject({ room: z.string(), confirmed: z.boolean() });

export const rebuildRefusals = [
  "unknown-room",
  /** The gateway does not answer, so whether the others are a quorum is not known. */
  "rooms-unknown",
  /** The others are no quorum: nothing could be recovered from them. */
  "no-quorum",
  /** The room runs on a log that can be read: `confirmed` sets it aside all the same. */
  "room-runs",
  /** The disk refused to set its log aside, and the room is started again on it. */
  "not-set-aside",
  /** Another rebuild or a reset is under way, or the show is starting or stopping. */
  "busy",
  /** Its log is set aside, and the room did not become ready. */
  "not-started",
] as const;
export type RebuildRefusal = (typeof rebuildRefusals)[number];

const rebuildAnswerSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    /** Where the former log is now; null where there was none. */
    aside: z.string().nullable(),
  }),
  z.object({ ok: z.literal(false), refusal: z.enum(rebuildRefusals) }),
]);
export type RebuildAnswer = z.infer<typeof rebuildAnswerSchema>;

const bodyBytesMax = 1_024;
/** More than the name of any room has, in at most half of the above. */
const roomNameCharactersMax = 128;
/** Where the old show's data are now is a path. */
const answerBytesMax = 64 * 1024;
const connectionsMax = 16;
const requestTimeoutMs = 5_000;
/** Stopping and starting again takes a few seconds. */
const orderTimeoutMs = 60_000;

export interface ShowControl {
  readonly address: ShowControlAddress;
  close(): void;
}

/** What a supervisor does for whoever knows its token. */
export interface ShowOrders {
  reset(force: boolean): Promise<ResetAnswer>;
  rebuild(room: string, confirmed: boolean): Promise<RebuildAnswer>;
}

/**
 * Listens on the loopback for `ctl reset` and `ctl room rebuild`. Whoever does not know the token learns and changes
 * nothing.
 */
export async function serveShowControl(orders: ShowOrders): Promise<ShowControl> {
  const token = randomBytes(16).toString("hex");
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    void answer(request, response, token, orders);
  });
  server.maxConnections = connectionsMax;
  const port = await new Promise<number>((settle, fail) => {
    server.once("error", fail);
    server.listen(0, loopback, () => {
      // Later errors are of single accepts (out of descriptors): the listener goes on.
      server.off("error", fail).on("error", () => undefined);
      const address = server.address();
      settle(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  return {
    address: { port, token },
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  orders: ShowOrders,
): Promise<void> {
  const say = (status: number, body: object): void => {
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(body));
  };
  if (!isBearer(request.headers.authorization, token)) return say(403, { refusal: "forbidden" });
  const isKnown = request.url === "/reset" || request.url === "/rebuild";
  if (request.method !== "POST" || !isKnown) return say(404, { refusal: "unknown-path" });
  const body = await bodyOf(request);
  const outcome = await (request.url === "/reset" ? reset(orders, body) : rebuild(orders, body));
  if (outcome === null) return say(400, { refusal: "malformed" });
  say(outcome.ok ? 200 : 409, outcome);
}

/** Null for a request that is none. */
async function reset(orders: ShowOrders, body: unknown): Promise<ResetAnswer | null> {
  const asked = resetRequestSchema.safeParse(body);
  return asked.success ? orders.reset(asked.data.force) : null;
}

/** Null for a request that is none. */
async function rebuild(orders: ShowOrders, body: unknown): Promise<RebuildAnswer | null> {
  const asked = rebuildRequestSchema.safeParse(body);
  return asked.success ? orders.rebuild(asked.data.room, asked.data.confirmed) : null;
}

/** Null for what is no JSON, too long or cut short. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  try {
    for await (const chunk of request) {
      text += String(chunk);
      if (text.length > bodyBytesMax) return null;
    }
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Null: the supervisor did not answer. */
export async function askForReset(
  address: ShowControlAddress,
  force: boolean,
): Promise<ResetAnswer | null> {
  const parsed = resetAnswerSchema.safeParse(await ask(address, "reset", { force }));
  return parsed.success ? parsed.data : null;
}

/** Null: the supervisor did not answer. */
export async function askForRebuild(
  address: ShowControlAddress,
  room: string,
  confirmed: boolean,
): Promise<RebuildAnswer | null> {
  // No room is called so, and the supervisor would not read to its end.
  if (room.length > roomNameCharactersMax) return { ok: false, refusal: "unknown-room" };
  const answered = await ask(address, "rebuild", { room, confirmed });
  const parsed = rebuildAnswerSchema.safeParse(answered);
  return parsed.success ? parsed.data : null;
}

async function ask(
  { port, token }: ShowControlAddress,
  order: "reset" | "rebuild",
  body: object,
): Promise<unknown> {
  try {
    const response = await fetch(`http://${loopback}:${port}/${order}`, {
      method: "POST",
      headers: { ...bearer(token), "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(orderTimeoutMs),
    });
    return await shortJson(response, answerBytesMax);
  } catch {
    return null;
  }
}
