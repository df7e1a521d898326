import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import path from "node:path";
import type { GatewayCore } from "@cablecut/gateway";
import type { GatewayConfig } from "@cablecut/protocol";
import express, { type NextFunction, type Request, type Response } from "express";
import helmet from "helmet";
import { hallFullWords } from "../edge/bounded-server.ts";
import type { ShowOrigins } from "../edge/origin.ts";
import { isPath } from "../edge/targets.ts";
import { Turns } from "../edge/turns.ts";
import { loopClock, nowMs } from "../monotonic-clock.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { inlineScriptsOf, pageFiles } from "./page-files.ts";
import { hearPageFailures, type PageFailureReport } from "./page-failures.ts";
import { UnsignedReport } from "./unsigned-report.ts";
import { onceWhole } from "./whole-requests.ts";

/** Pages have so much of every 20 ms when many ask, ms. */
const pagesShareMs = 8;

/** What a page reads that is not there. */
const noSuchPage = "This page is not part of the show. 没有这个页面。\n";
const onlyRead = "The show's pages can only be read. 演示页面只可读取。\n";
const notUnderstood = "The show did not understand this. 请求无法识别。\n";
const nothingKnown = "The show is just starting. Please try again. 演示刚刚开始，请重试。\n";
const countHidden =
  "The report tells how many people came, and their number is not shown now. 报告包含人数，目前不显示。\n";
const failed = "Something went wrong here. Please try again. 服务出错，请重试。\n";

const pages = [
  ["/stage", "stage"],
  ["/presenter", "presenter"],
  ["/", "phone"],
] as const;

interface HttpSurroundings {
  readonly turns: Pick<Turns, "run">;
  /** All own cables are gone, whatever a room on the same machine says. */
  readonly isCutOff: () => boolean;
  /** It is asked by a proxy of ours or a program of this machine, for nobody else. */
  readonly isOperatorsCheck: (request: Request) => boolean;
  /** It has sent so many requests ahead that none is answered. */
  readonly isTooMany: (connection: Socket) => boolean;
}

function turnsOfPages(): Turns {
  return new Turns(loopClock, pagesShareMs);
}

/** Says whether phones can pay here. Anybody may ask: the status is all that a load balancer needs. */
function healthOf(
  { rooms }: Pick<GatewayCore, "rooms">,
  { fabric }: Pick<GatewayConfig, "fabric">,
  isCutOff: () => boolean,
): (response: Response) => void {
  let hasHeardRooms = false;
  return (response) => {
    const hearsRooms = rooms.answering.length > 0 && !isCutOff();
    hasHeardRooms ||= hearsRooms;
    // A fabric's cables are those of all gateways: where they are cut another one hears as little, and a hall that is sent
    // there, its presenter as well, would be sent back.
    const serving = hearsRooms || (hasHeardRooms && fabric !== undefined);
    response.status(serving ? 200 : 503).json({ serving });
  };
}

/** The web pages, what goes wrong in them, the health check, and nothing else. Everything is served from this host: no internet is needed. */
export function createHttp(
  core: Pick<GatewayCore, "rooms" | "reportFacts" | "dials">,
  config: Pick<GatewayConfig, "showId" | "webDirectory" | "fabric">,
  origins: Pick<ShowOrigins, "connectSources" | "isOfShow">,
  bug: (error: unknown) => void,
  pageFailed: (failure: PageFailureReport) => void,
  {
    turns = turnsOfPages(),
    isCutOff = () => false,
    isOperatorsCheck = () => false,
    isTooMany = () => false,
  }: Partial<HttpSurroundings> = {},
): RequestListener {
  const app = express();
  const web = config.webDirectory;
  app.disable("x-powered-by");
  const tellHealth = healthOf(core, config, isCutOff);
  app.get("/healthz", (request, response, next) => {
    // A hall that comes in at once makes pages wait, and a proxy that waited with them would take the gateway for dead.
    if (isOperatorsCheck(request)) tellHealth(response);
    else next();
  });
  app.use((request, response, next) => {
    // Who has waited may have gone, and asked again already.
    const serve = (): void => void (request.socket.destroyed || next());
    if (!turns.run(request.socket, serve)) turnAway(response);
  });
  app.use((request, response, next) => {
    if (canBeDecoded(request.path)) next();
    else say(response, 400, notUnderstood);
  });
  app.use(
    helmet({
      // Plain http on a LAN address is the normal case: nothing may be upgraded to https behind the visitor's back.
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'", ...inlineScriptsOf(path.join(web, "phone", "index.html"))],
          connectSrc: [(request) => origins.connectSources(request.headers.host).join(" ")],
          imgSrc: ["'self'", "data:"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          fontSrc: ["'self'", "data:"],
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
    }),
  );
  app.get("/healthz", (_, response) => tellHealth(response));
  app.post("/page-failed", ...hearPageFailures(origins, pageFailed));
  let report: Promise<UnsignedReport> | null = null;
  for (const [route, name] of [
    ["/report", "report.html"],
    ["/report.json", "report.json"],
    ["/events.csv", "events.csv"],
  ] as const) {
    app.get(route, async (_, response) => {
      if (core.dials.countHidden) return say(response, 403, countHidden);
      report ??= UnsignedReport.of(() => core.reportFacts(), nowMs);
      if (!(await report).serve(name, response)) say(response, 503, nothingKnown);
    });
  }
  for (const [route, name] of pages) app.use(route, pageFiles(path.join(web, name)));
  // The QR says everything in upper case, because that makes a QR of fewer modules.
  app.get(["/J", "/j"], (_, response) => response.redirect(302, "/"));
  app.use(sayWhatIsNot);
  app.use(sayWhatFailed(bug));
  // Before anything else is done for a request: what is asked ahead may be many.
  const inTurn = oneAtATime(isTooMany);
  return (request, response) =>
    inTurn(request, response, () => onceWhole(request, () => servePath(app, request, response)));
}

function sayWhatIsNot({ method }: Request, response: Response): void {
  if (method === "GET" || method === "HEAD") return say(response, 404, noSuchPage);
  // Also of a page that is there.
  response.set("allow", "GET, HEAD");
  say(response, 405, onlyRead);
}

function servePath(
  app: RequestListener,
  ...[request, response]: Parameters<RequestListener>
): void {
  if (isPath(request.url)) return app(request, response);
  const headers = { "content-type": "text/plain; charset=utf-8" };
  response.writeHead(400, headers).end(notUnderstood);
}

function canBeDecoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Four arguments are what express knows its last handler by. What failed is told to the log, never to who asked. */
function sayWhatFailed(bug: (error: unknown) => void) {
  return (error: unknown, _: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status !== null) return say(response, status, status === 404 ? noSuchPage : notUnderstood);
    bug(error);
    say(response, 500, failed);
  };
}

/** Of an error that lies in the request. */
function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}

function turnAway(response: Response): void {
  response.setHeader("retry-after", "2");
  say(response, 503, hallFullWords);
}

function say(response: Response, status: number, words: string): void {
  // What is not there now, as a script of the next build, may be there in a moment.
  response.status(status).set("cache-control", "no-store").type("text/plain").send(words);
}
