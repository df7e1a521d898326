import type { AccountId } from "@cablecut/protocol";

/** Rows of incidents that are over, of all together. */
export const pastRowsMax = 200_000;

interface Row {
  readonly account: AccountId;
}

/** What is remembered of each phone, incident by incident; of very many the oldest incident is forgotten. */
export class RowsOfIncidents<Kept extends Row> {
  readonly #incidents = new Map<number, readonly Kept[]>();
  readonly #max: number;

  constructor(max = pastRowsMax) {
    this.#max = max;
  }

  /** Replaces what there was of it. */
  keep(incident: number, rows: readonly Kept[]): void {
    this.#incidents.delete(incident);
    this.#incidents.set(incident, rows);
    for (const oldest of this.#incidents.keys()) {
      if (oldest === incident || this.#count <= this.#max) return;
      this.#incidents.delete(oldest);
    }
  }

  /** Null where nothing is remembered of it any more. */
  of(incident: number): readonly Kept[] | null {
    return this.#incidents.get(incident) ?? null;
  }

  whose(isSo: (row: Kept) => boolean): readonly AccountId[] {
    return [...this.#incidents.values()].flatMap((rows) =>
      rows.flatMap((row) => (isSo(row) ? row.account : [])),
    );
  }

  forget(account: AccountId): void {
    for (const [incident, rows] of this.#incidents)
      if (rows.some((row) => row.account === account))
        this.#incidents.set(
          incident,
          rows.filter((row) => row.account !== account),
        );
  }

  get #count(): number {
    return [...this.#incidents.values()].reduce((sum, { length }) => sum + length, 0);
  }
}
