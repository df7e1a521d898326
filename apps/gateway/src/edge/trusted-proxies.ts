import { BlockList, isIP, isIPv6 } from "node:net";
import { isThisMachine, plainAddress, type Ends } from "./address.ts";

/** Of a request only what says where it comes from. */
interface FromSomewhere {
  readonly socket: Ends;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Proxies whose word on where a browser is counts. What anybody else says of that is not read: who is no proxy of ours
 * could take any address, and with it another's budget.
 */
export class TrustedProxies {
  readonly #list = new BlockList();
  /** A look at the list takes longer than all else that is asked of an address, and most shows have no proxy. */
  readonly #isEmpty: boolean;

  /** Addresses, and networks as 10.0.0.0/8. */
  constructor(proxies: readonly string[]) {
    this.#isEmpty = proxies.length === 0;
    for (const proxy of proxies) {
      const [address = "", bits] = proxy.split("/");
      const family = isIPv6(address) ? "ipv6" : "ipv4";
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  isProxy(remoteAddress: string | undefined): boolean {
    if (this.#isEmpty) return false;
    const address = plainAddress(remoteAddress);
    const version = isIP(address);
    return version !== 0 && this.#list.check(address, version === 6 ? "ipv6" : "ipv4");
  }

  /**
   * The address that counts. Behind a proxy of ours it is the last in X-Forwarded-For that is none of them: each proxy adds
   * at the end whom it heard itself, and what stands before that anybody may have written.
   */
  addressOf({ socket, headers }: FromSomewhere): string | undefined {
    const { remoteAddress } = socket;
    if (!this.isProxy(remoteAddress)) return remoteAddress;
    let nearest = remoteAddress;
    for (const said of saidIn(headers["x-forwarded-for"]).toReversed()) {
      // Nonsense was said by somebody beyond a proxy of ours: the last address that makes sense is where it came from.
      if (isIP(said) === 0) return nearest;
      if (!this.isProxy(said)) return said;
      nearest = said;
    }
    return nearest;
  }

  /**
   * Whether it comes from this very machine. What a proxy of ours passes on comes from elsewhere, whatever address it has
   * heard: 127.0.0.1 is the proxy's own machine, and of "unknown" nobody can say.
   */
  isThisMachine({ socket, headers }: FromSomewhere): boolean {
    return isThisMachine(socket) && !this.#isPassedOn({ socket, headers });
  }

  /** Whether a proxy of ours asks for itself, as it does for the gateway's health, or a program of this machine. */
  isOperators(request: FromSomewhere): boolean {
    const isOurs = this.isProxy(request.socket.remoteAddress) || isThisMachine(request.socket);
    return isOurs && !this.#isPassedOn(request);
  }

  #isPassedOn({ socket, headers }: FromSomewhere): boolean {
    return this.isProxy(socket.remoteAddress) && saidIn(headers["x-forwarded-for"]).length > 0;
  }
}

function saidIn(header: string | string[] | undefined): readonly string[] {
  const text = Array.isArray(header) ? header.join(",") : (header ?? "");
  return text === "" ? [] : text.split(",").map((each) => addressIn(each.trim()));
}

/** Some proxies say from which port as well: 198.51.100.7:4711, or [2001:db8::9]:4711 (RFC 7239, 6). */
function addressIn(said: string): string {
  const [, bracketed, plain] = /^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(said) ?? [];
  return bracketed ?? plain ?? said;
}
