import { checksumOf } from "./checksum.ts";
import { saveDecided } from "../state/decided-state.ts";
import { hexOfWords } from "./hex.ts";
import type { LedgerState } from "../state/state.ts";
import { WordList } from "./word-stream.ts";

/** Takes the digest of a whole state at the cost of the accounts that changed since the last time. */
export class StateDigest {
  readonly #list = new WordList();
  first = 0;
  second = 0;

  take(state: LedgerState, accountSums: Uint32Array = state.accounts.digestSums): void {
    state.accounts.settleDigest();
    const list = this.#list;
    list.clear();
    list.double(state.position.index);
    list.word(state.accounts.count);
    list.words(accountSums, 0, accountSums.length);
    saveDecided(state, list);
    this.first = checksumOf(list.list, 0, list.length, 1);
    this.second = checksumOf(list.list, 0, list.length, 2);
  }

  get hex(): string {
    return hexOfWords(this.first, this.second);
  }
}
