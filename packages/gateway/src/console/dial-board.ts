import {
  asLogIndex,
  endedSessionsMax,
  firstDials,
  type AccountId,
  type ActSetting,
  type DialChange,
  type Dials as LoggedDials,
  type EndedSession,
  type LogIndex,
  type RoomStatus,
  type StampedTurn,
} from "@cablecut/protocol";
import type { TurnStamps } from "../routing/turn-stamps.ts";
import type { LogTurns } from "./log-turns.ts";
import { isSameValue } from "./same-value.ts";
import { dialKey, heldOf, isLater, turned } from "./turned-dials.ts";

/** Told to other gateways in one word. */
export const toldMax = 64;

/** A turn of this gateway that is not known to be in the log yet; `takenAt`: its entry, once a room has told it. */
interface OwnTurn {
  readonly change: DialChange;
  stamp: number;
  takenAt: LogIndex | null;
}

/**
 * What the presenter has set. A turn holds at once where it was made, and is put into the log as soon as a room takes it;
 * there the last entry wins, and every gateway goes by it. A turn that is not in the log yet, of one's own or another
 * gateway's, wins over the log until it is (C9).
 */
export class DialBoard {
  readonly #turns: Pick<LogTurns, "put" | "cameLate">;
  /** Told whenever something may be different from before. */
  readonly #changed: () => void;
  #logged: LoggedDials = firstDials;
  #loggedAt = asLogIndex(0);
  /** The log's, with the turns that are not in it. */
  #shown: LoggedDials = firstDials;
  readonly #own = new Map<string, OwnTurn>();
  /** The last own turn of each dial that is in the log: others may not have heard so much of the log yet. */
  readonly #settled = new Map<string, StampedTurn>();
  /** What other gateways tell, the latest of each dial. */
  #others: ReadonlyMap<string, StampedTurn> = new Map();
  readonly #stamps: TurnStamps;
  #removed: ReadonlySet<AccountId> = new Set();
  /** The log's dials were told before the present change. */
  isKnown = false;
  /** With the present change somebody may have been removed. */
  removedAreNew = false;
  #endedSessions: ReadonlySet<string> = new Set();

  constructor(turns: Pick<LogTurns, "put" | "cameLate">, stamps: TurnStamps, changed: () => void) {
    this.#turns = turns;
    this.#stamps = stamps;
    this.#changed = changed;
  }

  get act(): ActSetting {
    return this.#shown.act.value;
  }

  /** The entry that set the act; null while that is a turn that is not in the log. */
  get actSetAt(): LogIndex | null {
    return this.#pending("act") === null ? this.#logged.act.setAt : null;
  }

  get doorsOpen(): boolean {
    return this.#shown.doorsOpen.value;
  }

  get blank(): boolean {
    return this.#shown.blank.value;
  }

  get countHidden(): boolean {
    return this.#shown.headCountHidden.value;
  }

  get paused(): boolean {
    return this.#shown.paused.value;
  }

  get stage() {
    const { stageLanguages, stageView, sound } = this.#shown;
    const isInLog = this.isKnown && this.#pending("stageView") === null;
    return {
      languages: stageLanguages.value,
      view: stageView.value,
      viewSetAt: isInLog ? this.#logged.stageView.setAt : null,
      sound: sound.value,
    };
  }

  /** Who is removed now, as far as it is known here. */
  get removed(): readonly AccountId[] {
    const turned = [...this.#own.values(), ...this.#others.values()].flatMap(({ change }) =>
      change.dial === "removed" ? [change.value.account] : [],
    );
    return [...new Set([...this.#removed, ...turned])].filter((account) => this.isRemoved(account));
  }

  isRemoved(account: AccountId): boolean {
    const pending = this.#pending(`removed ${account}`)?.change;
    return pending?.dial === "removed" ? pending.value.removed : this.#removed.has(account);
  }

  /** Logged out of, at this gateway or, as far as the log is known here, at any. */
  isSessionEnded(session: string): boolean {
    return this.#pending(`endedSessions ${session}`) !== null || this.#endedSessions.has(session);
  }

  /** In the log as far as it is known here: all of one entry, and nothing of a later one. */
  get endedInLog(): ReadonlySet<string> {
    return this.#endedSessions;
  }

  /**
   * False where it would be forgotten, or another one for it, before they have expired: of too many the ledger keeps those that
   * last longest (K3). `nowS`: wall clock, by which sessions expire.
   */
  endSession(ended: EndedSession, nowS: number): boolean {
    const lasting = new Set<string>();
    for (const { session, expiresAtS } of this.#logged.endedSessions.value)
      if (expiresAtS > nowS) lasting.add(session);
    for (const { change } of [...this.#own.values(), ...this.#others.values()])
      if (change.dial === "endedSessions") lasting.add(change.value.session);
    lasting.delete(ended.session);
    if (lasting.size >= endedSessionsMax) return false;
    return this.turn({ dial: "endedSessions", value: ended });
  }

  /** False where too many turns wait for a room; then nothing was turned. */
  turn(change: DialChange): boolean {
    return this.#turn(change, this.#stamps.next());
  }

  /** Turns that other gateways may not know from the log. */
  get told(): readonly StampedTurn[] {
    const own = [...this.#own.values()];
    // Ended sessions last: there may be hundreds that wait for rooms, and nobody sees them on a screen.
    const endings = own.filter(({ change }) => change.dial === "endedSessions");
    const turns = own.filter(({ change }) => change.dial !== "endedSessions");
    return [...turns, ...this.#settled.values(), ...endings].slice(0, toldMax);
  }

  /** All that other gateways tell now. */
  othersTell(turns: readonly StampedTurn[]): void {
    const latest = new Map<string, StampedTurn>();
    for (const turn of turns) {
      this.#stamps.heard(turn.stamp);
      const name = dialKey(turn.change);
      const known = latest.get(name);
      if (known === undefined || isLater(turn, known)) latest.set(name, turn);
    }
    const isSame = JSON.stringify([...latest]) === JSON.stringify([...this.#others]);
    if (isSame) return;
    this.#others = latest;
    for (const [name, turn] of latest) {
      const mine = this.#own.get(name) ?? this.#settled.get(name);
      // What one has turned oneself must not come into the log behind what was turned later, or stay behind it.
      if (mine === undefined || !isLater(turn, mine)) continue;
      if (mine.takenAt === null || this.#isUndoneBy(mine.takenAt, turn))
        this.#turn(turn.change, turn.stamp);
    }
    this.#tellChange(turns.some(({ change }) => change.dial === "removed"));
  }

  /** Whether an own turn, in the log at `takenAt`, is what holds there, though this later one is in it as well. */
  #isUndoneBy(takenAt: LogIndex, { change, takenAt: at }: StampedTurn): boolean {
    return at !== null && at < takenAt && this.#logged[change.dial].setAt === takenAt;
  }

  #turn(change: DialChange, stamp: number): boolean {
    const name = dialKey(change);
    const own: OwnTurn = { change, stamp, takenAt: null };
    const before = this.#own.get(name);
    this.#own.set(name, own);
    const isPut = this.#turns.put(name, { kind: "set-dial", change }, (end) => {
      if (this.#own.get(name) !== own) return;
      if (end.kind === "taken") own.takenAt = end.index;
      if (end.kind !== "taken" || end.index <= this.#loggedAt) this.#settle(name, own);
      this.#tellChange(change.dial === "removed");
    });
    if (!isPut) {
      if (before === undefined) this.#own.delete(name);
      else this.#own.set(name, before);
      return false;
    }
    this.#tellChange(change.dial === "removed");
    return true;
  }

  /** What a room tells of the log; of what is older than what is known nothing is taken. */
  logTells(status: RoomStatus): void {
    const { dials, appliedIndex } = status;
    if (!status.ready || status.diverged || appliedIndex < this.#loggedAt) return;
    this.#loggedAt = appliedIndex;
    // Whoever turns now has seen what is in the log, also where no other gateway has been heard yet; who turned before anybody
    // was heard wants that now.
    this.#stamps.heard(appliedIndex);
    if (!this.isKnown) for (const own of this.#own.values()) own.stamp = this.#stamps.next();
    for (const [name, own] of this.#own) {
      if (own.takenAt !== null && own.takenAt <= appliedIndex) this.#settle(name, own);
    }
    const removedAreNew = dials.removed.setAt !== this.#logged.removed.setAt;
    if (removedAreNew) this.#removed = new Set(dials.removed.value);
    if (dials.endedSessions.setAt !== this.#logged.endedSessions.setAt)
      this.#endedSessions = new Set(dials.endedSessions.value.map(({ session }) => session));
    this.#logged = dials;
    this.#turnAgain();
    this.#tellChange(removedAreNew);
    this.isKnown = true;
  }

  /**
   * What was turned here before, and came into the log behind a later turn with a cable that is back, gives way (C9). Only who
   * turned it knows, so that is seen to also where another gateway made the later turn.
   */
  #turnAgain(): void {
    for (const [name, mine] of this.#settled) {
      const told = this.#others.get(name);
      const last = told !== undefined && isLater(told, mine) ? told : mine;
      const { change, stamp, takenAt } = last;
      const { setAt } = this.#logged[change.dial];
      if (takenAt === null || setAt <= takenAt || this.#own.has(name)) continue;
      const held = heldOf(this.#logged, change);
      if (held === null || isSameValue(held, change)) continue;
      if (this.#turns.cameLate(name, { kind: "set-dial", change: held }, setAt))
        this.#turn(change, stamp);
    }
  }

  #tellChange(removedAreNew: boolean): void {
    this.removedAreNew = removedAreNew;
    this.#show();
    this.#changed();
  }

  #settle(name: string, own: OwnTurn): void {
    this.#own.delete(name);
    if (own.takenAt !== null && name === own.change.dial) this.#settled.set(name, { ...own });
  }

  /** The latest turn of a dial that is not in the log as far as it is known here; null where there is none. */
  #pending(name: string): Pick<StampedTurn, "change" | "stamp"> | null {
    const own = this.#own.get(name) ?? null;
    const other = this.#others.get(name);
    const isOver = other === undefined || (other.takenAt ?? Infinity) <= this.#loggedAt;
    if (isOver) return own;
    return own === null || isLater(other, own) ? other : own;
  }

  #show(): void {
    let shown = this.#logged;
    for (const name of new Set([...this.#own.keys(), ...this.#others.keys()])) {
      const pending = this.#pending(name);
      if (pending !== null) shown = turned(shown, pending.change);
    }
    this.#shown = shown;
  }
}
