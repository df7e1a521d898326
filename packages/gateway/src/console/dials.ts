import {
  asLogIndex,
  firstDials,
  type AccountId,
  type ActSetting,
  type DialChange,
  type Dials as LoggedDials,
  type LogIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import type { LogTurns } from "./log-turns.ts";

/** A turn of this gateway that is not known to be in the log yet; `takenAt`: its entry, once a room has told it. */
interface OwnTurn {
  readonly change: DialChange;
  takenAt: LogIndex | null;
}

/**
 * What the presenter has set. A turn holds at once where it was made, and is put into the log as soon as a room takes it;
 * there the last entry wins, and every gateway goes by it. A turn of one's own wins over the log until it is in it.
 */
export class Dials {
  readonly #turns: Pick<LogTurns, "put">;
  /** Told whenever something may be different from before. */
  readonly #changed: () => void;
  #logged: LoggedDials = firstDials;
  #loggedAt = asLogIndex(0);
  /** The log's, with the own turns that are not in it. */
  #shown: LoggedDials = firstDials;
  readonly #own = new Map<string, OwnTurn>();
  #removed: ReadonlySet<AccountId> = new Set();
  /** The log's dials were told before the present change. */
  isKnown = false;
  /** With the present change somebody may have been removed. */
  removedAreNew = false;
  #endedSessions: ReadonlySet<string> = new Set();

  constructor(turns: Pick<LogTurns, "put">, changed: () => void) {
    this.#turns = turns;
    this.#changed = changed;
  }

  get act(): ActSetting {
    return this.#shown.act.value;
  }

  /** The entry that set the act; null while that is a turn of this gateway that is not in the log. */
  get actSetAt(): LogIndex | null {
    return this.#own.has("act") ? null : this.#logged.act.setAt;
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
    return { languages: stageLanguages.value, view: stageView.value, sound: sound.value };
  }

  isRemoved(account: AccountId): boolean {
    const own = this.#own.get(`removed ${account}`)?.change;
    return own?.dial === "removed" ? own.value.removed : this.#removed.has(account);
  }

  /** Logged out of, at this gateway or, as far as the log is known here, at any. */
  isSessionEnded(session: string): boolean {
    return this.#own.has(`endedSessions ${session}`) || this.#endedSessions.has(session);
  }

  /** False where too many turns wait for a room; then nothing was turned. */
  turn(change: DialChange): boolean {
    const name = nameOf(change);
    const own: OwnTurn = { change, takenAt: null };
    const before = this.#own.get(name);
    this.#own.set(name, own);
    const isPut = this.#turns.put(name, { kind: "set-dial", change }, (end) => {
      if (this.#own.get(name) !== own) return;
      if (end.kind === "taken" && end.index > this.#loggedAt) own.takenAt = end.index;
      else this.#own.delete(name);
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
  told(status: RoomStatus): void {
    const { dials, appliedIndex } = status;
    if (!status.ready || status.diverged || appliedIndex < this.#loggedAt) return;
    this.#loggedAt = appliedIndex;
    for (const [name, { takenAt }] of this.#own) {
      if (takenAt !== null && takenAt <= appliedIndex) this.#own.delete(name);
    }
    const removedAreNew = dials.removed.setAt !== this.#logged.removed.setAt;
    if (removedAreNew) this.#removed = new Set(dials.removed.value);
    if (dials.endedSessions.setAt !== this.#logged.endedSessions.setAt)
      this.#endedSessions = new Set(dials.endedSessions.value.map(({ session }) => session));
    this.#logged = dials;
    this.#tellChange(removedAreNew);
    this.isKnown = true;
  }

  #tellChange(removedAreNew: boolean): void {
    this.removedAreNew = removedAreNew;
    this.#show();
    this.#changed();
  }

  #show(): void {
    this.#shown = [...this.#own.values()].reduce(
      (dials, { change }) => turned(dials, change),
      this.#logged,
    );
  }
}

/** Removed attendees and ended sessions are looked up one by one. */
function turned(dials: LoggedDials, change: DialChange): LoggedDials {
  switch (change.dial) {
    case "act":
      return { ...dials, act: { ...dials.act, value: change.value } };
    case "stageLanguages":
      return { ...dials, stageLanguages: { ...dials.stageLanguages, value: change.value } };
    case "stageView":
      return { ...dials, stageView: { ...dials.stageView, value: change.value } };
    case "doorsOpen":
    case "blank":
    case "headCountHidden":
    case "paused":
    case "sound":
      return { ...dials, [change.dial]: { ...dials[change.dial], value: change.value } };
    case "removed":
    case "endedSessions":
      return dials;
  }
}

/** Attendees and sessions are turned one by one. */
function nameOf(change: DialChange): string {
  if (change.dial === "removed") return `removed ${change.value.account}`;
  if (change.dial === "endedSessions") return `endedSessions ${change.value.session}`;
  return change.dial;
}
