import type { AccountId, AccountView, DoorRefusal, Receipt, TokenHash } from "@cablecut/protocol";
import type { GatewayPorts } from "../ports.ts";
import type { AskRoom } from "../routing/room-calls.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { Balances } from "./balances.ts";
import type { Directory } from "./directory.ts";
import type { Placement } from "./placement.ts";
import { tokenHashOf } from "./token-hash.ts";

export type Entered =
  | {
      readonly ok: true;
      readonly account: AccountView;
      readonly opening: Receipt | null;
      /** An account was to be opened, and the token had one: its opening was under way when it was looked for. */
      readonly openedNothing?: true;
      /** As of an entry, from a room that need not have what others acknowledged. */
      readonly stale?: true;
    }
  | NotEntered;

interface NotEntered {
  readonly ok: false;
  readonly refusal: DoorRefusal | "switching" | "unknown";
  /** An account might have been opened, and certainly none was. */
  readonly openedNothing?: true;
}

export type ReadAccount =
  | { readonly ok: true; readonly account: AccountView }
  | { readonly ok: false; readonly refusal: "switching" | "unknown" };

/** A room that refuses because it no longer serves the shard is one of at most this many that are tried. */
const triesMax = 5;
const againMs = 80;
/**
 * A gateway that has just begun is about to hear its rooms and the feed: whoever comes meanwhile is kept waiting as long
 * as that may take, 2.5 s in all, and not sent away. ms.
 */
const beginsWithinMs = [80, 160, 320, 640, 1_280] as const;

/** Whoever comes in, as long as that takes. */
interface Asker {
  /** Asked only if the token has no account: null where one may be opened. */
  readonly mayOpen: () => DoorRefusal | null;
  /** It comes again, and asks anew: nothing more is done for it now. */
  readonly hasLeft: () => boolean;
}

/** An opening that has not come about yet. */
interface OpeningSoFar {
  readonly triesLeft: number;
  /** What stood in its way last. */
  readonly refusal: NotEntered["refusal"];
  /** So far every answer was definite: nothing was opened. */
  readonly isCertain: boolean;
}

/** Told to nobody: whoever asked has left. */
const nobody = { ok: false, refusal: "unknown" } as const;

type Rooms = Pick<RoomWatch, "owner" | "isAnswering" | "bestAnswering" | "status">;
type EnterPorts = Pick<GatewayPorts, "after" | "sha256" | "encodeText">;

/** How a token becomes an account: found if it has one, opened if not. Repeating it opens nothing twice. */
export class Enter {
  readonly #rooms: Rooms;
  readonly #calls: AskRoom;
  readonly #placement: Placement;
  readonly #directory: Directory;
  readonly #ports: EnterPorts;
  readonly #balances: Pick<Balances, "canGoOnFrom">;

  constructor(parts: {
    rooms: Rooms;
    calls: AskRoom;
    placement: Placement;
    directory: Directory;
    ports: EnterPorts;
    balances: Pick<Balances, "canGoOnFrom">;
  }) {
    this.#rooms = parts.rooms;
    this.#calls = parts.calls;
    this.#placement = parts.placement;
    this.#directory = parts.directory;
    this.#ports = parts.ports;
    this.#balances = parts.balances;
  }

  byToken(token: string, synthetic: boolean, asker: Asker, done: (entered: Entered) => void): void {
    const tokenHash = tokenHashOf(token, synthetic, this.#ports);
    this.#byHash(tokenHash, asker, (entered) => {
      if (entered.ok) this.#untilCovered(entered, asker, 0, done);
      else done(entered);
    });
  }

  /**
   * Rooms are not equally far, and a feed begins somewhere: of payments between the account as it was read and the first
   * that the feed showed nobody would tell. So it is read again.
   */
  #untilCovered(
    entered: Entered & { ok: true },
    asker: Asker,
    tried: number,
    done: (entered: Entered) => void,
  ): void {
    if (this.#balances.canGoOnFrom(entered.account.appliedIndex)) return done(entered);
    const waitMs = beginsWithinMs[tried];
    const { opening, openedNothing } = entered;
    const counted = openedNothing === undefined ? {} : { openedNothing };
    if (waitMs === undefined) return done({ ok: false, refusal: "no-room", ...counted });
    this.#ports.after(waitMs, () => {
      if (asker.hasLeft()) return done({ ...nobody, ...counted });
      this.#show(entered.account.account, (shown) => {
        if (!shown.ok) return done({ ...shown, ...counted });
        this.#untilCovered({ ...shown, opening, ...counted }, asker, tried + 1, done);
      });
    });
  }

  #byHash(tokenHash: TokenHash, asker: Asker, done: (entered: Entered) => void, tried = 0): void {
    if (asker.hasLeft()) return done(nobody);
    const room = this.#rooms.bestAnswering();
    if (room === null) {
      const waitMs = beginsWithinMs[tried];
      if (waitMs === undefined) return done({ ok: false, refusal: "no-room" });
      this.#ports.after(waitMs, () => this.#byHash(tokenHash, asker, done, tried + 1));
      return;
    }
    const inOneTurn = this.#rooms.status(room)?.readsWhatItFinds === true;
    const kind = inOneTurn ? "find-and-read" : "find";
    this.#calls.call(room, { kind, tokenHash }, (found) => {
      if (asker.hasLeft()) return done(nobody);
      if (found.kind === "found" && found.account !== null) {
        // A gateway that has just begun knows nobody, and thousands come back: nothing is asked for twice.
        const { account, home, view } = found;
        if (home !== undefined) this.#directory.learn({ account, ...home });
        if (view === undefined) return this.#show(account, done);
        if (view !== null) return done({ ok: true, account: view, opening: null });
        // Switching, or no quorum: nobody has it. Where another room is further by now that one alone could not say it.
        const isOfRoom = this.#rooms.bestAnswering() !== room;
        return isOfRoom ? this.#show(account, done) : this.#showStale(account, done);
      }
      // Whoever was not found because nobody answered may have an account: nothing is opened, and nothing counted.
      if (found.kind !== "found") return done({ ok: false, refusal: "unknown" });
      const refusal = asker.mayOpen();
      if (refusal !== null) return done({ ok: false, refusal });
      const soFar = { triesLeft: triesMax, refusal: "no-room", isCertain: true } as const;
      this.#open(tokenHash, asker, soFar, done);
    });
  }

  /** A linearizable read by the room that serves the account; `switching` and `unknown` are passing. */
  read(account: AccountId, done: (read: ReadAccount) => void): void {
    this.#directory.find(account, (person) => {
      if (person === null) done({ ok: false, refusal: "unknown" });
      else this.#readFrom(account, person.shard, triesMax, done);
    });
  }

  #readFrom(
    account: AccountId,
    shard: number,
    triesLeft: number,
    done: (read: ReadAccount) => void,
  ): void {
    const owner = this.#rooms.owner(shard);
    if (owner?.status === "switching") return done({ ok: false, refusal: "switching" });
    if (owner === null || triesLeft === 0 || !this.#rooms.isAnswering(owner.owner))
      return done({ ok: false, refusal: "unknown" });
    this.#calls.call(owner.owner, { kind: "read", account }, (answer) => {
      if (answer.kind === "read") return done({ ok: true, account: answer.account });
      // The room has waited for a leader as long as it makes sense: without a quorum there is none to wait for.
      const isWithoutLog = answer.kind === "refused" && answer.refusal === "log-unavailable";
      if (answer.kind === "no-answer" || isWithoutLog)
        return done({ ok: false, refusal: "unknown" });
      this.#ports.after(againMs, () => this.#readFrom(account, shard, triesLeft - 1, done));
    });
  }

  /** A person who comes back must not wait for a switch: what any room knows is shown; deciding needs `read`. */
  #show(account: AccountId, done: (entered: Entered) => void): void {
    this.read(account, (read) => {
      if (read.ok) return done({ ok: true, account: read.account, opening: null });
      this.#showStale(account, done);
    });
  }

  #showStale(account: AccountId, done: (entered: Entered) => void): void {
    const room = this.#rooms.bestAnswering();
    if (room === null) return done({ ok: false, refusal: "no-room" });
    this.#calls.call(room, { kind: "stale-read", account }, (answer) => {
      if (answer.kind !== "read") return done({ ok: false, refusal: "unknown" });
      this.#directory.learn(answer.account);
      const { account } = answer;
      done({ ok: true, account, opening: null, stale: true });
    });
  }

  #open(
    tokenHash: TokenHash,
    asker: Asker,
    soFar: OpeningSoFar,
    done: (entered: Entered) => void,
  ): void {
    const { triesLeft, isCertain } = soFar;
    const fail = (refusal: NotEntered["refusal"]): void =>
      done({ ok: false, refusal, ...(isCertain ? { openedNothing: true } : {}) });
    if (triesLeft === 0 || asker.hasLeft()) return fail(soFar.refusal);
    const shard = this.#placement.choose();
    const owner = shard === null ? null : this.#rooms.owner(shard);
    if (shard === null || owner === null) return fail("no-room");
    this.#calls.call(owner.owner, { kind: "open", tokenHash, shard }, (answer) => {
      if (answer.kind === "opened") {
        const { account, receipt, replayed } = answer;
        this.#directory.learn(account);
        // Another room was faster with the same token. After an attempt of unknown outcome it may have been that one.
        const isAnothers = (replayed || account.shard !== shard) && isCertain;
        const nothing = isAnothers ? ({ openedNothing: true } as const) : {};
        return done({ ok: true, account, opening: receipt, ...nothing });
      }
      const refused = answer.kind === "refused" ? answer.refusal : "unknown";
      if (refused === "accounts-full") return fail(refused);
      const next = {
        triesLeft: triesLeft - 1,
        refusal: refused === "switching" ? refused : "unknown",
        isCertain: isCertain && (refused !== "unknown" || answer.kind === "not-sent"),
      } as const;
      this.#ports.after(againMs, () => this.#open(tokenHash, asker, next, done));
    });
  }
}
