import {
  accountNumberOf,
  nameOf,
  type AccountId,
  type Arrival,
  type RoomIndex,
} from "@cablecut/protocol";

const recentMax = 40;

/** Who has come, for the stage: the latest, and those not told yet. */
export class Arrivals {
  readonly #recent: Arrival[] = [];
  #untold: Arrival[] = [];

  add(account: AccountId, room: RoomIndex): void {
    const arrival = { name: nameOf(account), accountNumber: accountNumberOf(account), room };
    this.#recent.push(arrival);
    if (this.#recent.length > recentMax) this.#recent.shift();
    this.#untold.push(arrival);
    if (this.#untold.length > recentMax) this.#untold.shift();
  }

  get recent(): readonly Arrival[] {
    return this.#recent;
  }

  take(): readonly Arrival[] {
    const untold = this.#untold;
    this.#untold = [];
    return untold;
  }
}
