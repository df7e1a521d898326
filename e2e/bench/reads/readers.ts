import { setTimeout as pause } from "node:timers/promises";
import type { AccountId, RoomIndex } from "@cablecut/protocol";
import { openAccounts, roomsReady } from "../../client/open-accounts.ts";
import { nowMs, RoomLine } from "../../client/room-line.ts";
import { ShardMap } from "../../client/shard-map.ts";
import { startFiveRooms } from "../../processes/five-rooms.ts";

const city = "hz";
const againMs = 10;
const answerWaitMs = 20_000;

export interface Read {
  readonly room: RoomIndex;
  /** Until the answer, all repetitions included. */
  readonly latencyMs: number;
  /** How often it was asked. */
  readonly asked: number;
}

export interface Readers {
  readonly everywhere: readonly RoomIndex[];
  /** Whoever leads the log now; null while nobody is known to. */
  readonly leader: RoomIndex | null;
  /** One read after the other, room by room. Throws where one stays without an answer. */
  readFor(seconds: number, rooms: readonly RoomIndex[]): Promise<readonly Read[]>;
  /** Cuts both rooms of Hangzhou; the others. */
  cutHangzhou(): Promise<readonly RoomIndex[]>;
  stop(): Promise<void>;
}

/** Five rooms at keynote pace, so that no shard moves while two of them are cut, with an account in every shard. */
export async function startReaders(): Promise<Readers> {
  const five = await startFiveRooms("keynote");
  const shards = new ShardMap(five.topology);
  const line = new RoomLine({
    id: "bench-reads",
    showId: five.showId,
    linkSecret: five.linkSecret,
    topology: five.topology,
    dials: five.gatewayDials,
    owner: { status: (_, status) => shards.told(status) },
  });
  const stop = async (): Promise<void> => {
    await line.close();
    await five.stop();
  };
  const everywhere = five.topology.rooms.map((_, room) => room as RoomIndex);
  try {
    await roomsReady(line);
    const accounts = await openAccounts(line, shards, everywhere.length * 20);
    const accountIn = (room: RoomIndex): AccountId => {
      const found = accounts.find(({ shard }) => shards.placeOf(shard)?.owner === room);
      if (found === undefined) throw new Error(`room ${room} serves no account`);
      return found.account;
    };
    return {
      everywhere,
      get leader() {
        return line.furthest()?.leader ?? null;
      },
      readFor: async (seconds, rooms) => {
        const reads: Read[] = [];
        const endMs = nowMs() + 1_000 * seconds;
        for (let turn = 0; nowMs() < endMs; turn += 1) {
          const room = rooms[turn % rooms.length]!;
          reads.push(await readOnce(line, room, accountIn(room)));
        }
        return reads;
      },
      cutHangzhou: async () => {
        const answer = await five.cables.cut({ targets: [city] });
        if (!answer.ok) throw new Error(`the fabric did not cut: ${answer.message}`);
        return everywhere.filter((room) => five.topology.rooms[room]!.city !== city);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readOnce(line: RoomLine, room: RoomIndex, account: AccountId): Promise<Read> {
  const startedMs = nowMs();
  for (let asked = 1; nowMs() - startedMs < answerWaitMs; asked += 1) {
    const answer = await line.call(room, { kind: "read", account });
    if (answer.kind === "read") return { room, latencyMs: nowMs() - startedMs, asked };
    await pause(againMs);
  }
  throw new Error(`room ${room} did not answer a read within ${answerWaitMs} ms`);
}
