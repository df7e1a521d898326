import { spawnSync } from "node:child_process";

/** As Debian's etcd-server has it. */
export const etcdBinary = "etcd";

const askTimeoutMs = 5_000;

/** Whether there is an etcd of version 3 on this machine. */
export function etcdIsInstalled(): boolean {
  const asked = spawnSync(etcdBinary, ["--version"], { encoding: "utf8", timeout: askTimeoutMs });
  return asked.status === 0 && asked.stdout.startsWith("etcd Version: 3.");
}
