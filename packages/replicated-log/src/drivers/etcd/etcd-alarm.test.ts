import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EtcdCluster } from "../../testing/etcd-cluster.ts";
import { etcdBinary, EtcdMembers } from "../../testing/etcd-members.ts";
import { LogTrial } from "../../testing/log-trial.ts";
import { memberClient } from "./member-client.ts";
import { unaryCall } from "./unary-call.ts";
import { compactionRequest, emptyRequest, putRequest, statusOf } from "./wire.ts";

const MiB = 1024 * 1024;
const text = (words: string): number[] => [...new TextEncoder().encode(words)];
/** StatusResponse with these errors. */
const statusWith = (...errors: readonly string[]): Uint8Array =>
  Uint8Array.from(errors.flatMap((error) => [0x42, error.length, ...text(error)]));

test.each([
  [[], null],
  [["etcdserver: no leader"], null],
  [["memberID:10276657743932975437 alarm:NOSPACE "], "no-space"],
  [["etcdserver: no leader", "memberID:7 alarm:CORRUPT ", "memberID:7 alarm:NOSPACE "], "corrupt"],
  [["memberID:7 alarm:OF_A_LATER_BUILD "], null],
] as const)("what a member says of its alarms: %j is %j", (errors, alarm) => {
  expect(statusOf(statusWith(...errors)).alarm).toBe(alarm);
});

describe.skipIf(etcdBinary() === null)("on etcd's own members (Debian: etcd-server)", () => {
  let members: EtcdMembers;
  let cluster: EtcdCluster;
  beforeAll(async () => {
    members = await EtcdMembers.start(3);
  });
  beforeEach(() => {
    cluster = new EtcdCluster(members, {});
  });
  afterEach(async () => {
    await cluster?.close();
    await alarm("disarmed");
  });
  afterAll(() => members?.end());

  /** AlarmRequest: raises NOSPACE at no particular member, as one whose space is used up does for itself, or ends it. */
  const alarm = async (is: "raised" | "disarmed"): Promise<void> => {
    const client = memberClient(members.addressOf(0));
    const request = Uint8Array.of(0x08, is === "raised" ? 1 : 2, 0x18, 1);
    await unaryCall(client, "/etcdserverpb.Maintenance/Alarm", request, 5_000);
    client.close();
  };

  test("NOSPACE is told by every room and ends an append without a doubt; disarmed, the rooms go on by themselves", async () => {
    const trial = new LogTrial(cluster);
    for (const id of trial.ids) await trial.start(id);
    await trial.agree();
    const told = (): unknown[] => trial.ids.map((id) => trial.logs[id]!.status().alarm);
    await alarm("raised");
    await cluster.until(() => told().every((each) => each === "no-space"), "every room tells it");
    // Its members vote all the same.
    expect(trial.ids.filter((id) => trial.logs[id]!.status().memberSilent)).toEqual([]);
    trial.append(1, "refused");
    await trial.allAnswered(["refused"]);
    expect(trial.outcomes.get("refused")).toEqual({ kind: "unavailable", reason: "overloaded" });
    await alarm("disarmed");
    await cluster.until(() => told().every((each) => each === null), "nobody tells it");
    trial.append(1, "taken");
    await trial.allAnswered(["taken"]);
    expect(trial.kind("taken")).toBe("committed");
  });

  test("a room whose member is killed says so as long as it is gone, and no other does", async () => {
    const trial = new LogTrial(cluster);
    for (const id of trial.ids) await trial.start(id);
    await trial.agree();
    const silent = (): unknown[] => trial.ids.filter((id) => trial.logs[id]!.status().memberSilent);
    await members.killOne(2);
    await cluster.until(() => silent().length > 0, "its room tells it");
    expect(silent()).toEqual([2]);
    await members.startOne(2);
    await cluster.until(() => silent().length === 0, "nobody tells it");
  });
});

describe.skipIf(etcdBinary() === null)("members with little space (Debian: etcd-server)", () => {
  let members: EtcdMembers;
  let cluster: EtcdCluster;
  beforeAll(async () => {
    members = await EtcdMembers.start(3, [`--quota-backend-bytes=${16 * MiB}`]);
    cluster = new EtcdCluster(members, {});
  });
  afterAll(async () => {
    await cluster?.close();
    await members?.end();
  });

  test("a file that is full of what is compacted: defrag on every member, then disarm, as the manual says, and the rooms go on", async () => {
    const clients = [...members.names.keys()].map((id) => memberClient(members.addressOf(id)));
    const call = (
      client: (typeof clients)[number],
      method: string,
      request: Uint8Array = emptyRequest,
    ) => unaryCall(client, `/etcdserverpb.${method}`, request, 10_000);
    const [first] = clients as [(typeof clients)[number]];
    let leader: unknown = null;
    const ask = async (): Promise<void> => {
      leader = statusOf(await call(first, "Maintenance/Status")).leader;
    };
    while (leader === null) await ask().catch(() => undefined);
    const put = putRequest("foreign", new Uint8Array(MiB));
    let refused = "";
    for (let puts = 0; refused === "" && puts < 100; puts += 1)
      await call(first, "KV/Put", put).catch((error: unknown) => (refused = String(error)));
    expect(refused).toContain("database space exceeded");
    const trial = new LogTrial(cluster);
    for (const id of trial.ids) await trial.start(id);
    const told = (): unknown[] => trial.ids.map((id) => trial.logs[id]!.status().alarm);
    await cluster.until(() => told().every((each) => each === "no-space"), "every room tells it");
    const { revision } = statusOf(await call(first, "Maintenance/Status"));
    // Only once what is old is gone from the file is the call answered.
    const physically = Uint8Array.of(0x10, 1);
    await call(first, "KV/Compact", Buffer.concat([compactionRequest(revision), physically]));

    for (const client of clients) await call(client, "Maintenance/Defragment");
    // `etcdctl alarm disarm` ends those of all members.
    for (const client of clients) {
      const { member } = statusOf(await call(client, "Maintenance/Status"));
      const disarm = Buffer.from(`0802` + `10${member}` + `1801`, "hex");
      await call(first, "Maintenance/Alarm", disarm);
    }
    for (const client of clients) client.close();
    await cluster.until(() => told().every((each) => each === null), "nobody tells it");
    await trial.agree();
  });
});
