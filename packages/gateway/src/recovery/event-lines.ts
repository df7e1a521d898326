import {
  roomIn,
  type CableFaultName,
  type EventLine,
  type LogEvent,
  type RoomIndex,
  type ShowEventKind,
  type Topology,
} from "@cablecut/protocol";
import type { CableEvent, CableFault, Silence } from "../ports.ts";
import type { RoomReturn } from "./room-returns.ts";

export type Tell = (kind: ShowEventKind, values?: EventLine["values"], atMs?: number) => void;

/** What the presenter reads of an event of the fabric. */
export function tellCableEvent(event: CableEvent, tell: Tell): void {
  const { wallMs } = event;
  switch (event.kind) {
    case "room-dark":
      return tell("room-lost", { room: event.room }, wallMs);
    case "room-lit":
      return tell("room-lit", { room: event.room }, wallMs);
    case "cable-restored":
      return tell("cable-restored", { cable: event.cable }, wallMs);
    case "cable-cut": {
      const fault = oneWaySilence(event.silence);
      if (fault === null) return tell("cable-cut", { cable: event.cable }, wallMs);
      return tell("cable-fault", { cable: event.cable, fault }, wallMs);
    }
    case "cable-fault": {
      const kind = hasEffect(event.fault) ? "cable-fault" : "cable-fault-over";
      return tell(kind, { cable: event.cable, fault: event.fault.kind }, wallMs);
    }
  }
}

/**
 * What the presenter reads of an event of the log; `returned`: how the room came back whose suspicion it withdraws. How an
 * incident ended is told when its time is known.
 */
export function tellLogEvent(
  event: LogEvent,
  returned: RoomReturn | null,
  topology: Topology,
  tell: Tell,
): void {
  const of = (room: RoomIndex): EventLine["values"] => ({ room: roomIn(topology, room).id });
  switch (event.kind) {
    case "room-suspected":
      return tell("suspected", of(event.room));
    case "suspicion-withdrawn":
      return returned === null ? undefined : tell(returned, of(event.room));
    case "room-drained":
    case "room-undrained":
    case "room-diverged":
      return tell(event.kind, of(event.room));
    case "pace-set":
      return tell("pace-set", { pace: event.pace.name });
    case "failback-set":
      return tell(event.failback ? "failback-on" : "failback-off");
    case "shard-moved":
    case "shard-back":
    case "incident-ended":
    case "incident-measured":
    case "dial-set":
    case "format-adopted":
    case "account-opened":
      return;
  }
}

/** False for the value of a fault that takes it away. */
function hasEffect(fault: CableFault): boolean {
  switch (fault.kind) {
    case "delay":
      return fault.delayMs > 0 || fault.jitterMs > 0;
    case "loss":
      return fault.rate > 0;
    case "bandwidth":
      return fault.bytesPerSecond !== null;
    case "reset":
      return true;
  }
}

function oneWaySilence(silence: Silence): CableFaultName | null {
  if (silence.toward === silence.from) return null;
  return silence.toward ? "silence-to-room" : "silence-from-room";
}
