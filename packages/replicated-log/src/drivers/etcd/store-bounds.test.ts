import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { EtcdCluster } from "../../testing/etcd-cluster.ts";
import { etcdBinary, EtcdMembers } from "../../testing/etcd-members.ts";
import { LogTrial } from "../../testing/log-trial.ts";
import { sizeOfStore, type StoreSize } from "../../testing/store-size.ts";
import { grpcStore } from "./grpc-store.ts";
import { keysBelow, type Keys, type Origin } from "./keys.ts";
import type { CreateOutcome, EtcdStore, Prepared, StoredPut } from "./store.ts";

const callMs = 5_000;
const patience = { timeout: 60_000, interval: 50 };
const KiB = 1024;
const limits = {
  snapshotEveryEntries: 20,
  keepEntriesMax: 10,
  retentionEntriesMax: 20,
  cutEveryMs: 50,
};

describe.skipIf(etcdBinary() === null)("what the store keeps (Debian: etcd-server)", () => {
  let members: EtcdMembers;
  beforeAll(async () => {
    members = await EtcdMembers.start(3);
  }, 120_000);
  afterAll(() => members?.end());

  test("a key that was deleted is never created again, however late its attempt arrives", async () => {
    const keys = keysBelow("late/");
    const store = grpcStore(members.addressOf(0), keys);
    const create = (origin: Origin, seenRevision: number): Promise<CreateOutcome["kind"]> =>
      new Promise((resolve) => {
        const put = { key: keys.of(origin), value: Uint8Array.of(origin.counter), seenRevision };
        store.create(put, callMs, ({ kind }) => resolve(kind));
      });
    const { begin } = await prepared(store, 1);
    const old = { replica: 1, boot: 1, counter: 1 };
    await vi.waitFor(async () => expect(await create(old, begin)).toBe("there"), patience);
    // Asked again under the same key it is there, and there once.
    expect(await create(old, begin)).toBe("there");
    const revision = await revisionOf(store);
    await vi.waitFor(
      async () => expect(await cut(store, keys, old, revision), "deleted and compacted").toBe(true),
      patience,
    );
    expect(await create(old, begin)).toBe("too-old");
    // Another one of the same age was never stored and never will be; what begins now is taken.
    expect(await create({ ...old, counter: 2 }, begin)).toBe("too-old");
    expect(await create({ ...old, counter: 3 }, await revisionOf(store))).toBe("there");
    const since = await putsSince(store, revision + 1, keys.of({ ...old, counter: 3 }));
    expect(since.map(({ value }) => [...value])).toEqual([[3]]);
    store.close();
  });

  test("which payload is the newest nobody can say of a store that was not prepared: no read is answered from it", async () => {
    const keys = keysBelow("newest/");
    const store = grpcStore(members.addressOf(0), keys);
    const newest = (): Promise<number | null> =>
      new Promise((resolve) => store.newest(callMs, resolve));
    // The member answers, and has a leader to ask.
    const elsewhere = grpcStore(members.addressOf(0), keysBelow("elsewhere/"));
    await prepared(elsewhere, 1);
    elsewhere.close();
    expect(await newest()).toBeNull();
    const { begin } = await prepared(store, 1);
    expect(await newest()).toBe(begin);
    store.close();
  });

  test("every start of a room has greater keys than all before, whatever its clock says and earlier builds have put", async () => {
    const keys = keysBelow("starts/");
    const store = grpcStore(members.addressOf(0), keys);
    const first = await prepared(store, 1);
    const other = await prepared(store, 2);
    const again = await prepared(store, 1);
    expect([other.begin, again.begin]).toEqual([first.begin, first.begin]);
    const boots = [Date.UTC(2100, 0) * 1_000, first.boot, other.boot, again.boot];
    expect(boots).toEqual([...new Set(boots)].toSorted((a, b) => a - b));
    const made = boots.map((boot) => keys.of({ replica: 1, boot, counter: 1 }));
    expect(made).toEqual(made.toSorted());
    store.close();
  });

  test("what is applied and in snapshots of a quorum goes, whatever is written meanwhile: the store stays small", async () => {
    const cluster = new EtcdCluster(members, limits);
    try {
      const trial = new LogTrial(cluster);
      for (const id of trial.ids) await trial.start(id);
      const sizes = (): Promise<StoreSize[]> =>
        Promise.all(trial.ids.map((id) => sizeOfStore(members.addressOf(id), cluster.keys)));
      await trial.agree();
      const before = await sizes();
      const [payload, rounds] = ["x".repeat(16 * KiB), 60];
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(trial.ids.map((id) => trial.commitOne(id, `${round} ${id} ${payload}`)));
      }
      await trial.agree();
      trial.expectPromisesKept();
      // Double of what stays may be there while it goes: 40 entries, 0.6 MiB. All of it would be 180 and 2.8 MiB. What a
      // compaction frees is in use until something else is written.
      let looks = 0;
      await vi.waitFor(async () => {
        await trial.commitOne(0, `look ${(looks += 1)}`);
        for (const [id, { keys, bytesInUse }] of (await sizes()).entries()) {
          expect(keys).toBeLessThan(90);
          expect(bytesInUse - before[id]!.bytesInUse).toBeLessThan(1_536 * KiB);
        }
      }, patience);
    } finally {
      await cluster.close();
    }
  }, 240_000);

  test("a snapshot that became due while another was written is taken, even when nothing comes after", async () => {
    const cluster = new EtcdCluster(members, limits);
    try {
      const trial = new LogTrial(cluster);
      for (const id of trial.ids) await trial.start(id);
      await trial.agree();
      cluster.slowSnapshots();
      for (let at = 0; at < 60; at += 1) await trial.commitOne(0, `entry ${at}`);
      const applied = trial.consumers[0]!.appliedIndex;
      cluster.quickSnapshots();
      await vi.waitFor(
        () => expect(trial.logs[0]!.status().firstIndex).toBeGreaterThan(applied - 25),
        patience,
      );
    } finally {
      await cluster.close();
    }
  }, 240_000);
});

function prepared(store: EtcdStore, replica: number): Promise<Prepared> {
  return vi.waitFor(async () => {
    const answer = await new Promise<Prepared | null>((done) =>
      store.prepare(replica, callMs, done),
    );
    expect(answer).not.toBeNull();
    return answer!;
  }, patience);
}

function revisionOf(store: EtcdStore): Promise<number> {
  return vi.waitFor(async () => {
    const status = await new Promise<{ revision: number } | null>((done) =>
      store.status(callMs, done),
    );
    expect(status).not.toBeNull();
    return status!.revision;
  }, patience);
}

function cut(store: EtcdStore, keys: Keys, last: Origin, revision: number): Promise<boolean> {
  return new Promise((done) => store.cut({ revision, ranges: [keys.upTo(last)] }, callMs, done));
}

/** Everything that was put from `revision` on, until the put of `last` has been seen. */
function putsSince(store: EtcdStore, revision: number, last: string): Promise<StoredPut[]> {
  const seen: StoredPut[] = [];
  return new Promise((resolve, reject) => {
    const end = store.watch(revision, {
      puts: (puts) => {
        seen.push(...puts);
        if (!puts.some(({ key }) => key === last)) return;
        end();
        resolve(seen);
      },
      ended: (_, detail) => reject(new Error(detail)),
    });
  });
}
