import type { DialChange } from "@cablecut/protocol";

/** The rules on dials a second time (SPEC.md, K): every change that was made, and what they come to. */
export class NaiveDials {
  readonly #changes: { readonly change: DialChange; readonly index: number }[] = [];

  /** False where one more would be removed than 4,096. */
  set(change: DialChange, index: number): boolean {
    if (change.dial === "removed" && change.value.removed) {
      const removed = this.#removed();
      if (removed.size >= 4_096 && !removed.has(change.value.account)) return false;
    }
    this.#changes.push({ change, index });
    return true;
  }

  view(): unknown {
    const off = { value: false, setAt: 0 };
    return {
      act: this.#last("act") ?? { value: { act: "lobby" }, setAt: 0 },
      doorsOpen: this.#last("doorsOpen") ?? { value: true, setAt: 0 },
      blank: this.#last("blank") ?? off,
      headCountHidden: this.#last("headCountHidden") ?? off,
      paused: this.#last("paused") ?? off,
      stageLanguages: this.#last("stageLanguages") ?? { value: "both", setAt: 0 },
      stageView: this.#last("stageView") ?? { value: "story", setAt: 0 },
      sound: this.#last("sound") ?? off,
      removed: {
        value: [...this.#removed()].sort((one, two) => one - two),
        setAt: this.#last("removed")?.setAt ?? 0,
      },
      endedSessions: {
        value: this.#sessions(),
        setAt: this.#last("endedSessions")?.setAt ?? 0,
      },
    };
  }

  #last(dial: DialChange["dial"]): { value: unknown; setAt: number } | null {
    const last = this.#changes.findLast(({ change }) => change.dial === dial);
    return last === undefined ? null : { value: last.change.value, setAt: last.index };
  }

  #removed(): Set<number> {
    const removed = new Set<number>();
    for (const { change } of this.#changes) {
      if (change.dial !== "removed") continue;
      if (change.value.removed) removed.add(change.value.account);
      else removed.delete(change.value.account);
    }
    return removed;
  }

  #sessions(): { session: string; expiresAtS: number }[] {
    const sessions = new Map<string, number>();
    for (const { change } of this.#changes) {
      if (change.dial !== "endedSessions") continue;
      sessions.set(change.value.session, change.value.expiresAtS);
      if (sessions.size > 256) sessions.delete(inOrder(sessions)[0]!.session);
    }
    return inOrder(sessions);
  }
}

function inOrder(sessions: Map<string, number>): { session: string; expiresAtS: number }[] {
  return [...sessions]
    .map(([session, expiresAtS]) => ({ session, expiresAtS }))
    .sort((one, two) => one.expiresAtS - two.expiresAtS || one.session.localeCompare(two.session));
}
