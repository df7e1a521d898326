import type { IncomingMessage, Server as HttpServer } from "node:http";

/** Everybody who listens, for requests or upgrades, finds a path where a proxy has named the host as well (RFC 9112, 3.2.2). */
export function takeHostsOutOfTargets(http: HttpServer): void {
  const take = (request: IncomingMessage): void => {
    request.url = pathOf(request.url);
  };
  http.prependListener("request", take);
  http.prependListener("upgrade", take);
}

export function isPath(target = ""): boolean {
  return target.startsWith("/") || target === "*";
}

/** The target itself where it is none, and names no host of the web either. */
function pathOf(target = ""): string {
  if (isPath(target) || !URL.canParse(target)) return target;
  const { protocol, pathname, search } = new URL(target);
  return /^https?:$/.test(protocol) ? `${pathname}${search}` : target;
}
