import type { VirtualClock } from "./clock.ts";
import type { Network } from "./network.ts";

/** As the mesh has it: with nothing going both ways for so long, either end takes the other for gone. */
const downMs = 1_000;
export const pulseMs = 25;
/** What the network loses is sent again after so long, over another path. */
const againMs = 150;

/** A process at one end of a link. */
export interface LinkEnd {
  readonly node: number;
  /** Counts its starts: a session ends with the life of either process. */
  readonly life: number;
  /** Neither dead nor standing still. */
  readonly isRunning: boolean;
  /** A message has arrived; it is read as soon as the process runs. */
  take(bytes: Uint8Array, life: number): void;
  /** The other end has come, or is gone. `resumed`: it has come back, with what was kept for it. */
  up(resumed: boolean): void;
  down(): void;
}

interface Pipe {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  /** Nothing that is sent later arrives before. */
  lastMs: number;
  /** Waiting, in order, for a way that has fallen silent. */
  readonly held: Uint8Array[];
}

interface Session {
  readonly lives: readonly [number, number];
  readonly pipes: readonly [Pipe, Pipe];
}

/**
 * The session of a gateway with a room, as packages/link keeps it over its paths: exactly once and in order as long as
 * both processes live, whatever the network below does; what it loses or holds comes later.
 */
export class SimulatedLink {
  readonly #ends: readonly [LinkEnd, LinkEnd];
  readonly #clock: VirtualClock;
  readonly #network: Network;
  #session: Session | null = null;
  #isUp = false;
  #answeredMs = Number.NEGATIVE_INFINITY;

  constructor(one: LinkEnd, other: LinkEnd, clock: VirtualClock, network: Network) {
    this.#ends = [one, other];
    this.#clock = clock;
    this.#network = network;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** To be called every `pulseMs`. */
  pulse(): void {
    if (!this.#carries) {
      if (this.#isUp && this.#clock.nowMs - this.#answeredMs > downMs) this.#down();
      return;
    }
    this.#answeredMs = this.#clock.nowMs;
    const [one, other] = this.#ends;
    const lives = this.#session?.lives;
    const resumed = lives?.[0] === one.life && lives[1] === other.life;
    if (!resumed) this.#begin();
    if (!this.#isUp) {
      this.#isUp = true;
      one.up(resumed);
      other.up(resumed);
    }
    for (const pipe of this.#session?.pipes ?? []) this.#release(pipe);
  }

  /** False where the other end is taken for gone: then it is dropped. `from`: 0 or 1, as in the constructor. */
  send(from: 0 | 1, bytes: Uint8Array): boolean {
    const session = this.#session;
    if (session === null || !this.#isUp || session.lives[from] !== this.#ends[from].life)
      return false;
    const pipe = session.pipes[from];
    pipe.lastMs = Math.max(pipe.lastMs, this.#clock.nowMs + this.#network.transitMs(againMs));
    this.#clock.at(pipe.lastMs, () => {
      if (this.#session !== session) return;
      if (pipe.held.length > 0 || this.#isSilent(pipe)) pipe.held.push(bytes);
      else pipe.to.take(bytes, session.lives[1 - from]!);
    });
    return true;
  }

  get #carries(): boolean {
    const [one, other] = this.#ends;
    if (!one.isRunning || !other.isRunning) return false;
    const { node: from } = one;
    const { node: to } = other;
    return !this.#network.isSilent(from, to) && !this.#network.isSilent(to, from);
  }

  #begin(): void {
    if (this.#isUp) this.#down();
    const [one, other] = this.#ends;
    const pipe = (from: LinkEnd, to: LinkEnd): Pipe => ({ from, to, lastMs: 0, held: [] });
    this.#session = { lives: [one.life, other.life], pipes: [pipe(one, other), pipe(other, one)] };
  }

  #down(): void {
    this.#isUp = false;
    for (const end of this.#ends) end.down();
  }

  #isSilent({ from, to }: Pipe): boolean {
    return this.#network.isSilent(from.node, to.node);
  }

  #release(pipe: Pipe): void {
    const life = pipe.to.life;
    for (const bytes of pipe.held.splice(0)) pipe.to.take(bytes, life);
  }
}
