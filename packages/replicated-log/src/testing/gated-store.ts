import type { CreateOutcome, EtcdStore, WatchOwner } from "../drivers/etcd/store.ts";

/** A store that can be shut: then every call fails and nothing is watched, as with a member that hangs. */
export class GatedStore implements EtcdStore {
  readonly #store: EtcdStore;
  readonly #ends = new Set<() => void>();
  #isShut = false;

  constructor(store: EtcdStore) {
    this.#store = store;
  }

  shut(): void {
    this.#isShut = true;
    for (const end of this.#ends) end();
    this.#ends.clear();
  }

  open(): void {
    this.#isShut = false;
  }

  status(...[timeoutMs, done]: Parameters<EtcdStore["status"]>): void {
    if (this.#isShut) setTimeout(() => done(null), timeoutMs);
    else this.#store.status(timeoutMs, done);
  }

  members(...[timeoutMs, done]: Parameters<EtcdStore["members"]>): void {
    if (this.#isShut) setTimeout(() => done(null), timeoutMs);
    else this.#store.members(timeoutMs, done);
  }

  prepare(...[replica, timeoutMs, done]: Parameters<EtcdStore["prepare"]>): void {
    if (this.#isShut) setTimeout(() => done(null), timeoutMs);
    else this.#store.prepare(replica, timeoutMs, done);
  }

  create(...[put, timeoutMs, done]: Parameters<EtcdStore["create"]>): () => void {
    if (!this.#isShut) return this.#store.create(put, timeoutMs, done);
    const failure = { sent: true, reason: "unknown", detail: "shut" } as const;
    const outcome: CreateOutcome = { kind: "failed", failure };
    const timer = setTimeout(() => done(outcome), timeoutMs);
    return () => clearTimeout(timer);
  }

  newest(...[timeoutMs, done]: Parameters<EtcdStore["newest"]>): void {
    if (this.#isShut) setTimeout(() => done(null), timeoutMs);
    else this.#store.newest(timeoutMs, done);
  }

  watch(fromRevision: number, owner: WatchOwner): () => void {
    if (this.#isShut) {
      const timer = setTimeout(() => owner.ended(null, "shut"), 100);
      return () => clearTimeout(timer);
    }
    const cancel = this.#store.watch(fromRevision, owner);
    const end = (): void => {
      cancel();
      owner.ended(null, "shut");
    };
    this.#ends.add(end);
    return () => {
      this.#ends.delete(end);
      cancel();
    };
  }

  cut(...[cut, timeoutMs, done]: Parameters<EtcdStore["cut"]>): void {
    if (this.#isShut) setTimeout(() => done(false), timeoutMs);
    else this.#store.cut(cut, timeoutMs, done);
  }

  moveLeader(...[to, timeoutMs]: Parameters<EtcdStore["moveLeader"]>): void {
    if (!this.#isShut) this.#store.moveLeader(to, timeoutMs);
  }

  close(): void {
    this.#store.close();
  }
}
