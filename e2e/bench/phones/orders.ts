/** What the bench orders of its processes of clients, and what they tell it. */
export type Order =
  /** Come in, so many a second. */
  | {
      readonly kind: "come";
      readonly gateways: readonly string[];
      readonly phones: number;
      readonly perSecond: number;
      /** Differs between processes: the last part of 127.0.x.y. */
      readonly network: number;
      /** Each loads the page with its scripts first. */
      readonly loadsPages: boolean;
    }
  /** Pay each other, so many a second all together. */
  | { readonly kind: "pay"; readonly perSecond: number; readonly seconds: number }
  /** So many pay once after they hear the call, one after the other within that time; at once: 0. */
  | { readonly kind: "follow-the-call"; readonly followers: number; readonly withinMs: number }
  /** Tell when everybody is in again, whatever happens now. */
  | { readonly kind: "watch-return" }
  | { readonly kind: "leave" };

export type Told =
  | {
      readonly kind: "came";
      readonly phones: number;
      readonly refusals: Readonly<Record<string, number>>;
      /** Of all pages together, compressed. */
      readonly pageBytes: number;
    }
  | { readonly kind: "paid"; readonly latenciesMs: readonly number[]; readonly unfinished: number }
  /** Since each phone lost its gateway, ms; of those that did. */
  | { readonly kind: "returned"; readonly awayMs: readonly number[]; readonly elsewhere: number }
  /** What each account should hold, as the phones have it. */
  | { readonly kind: "left"; readonly booked: number };
