import type { SupervisorPort } from "@cablecut/gateway";
import {
  supervisorWordSchema,
  type CrowdState,
  type GatewayOrder,
  type RoomStop,
} from "@cablecut/protocol";

/** The channel to the process that started this one; `send` null where nobody holds its other end. */
export interface SupervisorChannel {
  readonly send: ((order: GatewayOrder) => void) | null;
  onWord(hear: (word: unknown) => void): void;
}

/** A supervisor that has not said no and has not ended the show by then is not waited for, ms. */
const resetPatienceMs = 4_000;

/** Until it has told of the crowd once nobody knows whether there is a supervisor that takes orders. */
export function supervisorPortOver(channel: SupervisorChannel): SupervisorPort {
  let crowd: CrowdState | null = null;
  let roomStops: readonly RoomStop[] = [];
  /** Whoever has asked for a new show and waits; the supervisor answers one after the other. */
  const waiting: ((refusal: "incident-running" | "unknown") => void)[] = [];
  channel.onWord((raw) => {
    const word = supervisorWordSchema.safeParse(raw);
    if (!word.success) return;
    if (word.data.kind === "crowd-state") crowd = word.data.state;
    else if (word.data.kind === "room-stops") roomStops = word.data.stops;
    else waiting[0]?.(word.data.refusal);
  });
  return {
    crowd: () => crowd,
    roomStops: () => roomStops,
    runCrowd: (wish) => channel.send?.({ kind: "crowd", wish }),
    reset(done) {
      const answer = (refusal: "incident-running" | "unknown"): void => {
        clearTimeout(timer);
        waiting.splice(waiting.indexOf(answer), 1);
        done(refusal);
      };
      const timer = setTimeout(() => answer("unknown"), resetPatienceMs);
      timer.unref();
      waiting.push(answer);
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
