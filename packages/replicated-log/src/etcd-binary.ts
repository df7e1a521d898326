import { spawnSync } from "node:child_process";

/** As Debian's etcd-server has it. */
export const etcdBinary = "etcd";

const askTimeoutMs = 5_000;
/** Of these the options and the API are known that members are started with and asked by; 3.4 is what tests run on. */
const knownVersions = /^3\.[45]\./;

export type EtcdFound =
  | { readonly kind: "there"; readonly version: string }
  | { readonly kind: "missing" }
  /** It is there, and nothing that members can be made of. */
  | { readonly kind: "other-version"; readonly version: string };

/** Which etcd `binary` is: a program, or a name that is looked up. */
export function findEtcd(binary: string = etcdBinary): EtcdFound {
  const asked = spawnSync(binary, ["--version"], { encoding: "utf8", timeout: askTimeoutMs });
  if (asked.error !== undefined && asked.error.name !== "ETIMEDOUT" && asked.status === null) {
    return { kind: "missing" };
  }
  const version = /^etcd Version: (\S+)/.exec(asked.stdout)?.[1] ?? "?";
  return asked.status === 0 && knownVersions.test(version)
    ? { kind: "there", version }
    : { kind: "other-version", version };
}
