import { architectureWord } from "../../etcd-binary.ts";
import { memberAddress } from "./socks-server.ts";

/** What an etcd member beside a room is started with. All its ports are on the loopback. */
export interface MemberConfig {
  readonly names: readonly string[];
  readonly replica: number;
  /** Keeps members of another show away. */
  readonly token: string;
  readonly directory: string;
  readonly clientPort: number;
  readonly peerPort: number;
  /** Of the room that carries its connections. */
  readonly proxyPort: number;
  /** It was added to members that run, in the place of one that lost its data: these replicas, itself among them. */
  readonly joins?: readonly number[];
}

const loopback = "127.0.0.1";
const GiB = 1024 ** 3;
/** From here on a member raises an alarm, and nothing more is taken. What is kept of a log is far below. */
export const storeBytesMax = 8 * GiB;

/** As the other members know it. */
export function memberUrl(replica: number): string {
  const { host, port } = memberAddress(replica);
  return `http://${host}:${port}`;
}

/** The options of etcd 3.4. */
export function memberArguments(config: MemberConfig): readonly string[] {
  const { names, replica, token, directory, clientPort, peerPort } = config;
  const client = `http://${loopback}:${clientPort}`;
  const options = {
    name: names[replica]!,
    "data-dir": directory,
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": `http://${loopback}:${peerPort}`,
    "initial-advertise-peer-urls": memberUrl(replica),
    "initial-cluster": (config.joins ?? [...names.keys()])
      .map((of) => `${names[of]}=${memberUrl(of)}`)
      .join(","),
    "initial-cluster-token": token,
    "initial-cluster-state": config.joins === undefined ? "new" : "existing",
    // A leader that is gone is missed after 0.7 to 1.4 s. What members say to each other crosses two rooms and the cables,
    // each a process that may have to wait for the processor: with 0.4 s a busy machine held one election after the other.
    "heartbeat-interval": "70",
    "election-timeout": "700",
    "pre-vote": "true",
    "strict-reconfig-check": "true",
    // What stays in memory and in its log; entries are up to 128 KiB.
    "snapshot-count": "2000",
    "max-wals": "3",
    "max-snapshots": "3",
    "quota-backend-bytes": String(storeBytesMax),
    logger: "zap",
    "log-outputs": "stderr",
    "enable-v2": "false",
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

/** Nothing of the surroundings: variables could change its options. */
export function memberEnvironment(
  { proxyPort }: MemberConfig,
  path: string,
): Readonly<Record<string, string>> {
  return { ...architectureWord(), PATH: path, HTTP_PROXY: `socks5://${loopback}:${proxyPort}` };
}
