import { phonesMax, type AccountId, type FeedItem, type KeptFateView } from "@cablecut/protocol";

interface Kept {
  /** That the phone says it keeps. */
  now: number;
  /** The most of it at one time since the incident began. */
  most: number;
  /** Of the account, in the log since its phone said so. */
  bookings: number;
  /** Of these since its phone said so last, and how many it was finding out then, which are booked before what it keeps. */
  bookingsSince: number;
  checking: number;
}

type IsHere = (account: AccountId) => boolean;

/**
 * What became of the payments that phones kept in the last incident, as far as this gateway has heard. One counts as booked
 * when its phone keeps it no longer and the log has a booking of the same payer for it: the first alone may be a phone that
 * took it back, the second alone another payment. Of a phone that took one back and paid another the two are not told apart.
 */
export class KeptFate {
  readonly #phones = new Map<AccountId, Kept>();

  /** A new incident: what is kept by now belongs to it, of phones that are here. Who left in an earlier one is not waited for. */
  begin(isHere: IsHere): void {
    for (const [account, kept] of this.#phones) {
      if (kept.now === 0 || !isHere(account)) this.#phones.delete(account);
      else this.#phones.set(account, { ...kept, most: kept.now, bookings: 0 });
    }
  }

  told(account: AccountId, now: number, checking: number): void {
    const kept = this.#phones.get(account);
    if (kept !== undefined) {
      const most = Math.max(kept.most, now);
      Object.assign(kept, { now, most, bookingsSince: 0, checking });
    } else if (now > 0 && this.#phones.size < phonesMax) {
      this.#phones.set(account, { now, most: now, bookings: 0, bookingsSince: 0, checking });
    }
  }

  /** The presenter has removed them: what they kept nobody will send. */
  removed(account: AccountId): void {
    this.#phones.delete(account);
  }

  feedShowed({ payer }: Pick<FeedItem, "payer">): void {
    const kept = this.#phones.get(payer);
    if (kept === undefined) return;
    kept.bookings += 1;
    kept.bookingsSince += 1;
  }

  /** What is kept now, also by phones that are not here any more, as far as nobody has booked it. */
  open(isHere: IsHere): number {
    let open = 0;
    for (const [account, kept] of this.#phones) open += keptNow(kept, isHere(account));
    return open;
  }

  /** The same, one by one. */
  outboxes(isHere: IsHere): readonly { readonly account: AccountId; readonly kept: number }[] {
    return [...this.#phones].flatMap(([account, each]) => {
      const kept = keptNow(each, isHere(account));
      return kept > 0 ? [{ account, kept }] : [];
    });
  }

  /** Null where nothing was kept. */
  totals(isHere: IsHere): KeptFateView | null {
    let of = 0;
    let booked = 0;
    for (const [account, kept] of this.#phones) {
      of += kept.most;
      booked += Math.min(kept.most - keptNow(kept, isHere(account)), kept.bookings);
    }
    return of === 0 ? null : { booked, of };
  }
}

/** One that left may have sent what it kept, and says no more that it keeps it no longer: the log does. */
function keptNow({ now, bookingsSince, checking }: Kept, isHere: boolean): number {
  return isHere ? now : Math.max(0, now - Math.max(0, bookingsSince - checking));
}
