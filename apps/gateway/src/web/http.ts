import { existsSync } from "node:fs";
import path from "node:path";
import type { GatewayCore } from "@cablecut/gateway";
import type { GatewayConfig } from "@cablecut/protocol";
import express, { type Express, type Response } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";

/** Requests per minute and address: a hall may sit behind one address, so it only stops floods. */
const requestsPerMinuteMax = 60_000;

/** The web pages, the health check, and nothing else. Everything is served from this host: no internet is needed. */
export function createHttp(
  core: Pick<GatewayCore, "rooms">,
  config: Pick<GatewayConfig, "showId" | "webDirectory">,
): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(
    helmet({
      // Plain http on a LAN address is the normal case: nothing may be upgraded to https behind the visitor's back.
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          connectSrc: ["'self'", "ws:", "wss:"],
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
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: requestsPerMinuteMax,
      standardHeaders: false,
      legacyHeaders: false,
    }),
  );
  app.get("/healthz", (_, response) => {
    const answering = core.rooms.answering.length;
    // Anybody may ask: the status is all that a load balancer needs.
    response.status(answering > 0 ? 200 : 503).json({ serving: answering > 0 });
  });
  const web = config.webDirectory;
  for (const [route, name] of [
    ["/stage", "stage"],
    ["/presenter", "presenter"],
    ["/", "phone"],
  ] as const) {
    const directory = path.join(web, name);
    app.use(route, express.static(directory, { setHeaders: cacheHeaders }));
  }
  // The QR says everything in upper case, because that makes a QR of fewer modules.
  app.get(["/J", "/j"], (_, response) => response.redirect(302, "/"));
  app.get("/{*rest}", (_, response) => sendPage(response, path.join(web, "phone", "index.html")));
  return app;
}

/** Built files carry their hash in the name; pages do not and must be asked for each time. */
function cacheHeaders(response: Response, file: string): void {
  const hashed =
    /[.-][A-Za-z0-9_-]{8,}\.\w+$/.test(file) && file.includes(`${path.sep}assets${path.sep}`);
  response.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
}

function sendPage(response: Response, file: string): void {
  if (existsSync(file)) response.sendFile(file);
  else
    response
      .status(404)
      .type("text/plain")
      .send("This page is not part of the show. 没有这个页面。");
}
