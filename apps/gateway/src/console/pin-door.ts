import { TokenBucket, type Rate } from "@cablecut/gateway";
import { siteOf } from "../edge/address.ts";

/** PINs that are judged at once; a person who mistypes is never made to wait. */
const perAddress: Rate = { burst: 10, perSecond: 0.2 };
/** Over all addresses and gateways, beyond the first few of each: three hours of guessing try 1 % of all six-digit PINs. */
const inAll: Rate = { burst: 60, perSecond: 1 };
const freeOfAll = 3;
/** Tries of one address that wait for their turn, one per connection. */
const waitingMax = 16;
/** A try that was not drawn by then is answered, ms: a page waits for 5 s. */
const waitMaxMs = 4_000;
const drawEveryMs = 500;
/** Addresses remembered; beyond it the one that was heard first begins afresh. */
const addressesMax = 20_000;

export type PinRefusal = "wrong-pin" | "too-fast";

interface Try {
  readonly connection: string;
  readonly pin: string;
  readonly sinceMs: number;
  readonly reply: (refusal: PinRefusal | null) => void;
}

interface Address {
  readonly budget: TokenBucket;
  wrong: number;
  waiting: Try[];
}

interface Ports {
  readonly isPin: (pin: string) => boolean;
  /** Of the show: each judges its share. */
  readonly gateways: number;
  readonly nowMs: () => number;
  /** Runs once, after so many ms. */
  readonly after: (ms: number, task: () => void) => void;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/**
 * Where PINs are tried. Whoever tries many is judged ever more slowly, and so is whoever shares an address with them, but
 * nobody is shut out: tries that wait are drawn by lot, one connection having one, so the right PIN gets its turn however
 * many wrong ones stand beside it. Other addresses do not notice.
 */
export class PinDoor {
  readonly #ports: Ports;
  readonly #inAll: TokenBucket;
  readonly #addresses = new Map<string, Address>();
  #drawing = false;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { burst, perSecond } = inAll;
    const share = { burst: burst / ports.gateways, perSecond: perSecond / ports.gateways };
    this.#inAll = new TokenBucket(share, ports.nowMs);
  }

  /**
   * Replies once, at once or within seconds; null where it is the PIN. `address` as budgets count it; here all of one site are
   * one, since every new one has a few guesses free.
   */
  ask(
    pin: string,
    from: { readonly address: string; readonly connection: string },
    reply: (refusal: PinRefusal | null) => void,
  ): void {
    const address = this.#of(siteOf(from.address));
    const { waiting } = address;
    const { connection } = from;
    if (waiting.some((each) => each.connection === connection)) return reply("too-fast");
    const attempt = { connection, pin, sinceMs: this.#ports.nowMs(), reply };
    if (waiting.length === 0 && this.#judge(address, attempt)) return;
    if (waiting.length >= waitingMax) this.#take(waiting).reply("too-fast");
    waiting.push(attempt);
    this.#keepDrawing();
  }

  /** False where it is not its turn. Only wrong ones are counted. */
  #judge(address: Address, { pin, reply }: Try): boolean {
    const isFree = address.wrong < freeOfAll;
    if (!address.budget.has() || !(isFree || this.#inAll.has())) return false;
    if (this.#ports.isPin(pin)) {
      reply(null);
      return true;
    }
    address.wrong += 1;
    address.budget.take();
    if (!isFree) this.#inAll.take();
    reply("wrong-pin");
    return true;
  }

  #keepDrawing(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    this.#ports.after(drawEveryMs, () => {
      this.#drawing = false;
      if (this.#draw()) this.#keepDrawing();
    });
  }

  /** True while somebody waits. */
  #draw(): boolean {
    let somebodyWaits = false;
    const tooLateMs = this.#ports.nowMs() - waitMaxMs;
    for (const address of this.#addresses.values()) {
      if (address.waiting.length === 0) continue;
      const drawn = this.#take(address.waiting);
      if (!this.#judge(address, drawn)) address.waiting.push(drawn);
      const late = address.waiting.filter(({ sinceMs }) => sinceMs <= tooLateMs);
      address.waiting = address.waiting.filter(({ sinceMs }) => sinceMs > tooLateMs);
      for (const { reply } of late) reply("too-fast");
      somebodyWaits ||= address.waiting.length > 0;
    }
    return somebodyWaits;
  }

  /** One by lot. */
  #take(waiting: Try[]): Try {
    const [taken] = waiting.splice(Math.floor(this.#ports.random() * waiting.length), 1);
    if (taken === undefined) throw new Error("drawn from nobody");
    return taken;
  }

  #of(key: string): Address {
    const known = this.#addresses.get(key);
    if (known !== undefined) return known;
    if (this.#addresses.size >= addressesMax) this.#forgetOne();
    const fresh = {
      budget: new TokenBucket(perAddress, this.#ports.nowMs),
      wrong: 0,
      waiting: [],
    };
    this.#addresses.set(key, fresh);
    return fresh;
  }

  #forgetOne(): void {
    for (const [key, { waiting }] of this.#addresses) {
      if (waiting.length > 0) continue;
      this.#addresses.delete(key);
      return;
    }
  }
}
