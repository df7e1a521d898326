import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RoomConfig } from "@cablecut/protocol";
import { bundle } from "./bundle.ts";
import { ProcessUnderTest } from "./process-under-test.ts";

export const engines = ["raft", "etcd"] as const;
export type Engine = (typeof engines)[number];

/** What tests and benchmarks run on where they do not say: the rooms' own log, unless this variable names another. */
export function engineUnderTest(): Engine {
  const named = process.env["CABLECUT_ENGINE"] ?? "raft";
  const engine = engines.find((known) => known === named);
  if (engine === undefined) throw new Error(`CABLECUT_ENGINE is one of ${engines.join(", ")}`);
  return engine;
}

const portsPerMember = 3;

/** How many ports `membersOf` needs. */
export function memberPortCount(engine: Engine, rooms: number): number {
  return engine === "etcd" ? rooms * portsPerMember : 0;
}

/** The members beside rooms, and what each room is told of its own. */
export interface Members {
  readonly processes: readonly ProcessUnderTest[];
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
  if (engine === "raft") return { processes: [], configOf: () => ({}) };
  const { directory, showId, rooms, ports, onCrash } = setting;
  const portsOf = (room: number): NonNullable<RoomConfig["etcd"]> => {
    const [clientPort, peerPort, proxyPort] = ports.slice(room * portsPerMember);
    return { clientPort: clientPort!, peerPort: peerPort!, proxyPort: proxyPort! };
  };
  const processes = rooms.map(({ id }, replica) => {
    const configPath = join(directory, `member-${id}.json`);
    const config = {
      binary: "etcd",
      names: rooms.map((room) => room.id),
      replica,
      token: showId,
      directory: join(directory, "etcd", id),
      ...portsOf(replica),
    };
    writeFileSync(configPath, JSON.stringify(config, null, 2));
    const member = new ProcessUnderTest({
      name: `member ${id}`,
      script: bundle("member"),
      configPath,
      logPath: join(directory, `member-${id}.log`),
    });
    member.onCrash = onCrash;
    return member;
  });
  return { processes, configOf: (room) => ({ etcd: portsOf(room) }) };
}
