import {
  asCents,
  defaultTopology,
  encodeShards,
  firstDials,
  homeRoomOf,
  shardCountOf,
  type RoomIndex,
  type RoomStatus,
  type ShardId,
} from "@cablecut/protocol";

const shards = Array.from({ length: shardCountOf(defaultTopology) }, (_, shard) => ({
  owner: homeRoomOf(defaultTopology, shard as ShardId),
  status: "serving" as const,
}));

/** The status of a healthy room in a healthy show; the test says what is different. */
export function roomStatus(room: number, different: Partial<RoomStatus> = {}): RoomStatus {
  const none = asCents(0);
  const count = { accounts: 0, expectedCents: none, actualCents: none };
  return {
    room: room as RoomIndex,
    boot: 1,
    role: room === 0 ? "leader" : "follower",
    term: 1,
    leader: 0 as RoomIndex,
    commitIndex: 10 as RoomStatus["commitIndex"],
    appliedIndex: 10 as RoomStatus["appliedIndex"],
    ready: true,
    recovering: false,
    pace: {
      name: "keynote",
      heartbeatMs: 100,
      suspectMs: 2_000,
      leaseMs: 20_000,
      moveIntervalMs: 150,
    },
    failback: false,
    format: 2,
    dials: firstDials,
    incidentNumber: 0,
    incident: null,
    rooms: defaultTopology.rooms.map((_, index) => ({
      room: index as RoomIndex,
      status: "up",
      lastHeartbeat: 1 as RoomStatus["appliedIndex"],
      leaseMs: 20_000,
      readLeaseMs: 20_000,
    })),
    drainedMs: defaultTopology.rooms.map(() => null),
    shards: encodeShards(shards),
    epochs: shards.map(() => 1),
    accountsPerShard: shards.map(() => 0),
    syntheticPerShard: shards.map(() => 0),
    heartbeatAgesMs: defaultTopology.rooms.map(() => 20),
    leaseRemainingMs: null,
    funds: { people: count, house: count, synthetic: count },
    transfersBooked: 0,
    transfersByPeople: 0,
    transfersBySynthetic: 0,
    digest: null,
    diverged: false,
    commitMs: null,
    diskSyncMs: null,
    ...different,
  };
}
