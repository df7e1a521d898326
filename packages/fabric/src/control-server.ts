import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { wordsOfIssue } from "@cablecut/protocol";
import type { ZodType } from "zod";
import { isBearer } from "./bearer.ts";
import {
  cutRequestSchema,
  faultRequestSchema,
  faultSchema,
  restoreRequestSchema,
} from "./control-messages.ts";
import type { ControlRefusal, FabricEvent } from "./control-messages.ts";
import type { FabricConfig } from "./fabric-config.ts";
import type { Fabric, FabricAnswer } from "./fabric.ts";

export const bodyBytesMax = 16 * 1024;
export const watchersMax = 32;
/** A watcher who has not taken so many bytes is dropped; it can come back and ask for what it missed. */
export const watcherBytesMax = 1024 * 1024;
/** An empty line in the event stream, so that a watcher notices when the fabric is gone. */
export const keepAliveMs = 1_000;
/** Whoever has not said all that it wants to ask is not waited for when the fabric ends, ms. */
const closeMs = 250;

const statusOf: Readonly<Record<ControlRefusal, number>> = {
  "bad-request": 400,
  "unknown-target": 404,
  "bad-fault": 400,
  "unknown-path": 404,
  "method-not-allowed": 405,
  "too-many-watchers": 429,
  "body-too-long": 413,
  "foreign-origin": 403,
  forbidden: 403,
  busy: 429,
  closing: 503,
};

export interface ControlServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * HTTP with JSON on a loopback address: GET /status, /history and /events, POST /cut, /restore, /fault and /restore-everything.
 * Refusals come as `{ ok: false, refusal, message }` with a status of 4xx or 5xx. Rejects if the port cannot be had.
 * With a `token` whoever does not show it learns how the cables are, and nothing else: any program of the machine reaches the port.
 */
export async function serveControl(
  fabric: Fabric,
  { token, ...listen }: FabricConfig["control"],
): Promise<ControlServer> {
  const watchers = new Set<ServerResponse>();
  const mayAsk = ({ headers }: IncomingMessage): boolean =>
    token === undefined || isBearer(headers.authorization, token);
  const server = createServer((request, response) => {
    void answerRequest({ fabric, watchers, mayAsk }, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(listen.port, listen.host, () => {
      // Later errors are of single accepts (out of descriptors): the listener goes on.
      server.off("error", reject).on("error", () => undefined);
      resolve();
    });
  });
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, close: () => closeServer(server, watchers) };
}

async function closeServer(server: Server, watchers: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const watcher of watchers) watcher.end();
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), closeMs);
  await closed;
  clearTimeout(impatience);
}

type Handler = (fabric: Fabric, body: unknown) => Promise<FabricAnswer | Refused>;
interface Refused {
  readonly ok: false;
  readonly refusal: ControlRefusal;
  readonly message: string;
}

const refused = (refusal: ControlRefusal, message: string): Refused => ({
  ok: false,
  refusal,
  message,
});

/** Runs `act` with a valid request, or says what is wrong with it. */
function checked<Request>(
  schema: ZodType<Request>,
  act: (fabric: Fabric, request: Request) => Promise<FabricAnswer>,
): Handler {
  return async (fabric, body) => {
    const parsed = schema.safeParse(body, { error: (issue) => wordsOfIssue(issue).en });
    if (parsed.success) return act(fabric, parsed.data);
    const issues = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    );
    const badFault = parsed.error.issues.every(({ path }) => path[0] === "fault");
    return refused(badFault ? "bad-fault" : "bad-request", issues.join("; "));
  };
}

const posts: Readonly<Record<string, Handler>> = {
  "/cut": checked(cutRequestSchema, (fabric, { targets, intervalMs, direction }) =>
    fabric.cut(targets, intervalMs, direction),
  ),
  "/restore": checked(restoreRequestSchema, (fabric, { targets, intervalMs }) =>
    fabric.restore(targets, intervalMs),
  ),
  "/fault": checked(faultRequestSchema, (fabric, { targets, fault }) =>
    fabric.fault(targets, faultSchema.parse(fault)),
  ),
  "/restore-everything": (fabric) => fabric.restoreEverything(),
};

interface Asked {
  readonly fabric: Fabric;
  readonly watchers: Set<ServerResponse>;
  readonly mayAsk: (request: IncomingMessage) => boolean;
}

async function answerRequest(
  { fabric, watchers, mayAsk }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on("error", () => undefined);
  if (!isLocal(request)) {
    answer(response, refused("foreign-origin", "only programs of this machine may ask"));
    return;
  }
  const url = urlOf(request);
  if (url === null) {
    answer(response, refused("bad-request", "the path cannot be read"));
  } else if (request.method === "GET" && url.pathname === "/status") {
    send(response, 200, fabric.status());
  } else if (!mayAsk(request)) {
    answer(response, refused("forbidden", "only who knows the token of this show may ask"));
  } else if (request.method === "GET" && url.pathname === "/history") {
    send(response, 200, fabric.events.history());
  } else if (request.method === "GET" && url.pathname === "/events") {
    watch(fabric, watchers, response, Number(url.searchParams.get("after") ?? "0"));
  } else {
    answer(response, await changed(fabric, request, url.pathname));
  }
}

/** Null where what is asked for is no path at all: "//" names a host without a name. */
function urlOf({ url = "/" }: IncomingMessage): URL | null {
  return URL.canParse(url, "http://fabric") ? new URL(url, "http://fabric") : null;
}

/**
 * A web page that somebody looks at on this machine must not be able to cut: no other host's name (DNS rebinding), and
 * no request that a browser makes for a page of another origin.
 */
function isLocal(request: IncomingMessage): boolean {
  const host = request.headers.host ?? "";
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) && !("origin" in request.headers);
}

async function changed(
  fabric: Fabric,
  request: IncomingMessage,
  path: string,
): Promise<FabricAnswer | Refused> {
  const handler = Object.hasOwn(posts, path) ? posts[path] : undefined;
  if (handler === undefined) {
    const reading = ["/status", "/history", "/events"].includes(path);
    if (reading) return refused("method-not-allowed", `${path} is only read`);
    return refused(
      "unknown-path",
      `there are /status, /history, /events, ${Object.keys(posts).join(", ")}`,
    );
  }
  if (request.method !== "POST") return refused("method-not-allowed", `${path} takes a POST`);
  const text = await bodyOf(request);
  if (text === "too-long") return refused("body-too-long", `at most ${bodyBytesMax} bytes`);
  // Nobody waits for the answer, and half a request is no request.
  if (text === "cut-short") return refused("bad-request", "the body is not whole");
  try {
    return await handler(fabric, text.body === "" ? {} : JSON.parse(text.body));
  } catch (error) {
    if (error instanceof SyntaxError) return refused("bad-request", "the body is no JSON");
    throw error;
  }
}

async function bodyOf(
  request: IncomingMessage,
): Promise<{ readonly body: string } | "too-long" | "cut-short"> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += (chunk as Buffer).byteLength;
      if (bytes > bodyBytesMax) return "too-long";
      chunks.push(chunk as Buffer);
    }
  } catch {
    return "cut-short";
  }
  return { body: Buffer.concat(chunks).toString("utf8") };
}

/** The events after the given number, then new ones as they happen, one JSON object per line. */
function watch(
  fabric: Fabric,
  watchers: Set<ServerResponse>,
  response: ServerResponse,
  after: number,
): void {
  if (!Number.isSafeInteger(after) || after < 0) {
    answer(response, refused("bad-request", "after: the number of the last event that is known"));
    return;
  }
  if (watchers.size >= watchersMax) {
    answer(response, refused("too-many-watchers", `at most ${watchersMax}`));
    return;
  }
  watchers.add(response);
  response.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
  const write = (line: string): void => {
    if (response.writableLength > watcherBytesMax) response.destroy();
    else response.write(`${line}\n`);
  };
  const { startedWallMs, events } = fabric;
  write(JSON.stringify({ kind: "events", startedWallMs, lastEvent: events.last }));
  for (const event of events.after(after)) write(JSON.stringify(event));
  const stop = events.watch((event: FabricEvent) => write(JSON.stringify(event)));
  const keepAlive = setInterval(() => write(""), keepAliveMs);
  response.on("close", () => {
    clearInterval(keepAlive);
    stop();
    watchers.delete(response);
  });
}

function answer(response: ServerResponse, content: FabricAnswer | Refused): void {
  send(response, content.ok ? 200 : statusOf[content.refusal], content);
}

function send(response: ServerResponse, status: number, content: object): void {
  const text = JSON.stringify(content);
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  // After a body that was not read to its end the connection cannot be used again.
  const close = status === 413 ? { connection: "close" } : {};
  response.writeHead(status, { ...headers, ...close }).end(text);
}
