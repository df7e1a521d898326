import {
  roomIn,
  type AccountId,
  type AccountView,
  type DoorRefusal,
  type Receipt,
  type TokenHash,
} from "@cablecut/protocol";
import { nowMs } from "../clock.ts";
import type { RoomCalls } from "../rooms/room-calls.ts";
import type { RoomWatch } from "../rooms/room-watch.ts";
import type { Directory } from "./directory.ts";
import type { Placement } from "./placement.ts";
import { tokenHashOf } from "./token-hash.ts";

export type Entered =
  | {
      readonly ok: true;
      readonly account: AccountView;
      readonly opening: Receipt | null;
      readonly fresh: boolean;
    }
  | { readonly ok: false; readonly refusal: DoorRefusal | "switching" | "unknown" };

/** A room that refuses because it no longer serves the shard is one of at most this many that are tried. */
const triesMax = 5;
const againMs = 80;

/** How a token becomes an account: found if it has one, opened if not. Repeating it opens nothing twice. */
export class Enter {
  readonly #watch: RoomWatch;
  readonly #calls: RoomCalls;
  readonly #placement: Placement;
  readonly #directory: Directory;

  constructor(watch: RoomWatch, calls: RoomCalls, placement: Placement, directory: Directory) {
    this.#watch = watch;
    this.#calls = calls;
    this.#placement = placement;
    this.#directory = directory;
  }

  async byToken(token: string, synthetic: boolean, mayOpen: boolean): Promise<Entered> {
    const tokenHash = tokenHashOf(token, synthetic);
    const room = this.#watch.bestAnswering();
    if (room === null) return { ok: false, refusal: "no-room" };
    const found = await this.#calls.call(this.#name(room), { kind: "find", tokenHash });
    if (found.kind === "found" && found.account !== null) return this.#show(found.account);
    if (!mayOpen) return { ok: false, refusal: "doors-closed" };
    return this.#open(tokenHash);
  }

  /** A linearizable read by the room that serves the account; `switching` and `unknown` are passing. */
  async read(
    account: AccountId,
  ): Promise<
    | { readonly ok: true; readonly account: AccountView }
    | { readonly ok: false; readonly refusal: "switching" | "unknown" }
  > {
    const person = await this.#directory.find(account);
    if (person === null) return { ok: false, refusal: "unknown" };
    for (let tries = 0; tries < triesMax; tries += 1) {
      const owner = this.#watch.owner(person.shard);
      if (owner === null) return { ok: false, refusal: "unknown" };
      if (owner.status === "switching") return { ok: false, refusal: "switching" };
      if (!this.#watch.isAnswering(owner.owner)) return { ok: false, refusal: "unknown" };
      const answer = await this.#calls.call(this.#name(owner.owner), { kind: "read", account });
      if (answer.kind === "read") return { ok: true, account: answer.account };
      if (answer.kind === "no-answer") return { ok: false, refusal: "unknown" };
      await pause(againMs);
    }
    return { ok: false, refusal: "unknown" };
  }

  /** A person who comes back must not wait for a switch: what any room knows is shown; deciding needs `read`. */
  async #show(account: AccountId): Promise<Entered> {
    const read = await this.read(account);
    if (read.ok) return { ok: true, account: read.account, opening: null, fresh: false };
    const room = this.#watch.bestAnswering();
    if (room === null) return { ok: false, refusal: "no-room" };
    const answer = await this.#calls.call(this.#name(room), { kind: "stale-read", account });
    if (answer.kind !== "read") return { ok: false, refusal: "unknown" };
    this.#directory.learn(account, answer.account.shard);
    return { ok: true, account: answer.account, opening: null, fresh: false };
  }

  async #open(tokenHash: TokenHash): Promise<Entered> {
    let refusal: DoorRefusal | "switching" | "unknown" = "no-room";
    for (let tries = 0; tries < triesMax; tries += 1) {
      const shard = this.#placement.choose(nowMs());
      const owner = shard === null ? null : this.#watch.owner(shard);
      if (shard === null || owner === null) return { ok: false, refusal: "no-room" };
      const answer = await this.#calls.call(this.#name(owner.owner), {
        kind: "open",
        tokenHash,
        shard,
      });
      if (answer.kind === "opened") {
        this.#directory.learn(answer.account.account, answer.account.shard);
        return {
          ok: true,
          account: answer.account,
          opening: answer.receipt,
          fresh: !answer.replayed,
        };
      }
      if (answer.kind === "refused" && answer.refusal === "accounts-full") {
        return { ok: false, refusal: "accounts-full" };
      }
      refusal =
        answer.kind === "refused" && answer.refusal === "switching" ? "switching" : "unknown";
      await pause(againMs);
    }
    return { ok: false, refusal };
  }

  #name(room: number): string {
    return roomIn(this.#watch.topology, room).id;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
