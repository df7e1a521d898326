import {
  homeRoomOf,
  shardCountOf,
  type Epoch,
  type FailoverView,
  type LogIndex,
  type Pace,
  type RoomIndex,
  type RoomView,
  type ShardId,
  type ShardView,
  type Topology,
} from "@cablecut/protocol";

/** A state in which everybody is up and every shard at home, apart from what is given. */
export function viewOf(
  topology: Topology,
  pace: Pace,
  changes: {
    readonly rooms?: Readonly<Record<number, Partial<RoomView>>>;
    readonly shards?: (shard: ShardView) => Partial<ShardView>;
  } & Partial<Omit<FailoverView, "rooms" | "shards">> = {},
): FailoverView {
  const { rooms = {}, shards = () => ({}), ...others } = changes;
  return {
    appliedIndex: 100 as LogIndex,
    pace,
    rooms: topology.rooms.map((_, room) => ({
      room: room as RoomIndex,
      status: "up",
      lastHeartbeat: (10 + room) as LogIndex,
      leaseMs: pace.leaseMs,
      readLeaseMs: pace.leaseMs,
      ...rooms[room],
    })),
    shards: Array.from({ length: shardCountOf(topology) }, (_, id) => {
      const home = homeRoomOf(topology, id as ShardId);
      const shard: ShardView = {
        shard: id as ShardId,
        home,
        owner: home,
        epoch: 1 as Epoch,
        status: "serving",
      };
      return { ...shard, ...shards(shard) };
    }),
    wave: 0,
    waveFirstRoom: null,
    waveMoves: 0,
    failback: false,
    ...others,
  };
}
