import {
  cueAmountCents,
  type AccountId,
  type AccountView,
  type ActSetting,
  type Cents,
  type FeedItem,
  type GatewayCounts,
  type LogIndex,
} from "@cablecut/protocol";
import type { Directory } from "./directory.ts";

/** The presenter's call to everybody to pay now, and who has followed it, as the log says (C6). */
export class Cue {
  readonly #directory: Pick<Directory, "find" | "isHouse" | "isSynthetic">;
  #act: ActSetting = { act: "lobby" };
  /** The entry that made the call; null while it is a turn that is not in the log. */
  #calledAt: LogIndex | null = null;
  /** Behind which entry a payment follows the call. */
  #since = 0;
  #shownUpTo = 0;
  /** The last booking of everybody that this gateway knows of, at most as many as there are account numbers. */
  readonly #lastPaid = new Map<AccountId, number>();
  readonly #tapped = new Set<AccountId>();
  /** Whoever is being looked up: only people are counted. */
  readonly #unknown = new Set<AccountId>();

  constructor(directory: Pick<Directory, "find" | "isHouse" | "isSynthetic">) {
    this.#directory = directory;
  }

  get on(): boolean {
    return this.#act.act === "cue";
  }

  get amountCents(): Cents {
    return this.#act.act === "cue" ? this.#act.amountCents : cueAmountCents;
  }

  /** As far as this gateway knows. */
  get tapped(): GatewayCounts["tapped"] {
    return { calledAt: this.#calledAt, people: this.#tapped.size };
  }

  /** `setAt`: the entry that set the act, if it is in the log. False where it is called, or not, as before. */
  follow(act: ActSetting, setAt: LogIndex | null): boolean {
    const before = this.on;
    this.#act = act;
    const isNew = this.on && !before;
    if (isNew) this.#begin(setAt, setAt ?? this.#shownUpTo);
    // It is in the log now, or was called once more: every gateway counts from the same entry, whatever it has missed. A copy of
    // one call that a cable held back looks like another one, and is counted as that.
    else if (this.on && setAt !== null && setAt !== this.#calledAt) this.#begin(setAt, setAt);
    return before !== this.on;
  }

  /** A booking in the feed whose payer is no house account. */
  feedShowed({ payer, index }: Pick<FeedItem, "payer" | "index">): void {
    this.#shownUpTo = Math.max(this.#shownUpTo, index);
    this.#paid(payer, index);
  }

  /** Somebody who has come in: the account says when it paid last. */
  entered({ account, history }: Pick<AccountView, "account" | "history">): void {
    for (const { kind, index } of history) if (kind === "sent") this.#paid(account, index);
  }

  #begin(calledAt: LogIndex | null, since: number): void {
    this.#calledAt = calledAt;
    this.#since = since;
    this.#tapped.clear();
    for (const [account, index] of this.#lastPaid) if (index > since) this.#count(account);
  }

  #paid(account: AccountId, index: number): void {
    this.#lastPaid.set(account, Math.max(index, this.#lastPaid.get(account) ?? 0));
    if (this.on && index > this.#since) this.#count(account);
  }

  #count(account: AccountId): void {
    if (this.#tapped.has(account) || this.#unknown.has(account)) return;
    this.#unknown.add(account);
    this.#directory.find(account, (person) => {
      this.#unknown.delete(account);
      const isFollower = (this.#lastPaid.get(account) ?? 0) > this.#since;
      if (person === null || !isFollower || this.#directory.isSynthetic(account)) return;
      this.#tapped.add(account);
    });
  }
}
