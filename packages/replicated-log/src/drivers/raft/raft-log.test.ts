import { describeLogContract } from "../../contract-suite.ts";
import { DiskCluster } from "../../testing/disk-cluster.ts";
import { VirtualCluster } from "../../testing/virtual-cluster.ts";

const limits = {
  snapshotEveryEntries: 40,
  keepEntriesMax: 10,
  openAppendsMax: 300,
};
const contract = { snapshotEveryEntries: 60, oversizedBytes: 1024 * 1024, overloadAppends: 400 };

for (const replicas of [3, 5]) {
  describeLogContract(
    `raft, ${replicas} replicas, virtual time`,
    () => new VirtualCluster({ replicas, seed: replicas, limits }),
    contract,
  );
}

describeLogContract(
  "raft, 3 replicas, wals on a real disk",
  () => new DiskCluster(3, limits),
  contract,
);
