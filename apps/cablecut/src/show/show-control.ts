import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { loopback } from "./loopback.ts";

/** How a running supervisor is asked; the token is in running.json, for the operator's eyes only. */
export const showControlSchema = z.object({
  port: z.number().int(),
  token: z.string().regex(/^[0-9a-f]{32}$/),
});
export type ShowControlAddress = z.infer<typeof showControlSchema>;

const resetRequestSchema = z.strictObject({ force: z.boolean() });

export const resetRefusals = [
  /** Cables are cut and shards are being moved: `force` resets all the same. */
  "incident-running",
  /** The gateway does not answer, so whether an incident runs is not known: `force` resets all the same. */
  "incident-unknown",
  /** Another reset is under way, or the show is stopping. */
  "busy",
  /** The old show is set aside, the new one could not be started; the supervisor ends. */
  "not-started",
] as const;
export type ResetRefusal = (typeof resetRefusals)[number];

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

const bodyBytesMax = 1_024;
const connectionsMax = 16;
const requestTimeoutMs = 5_000;
/** Stopping and starting again takes a few seconds. */
const resetTimeoutMs = 60_000;

export interface ShowControl {
  readonly address: ShowControlAddress;
  close(): void;
}

/** Listens on the loopback for `ctl reset`. Whoever does not know the token learns and changes nothing. */
export async function serveShowControl(
  reset: (force: boolean) => Promise<ResetAnswer>,
): Promise<ShowControl> {
  const token = randomBytes(16).toString("hex");
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    void answer(request, response, token, reset);
  });
  server.maxConnections = connectionsMax;
  const port = await new Promise<number>((settle, fail) => {
    server.once("error", fail);
    server.listen(0, loopback, () => {
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
  reset: (force: boolean) => Promise<ResetAnswer>,
): Promise<void> {
  const say = (status: number, body: object): void => {
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(body));
  };
  if (!isToken(request.headers.authorization, token)) return say(403, { refusal: "forbidden" });
  if (request.method !== "POST" || request.url !== "/reset") {
    return say(404, { refusal: "unknown-path" });
  }
  const asked = resetRequestSchema.safeParse(await bodyOf(request));
  if (!asked.success) return say(400, { refusal: "malformed" });
  const outcome = await reset(asked.data.force);
  say(outcome.ok ? 200 : 409, outcome);
}

function isToken(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
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
  { port, token }: ShowControlAddress,
  force: boolean,
): Promise<ResetAnswer | null> {
  try {
    const response = await fetch(`http://${loopback}:${port}/reset`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ force }),
      signal: AbortSignal.timeout(resetTimeoutMs),
    });
    const parsed = resetAnswerSchema.safeParse(await response.json());
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
