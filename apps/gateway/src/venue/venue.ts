import { networkInterfaces } from "node:os";
import { isLoopback, type HallCheck, type VenueCheck } from "@cablecut/protocol";
import type { Screens } from "../sockets/screens.ts";
import { lookAt, type Machine } from "./machine-checks.ts";
import { OwnNetworks, PhonesSeen } from "./phones-seen.ts";

/** The machine is looked at this often, and only while a console looks on, ms. */
const lookEveryMs = 20_000;
/** A hall of this many phones is what the show is made for. */
const phonesWanted = 5_000;
/** Words of the story are drawn for 1080 lines; below 720 the smallest cannot be read. */
const screenLinesMin = 720;

interface VenueParts {
  readonly listen: { readonly host: string; readonly port: number };
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

  constructor(parts: VenueParts) {
    this.#parts = parts;
    this.seen = new PhonesSeen(ownNetworks());
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
    const roundTrips = this.seen.roundTrips(this.#parts.nowMs());
    return [this.seen.joinOpened(), this.#stageScreen(), roundTrips];
  }

  #lookAgain(): void {
    const { nowMs, machine, dataDirectory } = this.#parts;
    if (nowMs() - this.#lookedAtMs < lookEveryMs) return;
    this.#lookedAtMs = nowMs();
    this.seen.ownNetworks = ownNetworks();
    void lookAt(machine, dataDirectory).then((found) => {
      this.#machine = found;
    });
  }

  /** No program can see its machine's firewall from inside as others meet it: a phone that came in is the proof. */
  #port(): VenueCheck {
    const { isBehindProxy, listen } = this.#parts;
    const { host, port } = listen;
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

function ownNetworks(): OwnNetworks {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return new OwnNetworks(all.flatMap(({ cidr }) => cidr ?? []));
}
