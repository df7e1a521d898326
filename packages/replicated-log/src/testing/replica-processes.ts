import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { testProgram } from "@cablecut/test-program";
import type { RaftLogLimits } from "../drivers/raft/limits.ts";
import type { ReplicaAnswer, ReplicaProcessConfig, ReplicaRequest } from "./replica-process.ts";

const source = new URL("replica-process.ts", import.meta.url);

type AnswerOf<Kind extends ReplicaAnswer["kind"]> = Extract<ReplicaAnswer, { kind: Kind }>;

/** Replicas of one log as real processes. */
export class ReplicaProcesses {
  readonly #configs: readonly ReplicaProcessConfig[];
  readonly #root: string;
  readonly #running = new Map<number, ChildProcess>();
  readonly #outputs: string[] = [];

  private constructor(root: string, configs: readonly ReplicaProcessConfig[]) {
    this.#root = root;
    this.#configs = configs;
  }

  static async create(options: {
    readonly root: string;
    readonly replicas: number;
    readonly consumer: ReplicaProcessConfig["consumer"];
    readonly limits?: Partial<RaftLogLimits>;
  }): Promise<ReplicaProcesses> {
    const { root, replicas, consumer, limits } = options;
    const ports = await lastingPorts(replicas);
    const configs = ports.map((_, replica) => ({
      replica,
      ports,
      directory: join(root, `replica-${replica}`),
      consumer,
      ...(limits === undefined ? {} : { limits }),
    }));
    return new ReplicaProcesses(root, configs);
  }

  get ids(): number[] {
    return this.#configs.map(({ replica }) => replica);
  }

  /** Resolves when the replica takes appends. */
  async start(replica: number): Promise<void> {
    const program = await testProgram(source);
    const output = join(this.#root, `output-${this.#outputs.length}`);
    this.#outputs.push(output);
    const descriptor = openSync(output, "w");
    const child = spawn(process.execPath, [program, JSON.stringify(this.#configs[replica])], {
      stdio: ["ignore", descriptor, "inherit", "ipc"],
    });
    closeSync(descriptor);
    this.#running.set(replica, child);
    await this.#answer(replica, "ready");
  }

  /** kill -9 */
  async kill(replica: number): Promise<void> {
    const child = this.#running.get(replica)!;
    this.#running.delete(replica);
    const gone = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  tell(replica: number, request: ReplicaRequest): void {
    this.#running.get(replica)!.send(request);
  }

  async ask<Kind extends ReplicaAnswer["kind"]>(
    replica: number,
    request: ReplicaRequest,
    kind: Kind,
  ): Promise<AnswerOf<Kind>> {
    const answered = this.#answer(replica, kind);
    this.tell(replica, request);
    return answered;
  }

  /** Everything the replicas of all lives printed. */
  printed(): string[] {
    return this.#outputs.flatMap((output) => readFileSync(output, "utf8").split("\n").slice(0, -1));
  }

  async end(): Promise<void> {
    for (const replica of this.#running.keys()) await this.kill(replica);
  }

  #answer<Kind extends ReplicaAnswer["kind"]>(
    replica: number,
    kind: Kind,
  ): Promise<AnswerOf<Kind>> {
    const child = this.#running.get(replica)!;
    return new Promise((resolve, reject) => {
      const heard = (message: ReplicaAnswer): void => {
        if (message.kind !== kind) return;
        child.off("message", heard);
        child.off("exit", ended);
        resolve(message as AnswerOf<Kind>);
      };
      const ended = (): void => reject(new Error(`replica ${replica} ended before it was ${kind}`));
      child.on("message", heard);
      child.once("exit", ended);
    });
  }
}
