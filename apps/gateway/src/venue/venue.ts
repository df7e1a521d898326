import { isIPv4 } from "node:net";
import { bareHost, isLoopback, type HallCheck, type VenueCheck } from "@cablecut/protocol";
import type { Screens } from "../sockets/screens.ts";
import { lookAt, type Machine } from "./machine-checks.ts";
import { OwnNetworks, PhonesSeen, type Cidr } from "./phones-seen.ts";

/** The machine is looked at this often, its programs are asked only while a console looks on, ms. */
const lookEveryMs = 20_000;
/** A hall of this many phones is what the show is made for. */
const phonesWanted = 5_000;
/** Words of the story are drawn for 1080 lines; below 720 the smallest cannot be read. */
const screenLinesMin = 720;

interface VenueParts {
  readonly listen: { readonly host: string; readonly port: number };
  /** What phones open. */
  readonly joinUrl: string;
  /** As the configuration has it; undefined: nobody knew, and it is asked of the machine now. */
  readonly joinAddress: string | null | undefined;
  /** Phones come through a proxy: it alone has to reach the port. */
  readonly isBehindProxy: boolean;
  readonly dataDirectory: string | null;
  readonly descriptorsForPhones: number;
  /** The stages that an audience sees, those of strangers where no others are here. */
  readonly screens: Pick<Screens, "sizes" | "knownCount">;
  readonly machine: Machine;
  readonly nowMs: () => number;
}

/** The place where the show runs, as this gateway's machine and the phones that came tell. */
export class Venue {
  readonly #parts: VenueParts;
  readonly seen: PhonesSeen;
  #machine: readonly VenueCheck[] = [];
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #addressesAtMs: number;
  #addresses: readonly Cidr[];
  /** The address that phones open, where it is one of this machine's own. Before a proxy, or a router, it never was. */
  readonly #joinAddress: string | null;

  constructor(parts: VenueParts) {
    this.#parts = parts;
    this.#addressesAtMs = parts.nowMs();
    this.#addresses = parts.machine.addresses();
    const own = new OwnNetworks(this.#addresses);
    const host = bareHost(new URL(parts.joinUrl).hostname);
    const asked = own.isOwn(host) ? host : null;
    this.#joinAddress = parts.joinAddress === undefined ? asked : parts.joinAddress;
    // It was here as the show began: to be missed it takes two looks of this process as well.
    if (this.#joinAddress !== null && !own.isOwn(this.#joinAddress))
      this.#addresses = [...this.#addresses, cidrOf(this.#joinAddress)];
    this.seen = new PhonesSeen(new OwnNetworks(this.#addresses));
  }

  /** As of the last look; a new one begins where it is time. */
  checks(): readonly VenueCheck[] {
    this.#lookAgain();
    const { descriptorsForPhones } = this.#parts;
    const [joinOpened, stageScreen, roundTrip] = this.hall();
    return [
      joinOpened,
      this.#port(),
      ...this.#machine,
      {
        check: "open-files",
        found: descriptorsForPhones >= phonesWanted ? "enough" : "few",
        phones: descriptorsForPhones,
      },
      stageScreen,
      roundTrip,
    ];
  }

  /** What the phones and screens here tell. */
  hall(): readonly [HallCheck, HallCheck, HallCheck] {
    this.#lookAtAddresses();
    const roundTrips = this.seen.roundTrips(this.#parts.nowMs());
    return [this.seen.joinOpened(), this.#stageScreen(), roundTrips];
  }

  #lookAgain(): void {
    const { nowMs, machine, dataDirectory } = this.#parts;
    if (nowMs() - this.#lookedAtMs < lookEveryMs) return;
    this.#lookedAtMs = nowMs();
    void lookAt(machine, dataDirectory).then((found) => {
      this.#machine = found;
    });
  }

  #lookAtAddresses(): void {
    const { nowMs, machine } = this.#parts;
    if (nowMs() - this.#addressesAtMs < lookEveryMs) return;
    this.#addressesAtMs = nowMs();
    const before = this.#addresses;
    this.#addresses = machine.addresses();
    // With a plug out for a few seconds the system takes the address from its card: what one look alone misses is still here.
    this.seen.ownNetworks = new OwnNetworks([...before, ...this.#addresses]);
  }

  /** No program can see its machine's firewall from inside as others meet it: a phone that came in is the proof. */
  #port(): VenueCheck {
    const { isBehindProxy, listen } = this.#parts;
    const { host, port } = listen;
    const address = this.#joinAddress;
    if (address !== null && !this.seen.ownNetworks.isOwn(address))
      return { check: "port", found: "this-machine-only", port, addressGone: address };
    if (this.seen.wasReached) return { check: "port", found: "reached", port };
    const isHidden = isLoopback(host) && !isBehindProxy;
    return { check: "port", found: isHidden ? "this-machine-only" : "not-reached-yet", port };
  }

  /** The smallest: the one that is hardest to read. */
  #stageScreen(): HallCheck {
    const { sizes, knownCount } = this.#parts.screens;
    const [smallest] = sizes.toSorted((one, other) => one.height - other.height);
    const isOwn = knownCount > 0;
    if (smallest === undefined)
      return { check: "stage-screen", found: "none", ...(isOwn ? { own: true } : {}) };
    const found = smallest.height >= screenLinesMin ? "large" : "small";
    const { width, height } = smallest;
    const whose = isOwn ? {} : { strangers: true as const };
    return { check: "stage-screen", found, width, height, ...whose };
  }
}

/** The smallest network that has it. */
function cidrOf(address: string): Cidr {
  return `${address}/${isIPv4(address) ? 32 : 128}`;
}
