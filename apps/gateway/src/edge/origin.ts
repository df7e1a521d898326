import { isLoopback, isShortLink, type GatewayConfig } from "@cablecut/protocol";

type Named = Pick<GatewayConfig, "id" | "gateways" | "joinUrl">;

/** A host with its port, as a browser says it; anything else goes into no header. */
const hostPattern = /^[a-z0-9.:[\]-]{1,255}$/i;

/**
 * Where pages of this show come from: from the host that they ask, from the address that phones open, which a proxy may
 * stand before, and from the show's other gateways, whose pages may have lost theirs.
 */
export class ShowOrigins {
  readonly #own: string | null;
  readonly #hosts: ReadonlySet<string>;
  /** Of every gateway; a page is told of them. */
  readonly origins: readonly string[];

  constructor({ id, gateways, joinUrl }: Named) {
    // A short link leads to one of them; what is there has no page of the show.
    const isOfPages = (url: string): boolean => !isShortLink(url);
    const own = gateways.find((gateway) => gateway.id === id)?.url;
    // Alone, or behind one address with others, it is what phones open.
    const [opened] = [own ?? joinUrl].filter(isOfPages);
    this.#own = opened === undefined ? null : hostOf(opened);
    const urls = gateways.map(({ url }) => url).filter(isOfPages);
    // Behind a proxy all of them have one address, and nobody need be told of it.
    this.origins = [...new Set(urls.map((url) => new URL(url).origin))];
    this.#hosts = new Set([joinUrl, ...urls].filter(isOfPages).map((url) => new URL(url).host));
  }

  /** Whether a socket may be opened by a page from there. Programs send no origin and have no sessions to abuse. */
  isOfShow(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || this.#isOwn(origin, host)) return true;
    const from = hostOf(origin);
    return from !== null && (this.#hosts.has(from) || this.#isGatewayHere(from));
  }

  /** Whether the page came from another gateway than this one, and only its socket is here. */
  hasMoved(origin: string | undefined, host: string | undefined): boolean {
    return origin !== undefined && !this.#isOwn(origin, host);
  }

  /** Where a page from this host may connect to, in the words of a content security policy. */
  connectSources(host: string | undefined): readonly string[] {
    const hosts = new Set(this.#hosts);
    if (host !== undefined && hostPattern.test(host)) hosts.add(host.toLowerCase());
    // Browsers differ in whether 'self' means the page's own WebSocket as well.
    const sockets = [...hosts].flatMap((each) => [`ws://${each}`, `wss://${each}`]);
    return ["'self'", ...this.origins, ...sockets];
  }

  #isOwn(origin: string, host: string | undefined): boolean {
    // As a hall's phones have it; to take an address apart costs more.
    if (host !== undefined && origin === `http://${host}`) return true;
    const from = hostOf(origin);
    return from !== null && (from === host?.toLowerCase() || from === this.#own);
  }

  /** On the machine of the show a gateway is called localhost as well. */
  #isGatewayHere(from: string): boolean {
    const { hostname, port } = new URL(`http://${from}`);
    return isLoopback(hostname) && [...this.origins].some((each) => new URL(each).port === port);
  }
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
