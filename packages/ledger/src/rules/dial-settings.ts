import {
  accountsMax,
  asAccountId,
  asLogIndex,
  dialNames,
  endedSessionsMax,
  firstDials,
  removedMax,
  type DialChange,
  type Dials,
  type EndedSession,
} from "@cablecut/protocol";
import { dialChangeAt, dialWordsOf } from "../format/dial-codec.ts";
import { hexOfWords, wordOfHex } from "../format/hex.ts";
import type { WordSink, WordSource } from "../format/word-stream.ts";

/** The dials that fit into the words of a change, as the changes that set them. */
function simpleDials(
  view: Dials,
): readonly Exclude<DialChange, { readonly dial: "removed" | "endedSessions" }>[] {
  return [
    { dial: "act", value: view.act.value },
    { dial: "doorsOpen", value: view.doorsOpen.value },
    { dial: "blank", value: view.blank.value },
    { dial: "headCountHidden", value: view.headCountHidden.value },
    { dial: "paused", value: view.paused.value },
    { dial: "stageLanguages", value: view.stageLanguages.value },
    { dial: "stageView", value: view.stageView.value },
    { dial: "sound", value: view.sound.value },
  ];
}

/** The presenter's settings (SPEC.md, K). Kept as the view that is told; a change makes a new one. */
export class DialSettings {
  view: Dials = firstDials;

  /** False where one more attendee was to be removed than can be remembered; then nothing is changed. */
  set(change: DialChange, entry: number): boolean {
    const setAt = asLogIndex(entry);
    if (change.dial === "removed") {
      const { account, removed } = change.value;
      const others = this.view.removed.value.filter((other) => other !== account);
      if (removed && others.length >= removedMax) return false;
      const value = removed ? [...others, account].sort((one, two) => one - two) : others;
      this.view = { ...this.view, removed: { value, setAt } };
    } else if (change.dial === "endedSessions") {
      const { session } = change.value;
      const others = this.view.endedSessions.value.filter((other) => other.session !== session);
      const value = [...others, change.value].sort(firstToExpire).slice(-endedSessionsMax);
      this.view = { ...this.view, endedSessions: { value, setAt } };
    } else {
      this.view = { ...this.view, [change.dial]: { value: change.value, setAt } };
    }
    return true;
  }

  save(sink: WordSink): void {
    for (const change of simpleDials(this.view)) {
      for (const word of dialWordsOf(change)) sink.word(word);
      sink.double(this.view[change.dial].setAt);
    }
    const { removed, endedSessions } = this.view;
    sink.double(removed.setAt);
    sink.word(removed.value.length);
    for (const account of removed.value) sink.word(account);
    sink.double(endedSessions.setAt);
    sink.word(endedSessions.value.length);
    for (const { session, expiresAtS } of endedSessions.value) {
      sink.word(wordOfHex(session, 0));
      sink.word(wordOfHex(session, 1));
      sink.double(expiresAtS);
    }
  }

  /** False where what was saved cannot be. */
  load(source: WordSource): boolean {
    const words = new Uint32Array(4);
    for (const { dial } of simpleDials(firstDials)) {
      source.words(words, 0, 4);
      const change = dialChangeAt(dialNames.indexOf(dial), words, 0);
      if (change === null) return false;
      this.set(change, source.double());
    }
    const removed = loadRemoved(source);
    const endedSessions = removed && loadSessions(source);
    if (removed === null || endedSessions === null) return false;
    this.view = { ...this.view, removed, endedSessions };
    return true;
  }
}

function loadRemoved(source: WordSource): Dials["removed"] | null {
  const setAt = asLogIndex(source.double());
  const count = source.word();
  if (count > removedMax) return null;
  const value = Array.from({ length: count }, () => asAccountId(source.word()));
  const ascending = value.every((account, n) => account > (value[n - 1] ?? -1));
  return ascending && value.every((account) => account < accountsMax) ? { value, setAt } : null;
}

function loadSessions(source: WordSource): Dials["endedSessions"] | null {
  const setAt = asLogIndex(source.double());
  const count = source.word();
  if (count > endedSessionsMax) return null;
  const value = Array.from({ length: count }, (): EndedSession => {
    const first = source.word();
    const session = hexOfWords(first, source.word());
    return { session, expiresAtS: source.double() };
  });
  const inOrder = value.slice(1).every((each, n) => {
    const before = value[n];
    return before !== undefined && firstToExpire(before, each) < 0;
  });
  return inOrder && value.every(({ expiresAtS }) => Number.isSafeInteger(expiresAtS))
    ? { value, setAt }
    : null;
}

/** Of two that expire together the smaller session first: every room must come to the same order. */
function firstToExpire(one: EndedSession, two: EndedSession): number {
  return one.expiresAtS - two.expiresAtS || (one.session < two.session ? -1 : 1);
}
