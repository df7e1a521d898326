import { asRoomIndex, type ActSetting, type World } from "@cablecut/protocol";
import type { Cue } from "../people/cue.ts";
import type { GatewayPorts } from "../ports.ts";
import type { RoomWatch } from "../routing/room-watch.ts";

type ShownRooms = Pick<
  RoomWatch,
  "topology" | "best" | "counting" | "condition" | "isStarting" | "lacksQuorum"
>;

/** What every phone is told of the rooms. The wall clock is only told. */
export function worldOf(
  rooms: ShownRooms,
  cue: Pick<Cue, "on" | "amountCents" | "tapped">,
  dials: { readonly act: ActSetting; readonly paused: boolean },
  clocks: Pick<GatewayPorts, "nowMs" | "wallMs">,
): World {
  const best = rooms.best();
  const { isStarting, lacksQuorum } = rooms;
  const { calledAt } = cue.tapped;
  return {
    atMs: clocks.wallMs(),
    toldMs: Math.round(clocks.nowMs()),
    starting: isStarting,
    conditions: rooms.topology.rooms.map((_, room) => rooms.condition(asRoomIndex(room))),
    shards: best?.shards ?? "",
    answering: rooms.counting.length,
    quorum: !lacksQuorum,
    incident: best?.incidentNumber ?? 0,
    // Nobody is invited to pay what cannot be booked.
    cue: {
      on: cue.on && !isStarting && !lacksQuorum,
      amountCents: cue.amountCents,
      ...(cue.on && calledAt !== null ? { calledAt } : {}),
    },
    holdUp: dials.act.act === "hold-up",
    paused: dials.paused,
  };
}

/** The world without its times: equal texts need not be told again. */
export function fingerprint(world: World): string {
  return JSON.stringify({ ...world, atMs: 0, toldMs: 0 });
}
