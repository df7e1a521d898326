import type { SupervisorPort } from "@cablecut/gateway";
import {
  supervisorWordSchema,
  type CrowdState,
  type GatewayOrder,
  type ResetRefusal,
  type RoomStop,
} from "@cablecut/protocol";

/** The channel to the process that started this one; `send` null where nobody holds its other end. */
export interface SupervisorChannel {
  readonly send: ((order: GatewayOrder) => void) | null;
  onWord(hear: (word: unknown) => void): void;
}

/** A supervisor that has not said no and has not ended the show by then is not waited for, ms. */
const resetPatienceMs = 4_000;
/** Nor is its answer awaited any longer, so that another order may be given, ms. */
const resetOverMs = 60_000;

/** Until it has told of the crowd once nobody knows whether there is a supervisor that takes orders. */
export function supervisorPortOver(channel: SupervisorChannel): SupervisorPort {
  let crowd: CrowdState | null = null;
  let roomStops: readonly RoomStop[] = [];
  /** Told of the order for a new show that the supervisor has not answered: it gets one at a time, so that each answer is to that one. */
  let ordered: ((refusal: ResetRefusal | "unknown") => void) | null = null;
  channel.onWord((raw) => {
    const word = supervisorWordSchema.safeParse(raw);
    if (!word.success) return;
    if (word.data.kind === "crowd-state") crowd = word.data.state;
    else if (word.data.kind === "room-stops") roomStops = word.data.stops;
    else ordered?.(word.data.refusal);
  });
  return {
    crowd: () => crowd,
    roomStops: () => roomStops,
    runCrowd: (wish) => channel.send?.({ kind: "crowd", wish }),
    reset(done) {
      if (ordered !== null) return done("busy");
      let isAwaited = true;
      const tell = (refusal: ResetRefusal | "unknown"): void => {
        if (isAwaited) done(refusal);
        isAwaited = false;
      };
      const end = (): void => {
        clearTimeout(patience);
        clearTimeout(over);
        ordered = null;
      };
      const patience = setTimeout(() => tell("unknown"), resetPatienceMs).unref();
      const over = setTimeout(end, resetOverMs).unref();
      ordered = (refusal) => {
        end();
        tell(refusal);
      };
      channel.send?.({ kind: "reset" });
    },
  };
}

/** Of this process. */
export function ownChannel(): SupervisorChannel {
  return {
    send: process.send === undefined ? null : (order) => void process.send?.(order),
    onWord: (hear) => void process.on("message", hear),
  };
}
