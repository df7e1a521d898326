import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RoomConfig } from "@cablecut/protocol";
import { bundle } from "./bundle.ts";
import { ProcessUnderTest } from "./process-under-test.ts";

export const engines = ["raft", "etcd"] as const;
export type Engine = (typeof engines)[number];

/** How a program is asked for one. */
export const engineWord = {
  kind: "choice",
  of: engines,
  fallback: null,
  about: {
    en: "what keeps the log (the rooms' own raft, unless CABLECUT_ENGINE says otherwise)",
    zh: "日志引擎（默认为机房自带的 raft，或由 CABLECUT_ENGINE 指定）",
  },
} as const;

/** What tests and benchmarks run on where they do not say: the rooms' own log, unless this variable names another. */
export function engineUnderTest(): Engine {
  const named = process.env["CABLECUT_ENGINE"] ?? "raft";
  const engine = engines.find((known) => known === named);
  if (engine === undefined) throw new Error(`CABLECUT_ENGINE is one of ${engines.join(", ")}`);
  return engine;
}

const portsPerMember = 3;

let missing: string | null | undefined;

/** Why no members can be started; null where they can. */
export function whyNoEtcd(): string | null {
  if (missing !== undefined) return missing;
  const asked = spawnSync("etcd", ["--version"], { timeout: 10_000 });
  missing = asked.status === 0 ? null : "etcd is not installed (apt-get install etcd-server)";
  return missing;
}

/** SIGSTOP or SIGCONT for the etcd that a member's process keeps: that process itself does nothing while etcd runs. */
export function signalEtcd(member: ProcessUnderTest, signal: "SIGSTOP" | "SIGCONT"): void {
  try {
    for (const pid of etcdPidsOf(member)) process.kill(pid, signal);
  } catch {
    // One of them has just ended.
  }
}

/** Of the etcd that a member's process keeps; empty where none runs. */
export function etcdPidsOf({ pid }: ProcessUnderTest): readonly number[] {
  if (pid === null) return [];
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return children.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** How many ports `membersOf` needs. */
export function memberPortCount(engine: Engine, rooms: number): number {
  return engine === "etcd" ? rooms * portsPerMember : 0;
}

/** The members beside rooms, and what each room is told of its own. */
export interface Members {
  readonly processes: readonly ProcessUnderTest[];
  /** In the same order: where each keeps what it promised. */
  readonly directories: readonly string[];
  configOf(room: number): Pick<RoomConfig, "etcd">;
}

export function membersOf(
  engine: Engine,
  setting: {
    readonly directory: string;
    readonly showId: string;
    readonly rooms: readonly { readonly id: string }[];
    readonly ports: readonly number[];
    readonly onCrash: (what: string) => void;
  },
): Members {
  if (engine === "raft") return { processes: [], directories: [], configOf: () => ({}) };
  const { directory, showId, rooms, ports, onCrash } = setting;
  const portsOf = (room: number): NonNullable<RoomConfig["etcd"]> => {
    const [clientPort, peerPort, proxyPort] = ports.slice(room * portsPerMember);
    return { clientPort: clientPort!, peerPort: peerPort!, proxyPort: proxyPort! };
  };
  const directories = rooms.map(({ id }) => join(directory, "etcd", id));
  const processes = rooms.map(({ id }, replica) => {
    const configPath = join(directory, `member-${id}.json`);
    const config = {
      binary: "etcd",
      names: rooms.map((room) => room.id),
      replica,
      token: showId,
      directory: directories[replica]!,
      ...portsOf(replica),
    };
    const write = (ifEmpty: "begin" | "replace"): void =>
      writeFileSync(configPath, JSON.stringify({ ...config, ifEmpty }, null, 2));
    write("begin");
    const member = new ProcessUnderTest({
      name: `member ${id}`,
      script: bundle("member"),
      configPath,
      logPath: join(directory, `member-${id}.log`),
    });
    member.onCrash = onCrash;
    // As a supervisor does once a room has run.
    member.onReady = () => write("replace");
    return member;
  });
  return { processes, directories, configOf: (room) => ({ etcd: portsOf(room) }) };
}
