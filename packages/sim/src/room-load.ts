import { asAccountId } from "@cablecut/protocol";
import type { Cluster } from "./cluster.ts";
import type { Load } from "./load.ts";
import type { Prng } from "./prng.ts";
import { StandInGateway } from "./stand-in-gateway.ts";
import { Violation } from "./violation.ts";

/** Stand-ins for gateways, which ask the rooms themselves, the wrong ones too: rooms are tested without what is before them. */
export class RoomLoad implements Load {
  readonly #cluster: Cluster;
  readonly #gateways: readonly StandInGateway[];

  constructor(cluster: Cluster, gateways: number, thinkMs: number, prng: Prng) {
    this.#cluster = cluster;
    const shards = cluster.ledger.model.shards.length;
    this.#gateways = Array.from(
      { length: gateways },
      (_, gateway) => new StandInGateway(cluster, gateway, thinkMs),
    );
    for (const [position, gateway] of this.#gateways.entries()) {
      // Some phones use accounts that exist from the beginning, others open theirs.
      for (let phone = position; phone < shards; phone += 2 * gateways) {
        gateway.addPhone(asAccountId(2 * phone), phone);
      }
      for (let phone = 0; phone < 3; phone += 1) {
        const token = `${position}/${phone}/${prng.next()}`;
        gateway.join(token, prng.integer(0, shards - 1));
      }
    }
  }

  heal(): void {
    // Nothing of its own was broken.
  }

  finish(): void {
    for (const gateway of this.#gateways) gateway.busy = false;
  }

  get isIdle(): boolean {
    return this.#gateways.every((gateway) => gateway.idle);
  }

  payInEveryShard(): void {
    // Tills have paid nobody so far: their first number is free.
    for (const shard of this.#cluster.ledger.model.shards.keys()) {
      this.#gateways[0]!.payOnce(asAccountId(2 * shard + 1), shard, asAccountId(2 * shard));
    }
  }

  get hasEveryShardPaid(): boolean {
    return this.#gateways[0]!.idle;
  }

  verifyAll(): void {
    for (const gateway of this.#gateways) gateway.verifyAll();
  }

  get isVerified(): boolean {
    return this.#gateways.every((gateway) => gateway.verified);
  }

  get untold(): readonly string[] {
    return [];
  }

  demandTheWholeStory(): void {
    const { model } = this.#cluster.ledger;
    for (const shard of model.shards.keys()) {
      const paid = model.accounts[2 * shard + 1]!.ended[1]?.result;
      // A phone that hears nothing for long may have cancelled its payment.
      if (paid === "booked" || paid === "cancelled") continue;
      throw new Violation("progress", `shard ${shard} does not pay: ${paid}`);
    }
  }
}
