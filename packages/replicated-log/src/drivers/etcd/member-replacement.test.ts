import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { etcdBinary, EtcdMembers } from "../../testing/etcd-members.ts";
import { throughRoom } from "./client-ways.ts";
import { grpcStore } from "./grpc-store.ts";
import { keysBelow } from "./keys.ts";
import { replaceMember, replicasThere } from "./member-replacement.ts";
import type { EtcdStore, MemberStatus } from "./store.ts";

const keys = keysBelow("test/");
const patienceMs = 40_000;
const patience = { timeout: patienceMs, interval: 100 };
const lost = 2;

describe.skipIf(etcdBinary() === null)("a member that lost its data (Debian: etcd-server)", () => {
  let members: EtcdMembers;
  let stores: EtcdStore[];
  let counter = 0;

  const statusOf = (replica: number): Promise<MemberStatus | null> =>
    new Promise((resolve) => stores[replica]!.status(1_000, resolve));
  const put = (replica: number): Promise<string> => {
    counter += 1;
    const key = keys.of({ replica, boot: 1, counter });
    const value = Uint8Array.of(counter);
    return new Promise((resolve) =>
      stores[replica]!.create({ key, value, seenRevision: 1_000_000 }, 1_000, ({ kind }) =>
        resolve(kind),
      ),
    );
  };
  const prepare = (): Promise<number | undefined> =>
    new Promise((resolve) => stores[0]!.prepare(0, 1_000, (prepared) => resolve(prepared?.begin)));
  /** As a room reaches them whose own member may be gone: over its links to their rooms. */
  const fromRoom = <Answer>(ask: (others: readonly string[]) => Promise<Answer>): Promise<Answer> =>
    throughRoom({ replica: 0, replicas: 3, proxyPort: members.proxyPortOf(0) }, ask);

  beforeAll(async () => {
    members = await EtcdMembers.start(3);
    stores = [0, 1, 2].map((replica) => grpcStore(members.addressOf(replica), keys));
    await vi.waitFor(async () => expect(await prepare()).toBeGreaterThan(0), patience);
    await vi.waitFor(async () => expect(await put(0)).toBe("there"), patience);
  }, 60_000);

  afterAll(async () => {
    for (const store of stores) store.close();
    await members.end();
  });

  test("gives its place to another, which holds everything and counts for the quorum", async () => {
    const before = (await statusOf(lost))?.member;
    await members.loseData(lost);
    expect(await fromRoom((others) => replaceMember(lost, others, patienceMs))).toBeNull();
    const there = await fromRoom((others) => replicasThere(3, others, patienceMs));
    expect(there).toEqual([0, 1, 2]);
    members.join(lost, there!);
    await members.startOne(lost);
    await vi.waitFor(async () => {
      const [mine, another] = await Promise.all([statusOf(lost), statusOf(0)]);
      expect(mine?.leader ?? null).not.toBeNull();
      expect(mine?.revision).toBe(another?.revision);
    }, patience);
    // As another member: as the former one it could vote where that one had voted already.
    expect((await statusOf(lost))?.member).not.toBe(before);
    await members.killOne(1);
    await vi.waitFor(async () => expect(await put(0)).toBe("there"), patience);
  }, 120_000);

  test("without a quorum nobody agrees to another, and that is said", async () => {
    const reason = await replaceMember(1, [members.addressOf(1)], 1_000);
    expect(reason).not.toBeNull();
  });
});
