import type { ShowAddresses } from "./announcement.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import type { ShowRunEvent } from "./supervisor-events.ts";

export interface ShowListeners {
  readonly onEvent: (event: ShowRunEvent) => void;
  /** A reset has begun a new show, at these addresses. */
  readonly onReset: (addresses: ShowAddresses) => void;
}

export type Refused = { readonly ok: false; readonly refusal: StartRefusal };
export type ShowStart =
  | {
      readonly ok: true;
      readonly addresses: ShowAddresses;
      /** Settles only if a reset could not start the new show: everything is stopped then. */
      readonly failed: Promise<StartRefusal>;
    }
  | Refused;

/** A show that is being started or runs; `stop` and `kill` work from the first moment. */
export interface ShowRun {
  readonly started: Promise<ShowStart>;
  stop(): Promise<void>;
  kill(): void;
}
