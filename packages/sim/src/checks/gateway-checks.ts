import type { ShowSnapshot } from "@cablecut/protocol";
import type { Cluster } from "../processes/cluster.ts";
import { Violation } from "./violation.ts";

/** Between two payments of a canary lies a second; it is counted from tick to tick. */
const canaryMs = 1_000;
const tickMs = 50;
/** What a gateway asked or heard may set off a payment so much later: it waits for two seconds, and stands still for three. */
const lateMs = 6_000;

interface CanaryStory {
  paidMs: number;
  /** When something last allowed a payment at once: the shard was moved, or a gateway asked where the canary stands. */
  allowedMs: number;
}

/** What gateways show and what their canaries do, compared with the log by the plainest reading of it. */
export class GatewayChecks {
  readonly #cluster: Cluster;
  readonly #canaries = new Map<number, CanaryStory>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    for (const shard of cluster.ledger.model.shards.keys())
      this.#canaries.set(shard, { paidMs: Number.NEGATIVE_INFINITY, allowedMs: 0 });
  }

  /** A picture as stages are shown it. */
  shown(gateway: number, snapshot: ShowSnapshot): void {
    const { funds, people, traffic, rooms } = snapshot;
    this.#cluster.coverage.note("pictures judged");
    if (funds === null) return;
    const sums = this.#cluster.ledger.model.sumsAt(funds.asOf);
    const demand = (what: string, told: number, logged: number): void => {
      if (told === logged) return;
      const where = `gateway ${gateway} as of entry ${funds.asOf}`;
      throw new Violation("sums", `${where}: ${what} ${told}, and the log has ${logged}`);
    };
    demand("people", people.joined, sums.people.accounts);
    demand("synthetic attendees", people.synthetic, sums.synthetic.accounts);
    for (const owner of ["people", "synthetic", "house"] as const) {
      demand(`accounts of ${owner}`, funds[owner].accounts, sums[owner].accounts);
      demand(`money of ${owner}`, funds[owner].actualCents, sums[owner].cents);
    }
    demand("the difference", funds.differenceCents, 0);
    demand("payments", traffic.booked, sums.people.booked + sums.synthetic.booked);
    const inRooms = rooms.reduce((sum, { accounts }) => sum + accounts, 0);
    demand("people in rooms", inRooms, sums.people.accounts);
  }

  /** The log has booked a payment, for the first time. */
  booked(payer: number, sequence: number, payee: number, amountCents: number): void {
    if (this.#cluster.ledger.model.accounts[payer]!.owner !== "house") return;
    const canary = this.#canaries.get(payer >> 1)!;
    const who = `the canary of shard ${payer >> 1}`;
    if (payer % 2 === 1 || payee !== payer + 1 || amountCents !== 1)
      throw new Violation("canaries", `account ${payer} pays ${amountCents} to ${payee}`);
    this.#cluster.coverage.note("canaries booked");
    const { nowMs } = this.#cluster.clock;
    const tooSoon = nowMs - canary.paidMs < canaryMs - 2 * tickMs;
    // In the log at the same time as what allowed it, or a little later.
    const isAllowed = nowMs - canary.allowedMs <= lateMs;
    if (tooSoon && !isAllowed) {
      const ms = (nowMs - canary.paidMs).toFixed(0);
      throw new Violation("canaries", `${who} pays ${sequence} only ${ms} ms after the last one`);
    }
    canary.paidMs = nowMs;
  }

  /** The shard was moved, or a gateway asks where its canary stands: then it may pay at once. */
  mayPayAtOnce(shard: number): void {
    const canary = this.#canaries.get(shard);
    if (canary !== undefined) canary.allowedMs = this.#cluster.clock.nowMs;
  }
}
