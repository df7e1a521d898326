import { afterAll, beforeAll, describe } from "vitest";
import { describeLogContract } from "../../contract-suite.ts";
import { EtcdCluster } from "../../testing/etcd-cluster.ts";
import { etcdBinary, EtcdMembers } from "../../testing/etcd-members.ts";

const limits = {
  snapshotEveryEntries: 40,
  keepEntriesMax: 10,
  openAppendsMax: 300,
  retentionEntriesMax: 10,
  cutEveryMs: 50,
};

describe.skipIf(etcdBinary() === null)("on etcd's own members (Debian: etcd-server)", () => {
  let members: EtcdMembers | null = null;
  beforeAll(async () => {
    members = await EtcdMembers.start(3);
  });
  afterAll(() => members?.end());

  describeLogContract("etcd, 3 members", () => new EtcdCluster(members!, limits), {
    snapshotEveryEntries: 60,
    oversizedBytes: 1024 * 1024,
    overloadAppends: 400,
  });
});
