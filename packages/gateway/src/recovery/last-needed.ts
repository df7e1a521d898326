import type { AccountId, FeedItem, LastNeeded, LocalizedText, LogEvent } from "@cablecut/protocol";

type ShardBack = Extract<LogEvent, { readonly kind: "shard-back" }>;

/** What is known of an account that has paid. */
interface Payers {
  isHouse(account: AccountId): boolean;
  known(account: AccountId): { readonly shard: number; readonly name: LocalizedText } | null;
}

/**
 * The payment that ended an incident: the first one out of the last shard that came back. Taken from the entry that ended it;
 * a gateway that did not see that entry does not know.
 */
export class LastNeededPayment {
  readonly #payers: Payers;
  #last: { readonly incident: number; readonly payment: LastNeeded } | null = null;

  constructor(payers: Payers) {
    this.#payers = payers;
  }

  /** Events and bookings of the same entries, in the order of the log. */
  feedShowed(events: readonly LogEvent[], items: readonly FeedItem[]): void {
    for (const event of events) {
      if (event.kind !== "incident-ended") continue;
      const { incident, index } = event;
      const back = events.findLast(
        (each): each is ShardBack => each.kind === "shard-back" && each.index === index,
      );
      if (back === undefined) continue;
      const payment = back.byPerson ? this.#person(back, items) : { by: "probe" as const };
      if (payment !== null) this.#last = { incident, payment };
    }
  }

  /** Of this incident; null where it is not known. */
  of(incident: number): LastNeeded | null {
    return this.#last?.incident === incident ? this.#last.payment : null;
  }

  #person({ index, shard }: ShardBack, items: readonly FeedItem[]): LastNeeded | null {
    for (const { index: bookedAt, payer } of items) {
      if (bookedAt !== index || this.#payers.isHouse(payer)) continue;
      const person = this.#payers.known(payer);
      if (person?.shard === shard) return { by: "person", account: payer, name: person.name };
    }
    return null;
  }
}
