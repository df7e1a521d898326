import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import {
  memberArguments,
  memberEnvironment,
  type MemberConfig,
} from "../drivers/etcd/member-command.ts";
import { MemberStreams } from "../drivers/etcd/member-streams.ts";
import type { ReplicaId } from "../port.ts";

/** Where tests find etcd; null where it is not installed. */
export function etcdBinary(): string | null {
  const found = spawnSync("etcd", ["--version"], { encoding: "utf8" });
  return found.status === 0 && found.stdout.includes("etcd Version: 3.") ? "etcd" : null;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

interface Member {
  config: MemberConfig;
  readonly logPath: string;
  child: ChildProcess | null;
  streams: MemberStreams | null;
}

/** Real etcd members whose traffic goes through this process, which can cut them off from each other. */
export class EtcdMembers {
  readonly names: readonly string[];
  readonly #root = mkdtempSync(join(tmpdir(), "cablecut-etcd-"));
  readonly #members: Member[] = [];
  readonly #isolated = new Set<ReplicaId>();
  readonly #further: readonly string[];

  private constructor(replicas: number, further: readonly string[]) {
    this.#further = further;
    this.names = Array.from({ length: replicas }, (_, id) => `room-${id}`);
  }

  /** `further`: options of etcd that take the place of ours. */
  static async start(replicas: number, further: readonly string[] = []): Promise<EtcdMembers> {
    const members = new EtcdMembers(replicas, further);
    const ports = await lastingPorts(3 * replicas);
    for (const replica of members.names.keys()) {
      const [clientPort, peerPort, proxyPort] = ports.slice(3 * replica);
      const config: MemberConfig = {
        names: members.names,
        replica,
        token: "test",
        directory: join(members.#root, `member-${replica}`),
        clientPort: clientPort!,
        peerPort: peerPort!,
        proxyPort: proxyPort!,
      };
      const logPath = join(members.#root, `member-${replica}.log`);
      members.#members.push({ config, logPath, child: null, streams: null });
    }
    await members.startAll();
    return members;
  }

  get replicas(): number {
    return this.names.length;
  }

  addressOf(replica: ReplicaId): string {
    return `127.0.0.1:${this.#members[replica]!.config.clientPort}`;
  }

  /** Of the room beside it. */
  proxyPortOf(replica: ReplicaId): number {
    return this.#members[replica]!.config.proxyPort;
  }

  async startAll(): Promise<void> {
    for (const replica of this.names.keys()) await this.startOne(replica);
  }

  async startOne(replica: ReplicaId): Promise<void> {
    const member = this.#members[replica]!;
    if (member.child !== null) return;
    const { config } = member;
    const streams = new MemberStreams({
      replica,
      replicas: this.replicas,
      member: { host: "127.0.0.1", peers: config.peerPort, clients: config.clientPort },
      send: (to, chunks) => this.#carry(replica, to, chunks),
    });
    await streams.listen({ host: "127.0.0.1", port: config.proxyPort });
    member.streams = streams;
    const log = openSync(member.logPath, "a");
    const child = spawn("etcd", [...memberArguments(config), ...this.#further], {
      stdio: ["ignore", log, log],
      env: { ...memberEnvironment(config, process.env["PATH"] ?? "") },
    });
    closeSync(log);
    running.add(child);
    child.once("exit", () => running.delete(child));
    member.child = child;
    this.#tellReach();
  }

  /** kill -9. */
  async killOne(replica: ReplicaId): Promise<void> {
    const member = this.#members[replica]!;
    const { child, streams } = member;
    if (child === null) return;
    member.child = null;
    member.streams = null;
    this.#tellReach();
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await Promise.all([gone, streams?.close()]);
  }

  /** Its disk is gone: nothing of what it promised is left. */
  async loseData(replica: ReplicaId): Promise<void> {
    await this.killOne(replica);
    rmSync(this.#members[replica]!.config.directory, { recursive: true, force: true });
  }

  /** From the next start on it is one that joins these. */
  join(replica: ReplicaId, joins: readonly ReplicaId[]): void {
    const member = this.#members[replica]!;
    member.config = { ...member.config, joins };
  }

  isolate(replicas: readonly ReplicaId[]): void {
    for (const replica of replicas) this.#isolated.add(replica);
    this.#tellReach();
  }

  heal(): void {
    this.#isolated.clear();
    this.#tellReach();
  }

  isCut(a: ReplicaId, b: ReplicaId): boolean {
    return this.#isolated.has(a) !== this.#isolated.has(b);
  }

  lastWords(): string {
    return this.#members
      .map(({ logPath }) => readFileSync(logPath, "utf8").slice(-1_000))
      .join("\n---\n");
  }

  async end(): Promise<void> {
    await Promise.all([...this.names.keys()].map((replica) => this.killOne(replica)));
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** As a link would: whoever cannot be reached is reported down. */
  #tellReach(): void {
    for (const [from, member] of this.#members.entries()) {
      for (const [to, other] of this.#members.entries()) {
        if (from === to) continue;
        if (other.streams !== null && !this.isCut(from, to)) member.streams?.peerUp(to);
        else member.streams?.peerDown(to);
      }
    }
  }

  #carry(from: ReplicaId, to: ReplicaId, chunks: readonly Uint8Array[]): boolean {
    const target = this.#members[to]?.streams;
    if (target === null || target === undefined || this.isCut(from, to)) return false;
    const bytes = Buffer.concat(chunks);
    setImmediate(() => {
      if (!this.isCut(from, to) && this.#members[to]?.streams === target)
        target.receive(from, bytes);
    });
    return true;
  }
}
