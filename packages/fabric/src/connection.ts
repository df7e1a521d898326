import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Cable, Crosser } from "./cable.ts";
import type { Endpoint } from "./plan.ts";
import { Stream } from "./stream.ts";
import type { StreamSurroundings } from "./stream.ts";

export interface Route {
  readonly near: Cable | null;
  readonly far: Cable;
  readonly target: Endpoint;
}

/**
 * One TCP connection over the fabric: accepted from the near side, dialed to the far side as soon as all its cables
 * carry both ways, as a handshake needs. Neither side learns over a silent cable what happened on the other.
 */
export class Connection implements Crosser {
  readonly #near: Socket;
  #far: Socket | null = null;
  #farConnected = false;
  readonly #route: Route;
  readonly #around: StreamSurroundings;
  readonly #forth: Stream;
  #back: Stream | null = null;
  #doomed = false;
  #gone = false;
  readonly #onGone: (connection: Connection) => void;

  constructor(
    near: Socket,
    route: Route,
    around: StreamSurroundings,
    onGone: (connection: Connection) => void,
  ) {
    this.#near = near;
    this.#route = route;
    this.#around = around;
    this.#onGone = onGone;
    near.setNoDelay(true);
    const forth = [
      ...(route.near === null ? [] : [{ cable: route.near, lane: route.near.from }]),
      { cable: route.far, lane: route.far.toward },
    ];
    this.#forth = new Stream(near, forth, around, {
      target: () => (this.#farConnected && this.#far?.destroyed === false ? this.#far : null),
      ended: () => void this.#far?.end(),
      doomed: () => this.#doom(),
      healedDoomed: () => this.reset(),
    });
    this.#watch(
      near,
      () => this.#forth,
      () => this.#back,
    );
    for (const cable of this.#cables) cable.crossers.add(this);
    this.#dialIfCarried();
  }

  /** One end closed while its word could not get through; to be reset on healing. */
  get doomed(): boolean {
    return this.#doomed;
  }

  cableChanged(): void {
    if (this.#gone) return;
    this.#forth.cableChanged();
    this.#back?.cableChanged();
    this.#dialIfCarried();
  }

  /** RST to both ends. What was held is discarded. */
  reset(): void {
    if (this.#gone) return;
    this.#leave();
    this.#near.resetAndDestroy();
    this.#far?.resetAndDestroy();
  }

  /** Without a word about why: the fabric closes, or a doomed connection makes room for another. */
  destroy(): void {
    if (this.#gone) return;
    this.#leave();
    this.#near.destroy();
    this.#far?.destroy();
  }

  get #cables(): readonly Cable[] {
    const { near, far } = this.#route;
    return near === null ? [far] : [near, far];
  }

  #dialIfCarried(): void {
    if (this.#far !== null || this.#gone || this.#doomed) return;
    if (!this.#cables.every((cable) => cable.carries)) return;
    const { near, far, target } = this.#route;
    const socket = connect({ ...target, allowHalfOpen: true, noDelay: true });
    this.#far = socket;
    const back = [
      { cable: far, lane: far.from },
      ...(near === null ? [] : [{ cable: near, lane: near.toward }]),
    ];
    this.#back = new Stream(socket, back, this.#around, {
      target: () => (this.#near.destroyed ? null : this.#near),
      ended: () => void this.#near.end(),
      doomed: () => this.#doom(),
      healedDoomed: () => this.reset(),
    });
    socket.on("connect", () => {
      this.#farConnected = true;
      this.#forth.targetReady();
    });
    this.#watch(
      socket,
      () => this.#back,
      () => this.#forth,
    );
  }

  /** `own` carries what the socket says, `other` what is written to it. */
  #watch(socket: Socket, own: () => Stream | null, other: () => Stream | null): void {
    socket.on("drain", () => other()?.targetReady());
    socket.on("error", () => {
      if (!this.#gone && own()?.sourceReset() !== false) this.reset();
    });
    socket.on("close", () => {
      if (this.#near.destroyed && (this.#far === null || this.#far.destroyed)) this.#leave();
    });
  }

  #doom(): void {
    this.#doomed = true;
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#forth.stop();
    this.#back?.stop();
    for (const cable of this.#cables) cable.crossers.delete(this);
    this.#onGone(this);
  }
}
