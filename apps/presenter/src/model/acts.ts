import {
  cutOrder,
  homeRoomOf,
  shardAt,
  shardCountOf,
  asShardId,
  type PresenterCommand,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";

/**
 * The story's next step, derived from what is. `wait`: the rooms act, nobody else; `starting`: they are being asked. `hand`: the finger may fire it at
 * once, or has to be held (a clicker: armed first).
 */
export type Act =
  | { readonly kind: "live"; readonly hand: "tap"; readonly command: PresenterCommand }
  | { readonly kind: "cue"; readonly hand: "tap"; readonly command: PresenterCommand }
  | { readonly kind: "cut"; readonly hand: "hold"; readonly command: PresenterCommand }
  | { readonly kind: "restore"; readonly hand: "hold"; readonly command: PresenterCommand }
  | {
      readonly kind: "restore-everything";
      readonly hand: "hold";
      readonly command: PresenterCommand;
    }
  | { readonly kind: "failback"; readonly hand: "tap"; readonly command: PresenterCommand }
  | { readonly kind: "wait" }
  | { readonly kind: "starting" };

/** Between two cables of one cut, ms: on the stage they go dark one by one. */
export const cutIntervalMs = 250;

export function nextAct(snapshot: ShowSnapshot, topology: Topology): Act {
  switch (snapshot.scene) {
    case "starting":
      return { kind: "starting" };
    case "cut":
    case "switching":
      return { kind: "wait" };
    case "quorum-lost":
      return { kind: "restore-everything", hand: "hold", command: { kind: "restore-everything" } };
    case "lobby":
    case "live":
    case "recovered":
      break;
  }
  if (snapshot.cables.some((cable) => cable.fault !== "none")) {
    return cityIsCut(snapshot, topology)
      ? {
          kind: "restore",
          hand: "hold",
          command: { kind: "restore", targets: [topology.cutCity] },
        }
      : { kind: "restore-everything", hand: "hold", command: { kind: "restore-everything" } };
  }
  if (!snapshot.failback && shardsAway(snapshot.shards, topology) > 0) {
    return { kind: "failback", hand: "tap", command: { kind: "set-failback", failback: true } };
  }
  if (snapshot.act === "lobby") return { kind: "live", hand: "tap", command: turnAct("live") };
  // Phones are held up between the call to pay and the cut.
  if (!snapshot.cue.on && snapshot.act !== "hold-up") {
    return { kind: "cue", hand: "tap", command: { kind: "cue", on: true } };
  }
  return { kind: "cut", hand: "hold", command: cutCityCommand(topology, topology.cutCity) };
}

/**
 * What "back" takes back: what people were asked to do, and before the first cut the end of the lobby; a cut is undone by
 * restoring. Null where there is nothing.
 */
export function actBack(snapshot: ShowSnapshot): Back | null {
  if (snapshot.cue.on || snapshot.act === "hold-up")
    return { kind: "call", command: { kind: "cue", on: false } };
  const isBeforeTheCut = snapshot.act === "live" && snapshot.incident === null;
  return isBeforeTheCut ? { kind: "lobby", command: turnAct("lobby") } : null;
}

interface Back {
  readonly kind: "call" | "lobby";
  readonly command: PresenterCommand;
}

function turnAct(act: "lobby" | "live"): PresenterCommand {
  return { kind: "turn", change: { dial: "act", value: { act } } };
}

export function cutCityCommand(topology: Topology, cityId: string): PresenterCommand {
  return {
    kind: "cut",
    targets: [...cutOrder(topology, cityId)],
    intervalMs: cutIntervalMs,
    evenIfQuorumIsLost: false,
  };
}

function cityIsCut(snapshot: ShowSnapshot, topology: Topology): boolean {
  const city = cutOrder(topology, topology.cutCity);
  return snapshot.cables.every(
    (cable) => cable.fault === "none" || (city as readonly string[]).includes(cable.cable),
  );
}

/** Shards that are not served by their home room. */
export function shardsAway(shards: string, topology: Topology): number {
  let away = 0;
  for (let shard = 0; shard < shardCountOf(topology); shard += 1) {
    const at = shardAt(shards, shard);
    if (at !== null && at.owner !== homeRoomOf(topology, asShardId(shard))) away += 1;
  }
  return away;
}
