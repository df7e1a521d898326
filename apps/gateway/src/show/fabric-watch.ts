import type { FabricClient, FabricEvent, FabricStatus } from "@cablecut/fabric";
import {
  cableId,
  cableNames,
  asRoomIndex,
  type CableHealth,
  type Topology,
} from "@cablecut/protocol";

/** The state of the cables as the fabric tells it: a status at the start, then its events. */
export class FabricWatch {
  readonly #topology: Topology;
  readonly #client: FabricClient | null;
  readonly #event: (event: FabricEvent) => void;
  #status: FabricStatus | null = null;
  readonly #refresh: NodeJS.Timeout | null;
  #stop: () => void = () => undefined;
  #refreshing = false;

  /** `client` null: there is no fabric, only real cables. */
  constructor(
    topology: Topology,
    client: FabricClient | null,
    event: (event: FabricEvent) => void,
  ) {
    this.#topology = topology;
    this.#client = client;
    this.#event = event;
    if (client === null) {
      this.#refresh = null;
      return;
    }
    // From the first event that is remembered: a gateway that starts in the middle of a cut must know when it began.
    this.#stop = client.watch(
      {
        onEvent: (change) => {
          this.#event(change);
          void this.#read();
        },
      },
      0,
    );
    this.#refresh = setInterval(() => void this.#read(), 1_000);
    void this.#read();
  }

  get client(): FabricClient | null {
    return this.#client;
  }

  close(): void {
    if (this.#refresh !== null) clearInterval(this.#refresh);
    this.#stop();
  }

  /** Without a fabric nothing is known of cables, so none is shown as cut. */
  cables(): readonly CableHealth[] {
    return this.#topology.rooms.flatMap((room, index) =>
      cableNames.map((name): CableHealth => {
        const id = cableId(room.id, name);
        const cable = this.#status?.cables.find((each) => each.id === id);
        return {
          cable: id,
          room: asRoomIndex(index),
          fault: cable === undefined ? "none" : faultOf(cable),
        };
      }),
    );
  }

  /** Rooms that would still have a cable if those named were cut as well. */
  roomsLeftAfter(cutCables: readonly string[]): number {
    const cut = new Set(cutCables);
    return this.#topology.rooms.filter((room) =>
      cableNames.some((name) => {
        const id = cableId(room.id, name);
        const carries = this.#status?.cables.find((each) => each.id === id)?.carries ?? true;
        return carries && !cut.has(id);
      }),
    ).length;
  }

  async #read(): Promise<void> {
    if (this.#client === null || this.#refreshing) return;
    this.#refreshing = true;
    const answer = await this.#client.status();
    this.#refreshing = false;
    if (answer.ok) this.#status = answer;
  }
}

function faultOf(cable: FabricStatus["cables"][number]): CableHealth["fault"] {
  const faults: CableHealth["fault"][] = [];
  if (cable.silence.toward && cable.silence.from) faults.push("silence");
  else if (cable.silence.toward) faults.push("silence-to-room");
  else if (cable.silence.from) faults.push("silence-from-room");
  if (cable.delayMs > 0 || cable.jitterMs > 0) faults.push("delay");
  if (cable.lossRate > 0) faults.push("loss");
  if (cable.bytesPerSecond !== null) faults.push("bandwidth");
  if (faults.includes("silence")) return "silence";
  return faults.length > 1 ? "mixed" : (faults[0] ?? "none");
}

/** Every cable that a target means: "hz-a/A", "hz-a", "hz" or "all"; null where there is no such thing. */
export function cablesOf(topology: Topology, target: string): readonly string[] | null {
  const all = topology.rooms.flatMap((room) =>
    cableNames
      .map((name) => ({ room, id: cableId(room.id, name) }))
      .filter(
        ({ id }) => target === "all" || target === id || target === room.id || target === room.city,
      ),
  );
  return all.length === 0 ? null : all.map(({ id }) => id);
}
