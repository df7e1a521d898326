import type { ConsoleSnapshot } from "@cablecut/protocol";
import { Violation } from "./violation.ts";

interface CountedPhone {
  readonly phone: { readonly account: number } | null;
}

/** What gateways show of all phones, compared with the phones themselves, wherever they are. */
export class CountChecks {
  /** The first gateway's word on the receipts, which the others must share. */
  #verification: string | null = null;

  /** `people`: those who are no synthetic attendees. */
  demand(
    gateway: number,
    { show, stages }: ConsoleSnapshot,
    {
      people,
      all,
    }: { readonly people: readonly CountedPhone[]; readonly all: readonly CountedPhone[] },
  ): void {
    const check = (what: string, told: number, right: number): void => {
      if (told === right) return;
      throw new Violation("sums", `gateway ${gateway}: ${what} ${told}, not ${right}`);
    };
    const { online, heard } = show.people;
    check("people here", online, people.length);
    check("people heard", heard.phones, people.length);
    // Each says that it keeps one to three payments, of seven cents each.
    const kept = all.reduce(
      (sum, { phone }) => sum + (phone === null ? 0 : 1 + (phone.account % 3)),
      0,
    );
    check("payments kept", show.traffic.kept, kept);
    check("cents kept", show.traffic.keptCents, 7 * kept);
    check("payments checked", show.traffic.checking, 0);
    // One screen is said to be at each of the two gateways.
    check("stages", stages, 2);
    const { missing = 0, forged = 0 } = show.verification ?? {};
    check("receipts missing or forged", missing + forged, 0);
    const verification = JSON.stringify(show.verification);
    this.#verification ??= verification;
    if (verification === this.#verification) return;
    throw new Violation(
      "sums",
      `gateway ${gateway}: receipts ${verification}, elsewhere ${this.#verification}`,
    );
  }
}
