import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  bareHost,
  isLoopback,
  StartError,
  type LocalizedText,
  type MetricsAddress,
} from "@cablecut/protocol";
import type { FiguresPage } from "./figures-page.ts";

/** A few servers that look every few seconds, and somebody with a browser. */
const connectionsMax = 16;
const requestMaxMs = 5_000;
/** Nothing comes or goes for so long: an answer that nobody takes is not kept, or a few such keep everybody else away. */
const stalledMaxMs = 10_000;

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/metrics` and nothing else at an address of its own. Rejects, by name, if that cannot be had. */
export function serveMetrics(
  page: FiguresPage,
  address: MetricsAddress,
  { stalledMs = stalledMaxMs } = {},
): Promise<MetricsServer> {
  const server = createServer(
    {
      requestTimeout: requestMaxMs,
      headersTimeout: requestMaxMs,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => void answer(page, address, request, response),
  );
  server.maxConnections = connectionsMax;
  server.setTimeout(stalledMs);
  return new Promise((started, failed) => {
    const refuse = (error: Error): void =>
      failed(new StartError(refusalOf(address, error), { cause: error }));
    server.once("error", refuse);
    server.listen(address.port, address.host, () => {
      // Later errors are of single accepts (out of descriptors): the listener goes on.
      server.off("error", refuse).on("error", () => undefined);
      const bound = server.address();
      started({
        port: typeof bound === "object" && bound !== null ? bound.port : address.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

const againMs = 5_000;

/**
 * Serves the page as long as the process lives. Where the address is not there now, because its network card is not, that
 * is said and tried again: whoever watches a room must not keep it from running. Rejects, by name, for anything else.
 */
export async function tellMetrics(
  page: FiguresPage,
  address: MetricsAddress,
  warn: (reason: string) => void,
): Promise<void> {
  try {
    await serveMetrics(page, address);
  } catch (error) {
    if (!(error instanceof Error) || !isAway(error.cause)) throw error;
    warn(error.message);
    serveLater(page, address, warn);
  }
}

/** Until the address is there. That it still is not is said no more; what keeps the page from being served for good is. */
function serveLater(
  page: FiguresPage,
  address: MetricsAddress,
  warn: (reason: string) => void,
): void {
  const serve = async (): Promise<void> => {
    try {
      await serveMetrics(page, address);
    } catch (error) {
      if (error instanceof Error && isAway(error.cause)) serveLater(page, address, warn);
      else warn(error instanceof Error ? error.message : String(error));
    }
  };
  setTimeout(() => void serve(), againMs).unref();
}

function isAway(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "EADDRNOTAVAIL";
}

function refusalOf({ host, port }: MetricsAddress, error: Error): LocalizedText {
  const en = `metrics: port ${port} at ${host}`;
  const zh = `指标：${host} 的端口 ${port}`;
  switch ("code" in error ? error.code : null) {
    case "EADDRINUSE":
      return { en: `${en} is taken by another program`, zh: `${zh} 已被其他程序占用` };
    case "EACCES":
      return { en: `${en} needs the rights of root`, zh: `${zh} 需要 root 权限` };
    case "EADDRNOTAVAIL":
      return { en: `${en}: this machine has no such address`, zh: `${zh}：本机没有此地址` };
    default:
      return { en: `${en}: ${error.message}`, zh: `${zh}：${error.message}` };
  }
}

async function answer(
  page: FiguresPage,
  { host }: MetricsAddress,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const say = (status: number, words: string): void => {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${words}\n`);
  };
  // A web page of elsewhere, whose name now leads here, reads nothing.
  if (isLoopback(host) && !isLoopback(hostNameIn(request.headers.host)))
    return say(403, "ask under the address of this machine");
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "only GET and HEAD");
  if ((request.url ?? "").split("?")[0] !== "/metrics") return say(404, "only /metrics is here");
  try {
    const text = await page.text();
    response.writeHead(200, { "content-type": page.contentType, "cache-control": "no-store" });
    response.end(request.method === "HEAD" ? "" : text);
  } catch (error) {
    say(500, error instanceof Error ? error.message : String(error));
  }
}

function hostNameIn(header: string | undefined): string {
  const url = `http://${header ?? ""}`;
  return URL.canParse(url) ? bareHost(new URL(url).hostname) : "";
}
