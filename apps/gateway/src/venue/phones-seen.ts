import { BlockList, isIP, isIPv4 } from "node:net";
import { isLoopback, RecentDurations, type HallCheck } from "@cablecut/protocol";
import { addressKey, plainAddress } from "../edge/address.ts";

/** Every phone answers a ping each ten seconds: within this time all of a small hall have answered a few, ms. */
const roundTripsWithinMs = 30_000;
/** A phone whose answers take longer at the 99th percentile makes people tap twice, ms. */
const roundTripMsMax = 400;

/** As budgets count them. */
const loopbacks: ReadonlySet<string> = new Set(["127.0.0.1", addressKey("::1")]);

/** An address of this machine, with the size of its network: "192.168.1.5/22". */
export type Cidr = string;

type JoinOpened = Extract<HallCheck, { network: string }>;

/** Networks that this machine is in, as large as they are, and its addresses in them. */
export class OwnNetworks {
  readonly #networks = new BlockList();
  readonly #addresses = new Set<string>();

  constructor(cidrs: readonly Cidr[]) {
    for (const cidr of cidrs) {
      const [address = "", bits = ""] = cidr.split("/");
      this.#addresses.add(address);
      this.#networks.addSubnet(address, Number(bits), isIPv4(address) ? "ipv4" : "ipv6");
    }
  }

  /** `address` as budgets count it. */
  has(address: string): boolean {
    const first = address.replace(/\/\d+$/, "");
    const version = isIP(first);
    return version !== 0 && this.#networks.check(first, version === 4 ? "ipv4" : "ipv6");
  }

  /** `address`: one end of a connection, as the system tells it; of a link-local one with its card. */
  isOwn(address: string): boolean {
    return isLoopback(address) || this.#addresses.has(address.replace(/%.*$/, ""));
  }
}

/** Where a person's phone came from, and to which address of this machine. */
export interface PhoneCame {
  /** As budgets count it. */
  readonly address: string;
  readonly isThisMachine: boolean;
  /** Not known over long polling where a proxy of this machine opens a connection for every request: that one stays. */
  readonly to: string | undefined;
}

/**
 * What the phones that came say about the way to them. Nothing that names a phone is kept: of the last one's address three
 * of four parts, as long as this process runs. It proves something as long as this machine has the address to which it came: a laptop
 * that has changed its network, or was given another address, has to be found anew.
 */
export class PhonesSeen {
  /** As they were looked up last. */
  ownNetworks: OwnNetworks;
  readonly #roundTrips = new RecentDurations(roundTripsWithinMs);
  #last: { readonly to: string | undefined; readonly check: JoinOpened } | null = null;
  #onlyHere = false;

  constructor(ownNetworks: OwnNetworks) {
    this.ownNetworks = ownNetworks;
  }

  /** A person's phone has come in. */
  came({ address, isThisMachine, to }: PhoneCame): void {
    // Also one that a proxy of this machine has passed on.
    if (isThisMachine || loopbacks.has(address)) {
      this.#onlyHere = true;
      return;
    }
    const elsewhere = isPrivate(address) ? "other-network" : "internet";
    // A hall's network may have public addresses as well.
    const found = this.ownNetworks.has(address) ? "same-network" : elsewhere;
    this.#last = {
      to: to === undefined ? to : plainAddress(to),
      check: { check: "join-opened", found, network: networkOf(address) },
    };
  }

  roundTrip(ms: number, nowMs: number): void {
    this.#roundTrips.add(ms, nowMs);
  }

  get wasReached(): boolean {
    return this.#proof !== null;
  }

  joinOpened(): HallCheck {
    const nobody = this.#onlyHere ? "this-machine-only" : "no-phone";
    return this.#proof ?? { check: "join-opened", found: nobody };
  }

  roundTrips(nowMs: number): HallCheck {
    const check = "round-trip" as const;
    const times = this.#roundTrips.percentiles(nowMs);
    if (times === null) return { check, found: "none" };
    const { p50Ms, p99Ms } = times;
    const found = p99Ms <= roundTripMsMax ? "fast" : "slow";
    return { check, found, p50Ms: Math.round(p50Ms), p99Ms: Math.round(p99Ms) };
  }

  get #proof(): JoinOpened | null {
    const { to, check = null } = this.#last ?? {};
    return to === undefined || this.ownNetworks.isOwn(to) ? check : null;
  }
}

/** "192.168.1.x"; of IPv6 the first 64 bits, as budgets count it. */
function networkOf(address: string): string {
  return isIPv4(address) ? address.replace(/\d+$/, "x") : address;
}

/** RFC 1918, RFC 6598 and RFC 4193, and link-local: none of them is reached over the internet. */
function isPrivate(address: string): boolean {
  if (!isIPv4(address)) return /^(f[cd]|fe[89ab])/i.test(address);
  const [a = 0, b = 0] = address.split(".").map(Number);
  if (a === 10 || (a === 192 && b === 168) || (a === 169 && b === 254)) return true;
  return (a === 172 && b >= 16 && b <= 31) || (a === 100 && b >= 64 && b <= 127);
}
