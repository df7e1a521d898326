import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Metadata, type Client } from "@grpc/grpc-js";
import { memberClient } from "../drivers/etcd/member-client.ts";
import { memberArguments, memberUrl } from "../drivers/etcd/member-command.ts";
import { unaryCall } from "../drivers/etcd/unary-call.ts";
import {
  emptyRequest,
  putRequest,
  statusOf,
  watchMessageOf,
  watchRequest,
} from "../drivers/etcd/wire.ts";

const loopback = "127.0.0.1";
const portsPerMember = 2;
const readyMs = 60_000;
const callMs = 10_000;
const settleMs = 60_000;
const lookAgainMs = 20;
const lastWordsCharacters = 1_000;

export interface PutTrial {
  /** Seen by the watchers of all members. */
  readonly puts: number;
  /** From the first put until the last watcher has seen the last one. */
  readonly seconds: number;
}

/** Etcd members by themselves, with the options of ours and nothing of ours between them. */
export class BareEtcd {
  readonly #members: readonly ChildProcess[];
  readonly #clients: readonly Client[];
  readonly #logs: readonly string[];
  #puts = 0;

  /** How many free ports `start` needs. */
  static portCount(members: number): number {
    return members * portsPerMember;
  }

  /** Of the members that run. */
  get pids(): readonly number[] {
    return this.#members.flatMap(({ pid }) => pid ?? []);
  }

  /** On fresh data in `directory`; resolves when they have a leader. */
  static async start(
    members: number,
    directory: string,
    ports: readonly number[],
  ): Promise<BareEtcd> {
    const etcd = new BareEtcd(members, directory, ports);
    try {
      await etcd.#ready();
    } catch (error) {
      await etcd.stop();
      throw error;
    }
    return etcd;
  }

  private constructor(members: number, directory: string, ports: readonly number[]) {
    const names = Array.from({ length: members }, (_, at) => `member-${at}`);
    const places = names.map((_, replica) => {
      const [clientPort, peerPort] = ports.slice(replica * portsPerMember);
      return { clientPort: clientPort!, peerPort: peerPort! };
    });
    this.#logs = names.map((name) => join(directory, `${name}.log`));
    this.#members = names.map((name, replica) => {
      const config = { names, replica, token: "bare", directory: join(directory, name) };
      const options = memberArguments({ ...config, ...places[replica]!, proxyPort: 0 });
      const log = openSync(this.#logs[replica]!, "a");
      // Each at its own address: they dial each other and no proxy.
      const direct = options.map((option) =>
        places.reduce(
          (text, { peerPort }, of) =>
            text.replaceAll(memberUrl(of), `http://${loopback}:${peerPort}`),
          option,
        ),
      );
      const child = spawn("etcd", direct, {
        stdio: ["ignore", log, log],
        env: { PATH: process.env["PATH"] ?? "" },
      });
      closeSync(log);
      return child;
    });
    this.#clients = places.map(({ clientPort }) =>
      memberClient(`${loopback}:${clientPort}`, {
        "grpc.max_receive_message_length": -1,
        "grpc.use_local_subchannel_pool": 1,
      }),
    );
  }

  /** Puts of `value` under new keys, `inFlight` at a time at every member, each of which has a watcher. */
  async run(value: Uint8Array, inFlight: number, seconds: number): Promise<PutTrial> {
    const before = this.#puts;
    const prefix = `bare-${before}/`;
    const watchers = this.#clients.map((client) => new Watcher(client, prefix));
    await Promise.all(watchers.map((watcher) => watcher.begun));
    const startMs = performance.now();
    const endMs = startMs + seconds * 1_000;
    const putOn = async (client: Client): Promise<void> => {
      while (performance.now() < endMs) {
        const key = `${prefix}${this.#puts++}`;
        await unaryCall(client, "/etcdserverpb.KV/Put", putRequest(key, value), callMs);
      }
    };
    await Promise.all(
      this.#clients.flatMap((client) => Array.from({ length: inFlight }, () => putOn(client))),
    );
    const puts = this.#puts - before;
    await until(() => watchers.every(({ seen }) => seen >= puts), settleMs, "the watchers");
    for (const watcher of watchers) watcher.end();
    return { puts, seconds: (performance.now() - startMs) / 1_000 };
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await Promise.all(
      this.#members.map(async (member) => {
        if (member.exitCode !== null || member.signalCode !== null) return;
        const gone = new Promise((resolve) => member.once("exit", resolve));
        member.kill("SIGKILL");
        await gone;
      }),
    );
  }

  async #ready(): Promise<void> {
    const leads = await Promise.all(
      this.#clients.map(async (client) => {
        const endMs = performance.now() + readyMs;
        while (performance.now() < endMs) {
          const bytes = await unaryCall(
            client,
            "/etcdserverpb.Maintenance/Status",
            emptyRequest,
            callMs,
          ).catch(() => null);
          if (bytes !== null && statusOf(bytes).leader !== null) return true;
          await wait(lookAgainMs);
        }
        return false;
      }),
    );
    if (leads.every(Boolean)) return;
    const words = this.#logs.map((path) => readFileSync(path, "utf8").slice(-lastWordsCharacters));
    throw new Error(`etcd found no leader; its members said\n${words.join("\n---\n")}`);
  }
}

/** Counts what is put below a prefix. */
class Watcher {
  readonly #stream;
  readonly begun: Promise<void>;
  seen = 0;

  constructor(client: Client, prefix: string) {
    this.#stream = client.makeBidiStreamRequest(
      "/etcdserverpb.Watch/Watch",
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes) => bytes,
      new Metadata(),
    );
    this.begun = new Promise((begun, failed) => {
      this.#stream.once("data", () => begun());
      this.#stream.on("error", failed);
    });
    this.#stream.on("data", (bytes: Buffer) => {
      this.seen += watchMessageOf(bytes).puts.length;
    });
    // "0" follows "/".
    this.#stream.write(watchRequest(prefix, `${prefix.slice(0, -1)}0`, 0));
  }

  end(): void {
    this.#stream.cancel();
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(isSo: () => boolean, withinMs: number, what: string): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await wait(1);
  }
}
