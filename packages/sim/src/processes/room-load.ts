import { asAccountId } from "@cablecut/protocol";
import type { Cluster } from "./cluster.ts";
import type { Load } from "./load.ts";
import type { Prng } from "../world/prng.ts";
import { SecondTabs } from "../people/second-tabs.ts";
import { RoomClients } from "./room-clients.ts";
import { Violation } from "../checks/violation.ts";

export interface RoomLoadOptions {
  readonly groups: number;
  readonly thinkMs: number;
  readonly hasSecondTabs: boolean;
}

/** Phones without gateways, which ask the rooms themselves, the wrong ones too: rooms are tested without what is before them. */
export class RoomLoad implements Load {
  readonly #cluster: Cluster;
  readonly #clients: readonly RoomClients[];
  readonly #tabs: SecondTabs | null;

  constructor(cluster: Cluster, { groups, thinkMs, hasSecondTabs }: RoomLoadOptions, prng: Prng) {
    this.#cluster = cluster;
    const shards = cluster.ledger.model.shards.length;
    this.#clients = Array.from(
      { length: groups },
      (_, at) => new RoomClients(cluster, at, thinkMs),
    );
    for (const [position, clients] of this.#clients.entries()) {
      // Some phones use accounts that exist from the beginning, others open theirs.
      for (let phone = position; phone < shards; phone += 2 * groups) {
        clients.addPhone(asAccountId(2 * phone), phone);
      }
      for (let phone = 0; phone < 3; phone += 1) {
        const token = `${position}/${phone}/${prng.next()}`;
        clients.join(token, prng.integer(0, shards - 1));
      }
    }
    const { rooms } = cluster;
    this.#tabs = hasSecondTabs
      ? new SecondTabs(cluster, rooms.length + 1, this.#clients[0]!.phones, prng.fork())
      : null;
  }

  heal(): void {
    // Nothing of its own was broken.
  }

  finish(): void {
    for (const clients of this.#clients) clients.busy = false;
    this.#tabs?.finish();
  }

  get isIdle(): boolean {
    return this.#clients.every((clients) => clients.idle);
  }

  payInEveryShard(): void {
    // Tills have paid nobody so far: their first number is free.
    for (const shard of this.#cluster.ledger.model.shards.keys()) {
      this.#clients[0]!.payOnce(asAccountId(2 * shard + 1), shard, asAccountId(2 * shard));
    }
  }

  get hasEveryShardPaid(): boolean {
    return this.#clients[0]!.idle;
  }

  verifyAll(): void {
    for (const clients of this.#clients) clients.verifyAll();
  }

  get isVerified(): boolean {
    return this.#clients.every((clients) => clients.verified);
  }

  get untold(): readonly string[] {
    return [];
  }

  demandTheWholeStory(): void {
    this.#tabs?.demandNothingUntold();
    const { model } = this.#cluster.ledger;
    for (const shard of model.shards.keys()) {
      const paid = model.accounts[2 * shard + 1]!.ended[1]?.result;
      // A phone that hears nothing for long may have cancelled its payment.
      if (paid === "booked" || paid === "cancelled") continue;
      throw new Violation("progress", `shard ${shard} does not pay: ${paid}`);
    }
  }
}
