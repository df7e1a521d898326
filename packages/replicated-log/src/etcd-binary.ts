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

/** As Go calls the processors of this machine, where that is another name than Node's. */
const goArchitectures: Readonly<Record<string, string>> = { ia32: "386" };

/**
 * Without it etcd 3.4 runs on x86-64 and POWER alone, and says no more than that: on the small machines of an ARM it does as
 * well, and so it is told. Where it supports the processor it does not look at it.
 */
export function architectureWord(architecture: string = process.arch): Record<string, string> {
  if (architecture === "x64") return {};
  return { ETCD_UNSUPPORTED_ARCH: goArchitectures[architecture] ?? architecture };
}

/** Which etcd `binary` is: a program, or a name that is looked up. */
export function findEtcd(binary: string = etcdBinary, architecture?: string): EtcdFound {
  const asked = spawnSync(binary, ["--version"], {
    encoding: "utf8",
    timeout: askTimeoutMs,
    env: { ...process.env, ...architectureWord(architecture) },
  });
  if (asked.error !== undefined && asked.error.name !== "ETIMEDOUT" && asked.status === null) {
    return { kind: "missing" };
  }
  const version = /^etcd Version: (\S+)/m.exec(asked.stdout)?.[1] ?? "?";
  return asked.status === 0 && knownVersions.test(version)
    ? { kind: "there", version }
    : { kind: "other-version", version };
}
