/** What one phone has told, and what a room has said of its receipts, for the report. */
export interface PhoneFacts {
  /** Null: of now. */
  readonly incident: number | null;
  readonly account: number;
  /** Payments that it keeps; of an incident, when the phones of its gateway kept the most. Null where nobody saw that. */
  readonly kept: number | null;
  /** Only of now. */
  readonly keptCents: number | null;
  readonly checking: number | null;
  /** Payments that it had under way when the incident began; null where it has not told. */
  readonly inFlight: number | null;
  /** Null while no room has been asked. */
  readonly checks: PhoneChecks | null;
  /** Receipts that it holds and that no room has judged. */
  readonly notYet: number | null;
  /** The newest entry of a receipt that is the show's; null where that is not known. */
  readonly newest: number | null;
}

export interface PhoneChecks {
  readonly verified: number;
  readonly missing: number;
  readonly archived: number;
  readonly forged: number;
}
