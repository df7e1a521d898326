import type { ConnectionRefusal } from "./connection-refusals.ts";
import type { ConsoleHand } from "./console-hand.ts";
import type { EngineFrame } from "./engine.ts";
import type { Person } from "./phone-events.ts";
import type { HallFrame } from "./hall.ts";
import type { ScreenSize } from "../show/venue.ts";
import type { Arrival, FlowItem, ShowDescription, ShowSnapshot } from "../show/show.ts";

/** Events to the stage screen, namespace "/stage": without a login, so all it may say is how large it is. */
export interface StageToGateway {
  screen(size: ScreenSize): void;
}

export interface GatewayToStage {
  description(description: ShowDescription): void;
  /** Five times a second, and at once when the scene changes. */
  snapshot(snapshot: ShowSnapshot): void;
  /** Payments since the last message, at most 40 of them; `more` were not listed. */
  flows(batch: { readonly items: readonly FlowItem[]; readonly more: number }): void;
  arrivals(arrivals: readonly Arrival[]): void;
  /** The show's gateways as browsers reach them, origins; with every connection. */
  gateways(origins: readonly string[]): void;
  /** This gateway's own cables are all gone: whoever can goes on at another one of these. */
  elsewhere(): void;
  /** Somebody asks to be found: the own window is shown for `findMeMs`. */
  findMe(person: Person): void;
  /** Beside every snapshot, once rooms were heard. */
  hall(frame: HallFrame): void;
  /** Once a second, for the engineer's view. */
  engine(frame: EngineFrame): void;
  /** The presenter has armed the clicker, or holds. At every change, and to a stage that comes while it is so. */
  consoleHand(hand: ConsoleHand): void;
  /** The connection ends, for this reason. */
  refused(refusal: ConnectionRefusal): void;
}
