import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The file of the guide. */
export const guidesFile = fileURLToPath(new URL("../../docs/proxy/haproxy.cfg", import.meta.url));
const startMaxMs = 20_000;
const reloadHeardMs = 2_000;

function isThere(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).error === undefined;
}

function idOf(...words: string[]): string {
  return spawnSync("id", words, { encoding: "utf8" }).stdout.trim();
}

const isRoot = userInfo().uid === 0;

/** As whom HAProxy is to read what strangers send. Who is not root can be nobody else. */
export const proxyUid = isRoot ? idOf("-u", "haproxy") : idOf("-u");

/** Null where everything that a proxied show needs is there. */
export const proxyMissing: string | null = missing();

function missing(): string | null {
  if (!isThere("haproxy", "-v")) return "haproxy is not installed";
  if (!isThere("openssl", "version")) return "openssl is not installed";
  return proxyUid === "" ? "there is no user haproxy" : null;
}

export interface ProxySettings {
  readonly port: number;
  readonly certificate: string;
  /** Null: those that the file names. */
  readonly gateways: readonly [string, string] | null;
  /** Not given: the guide's. */
  readonly file?: string;
}

/** HAProxy before two gateways: a master and its worker, as Debian's unit runs them. */
export class Haproxy {
  readonly #master: ChildProcess;
  #said = "";

  private constructor({ port, certificate, gateways, file = guidesFile }: ProxySettings) {
    this.#master = spawn("haproxy", ["-W", "-db", "-f", file], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        CABLECUT_BIND: `127.0.0.1:${port}`,
        CABLECUT_CERTIFICATE: certificate,
        ...(gateways === null
          ? {}
          : { CABLECUT_GATEWAY_1: gateways[0], CABLECUT_GATEWAY_2: gateways[1] }),
        ...(isRoot ? {} : { CABLECUT_USER: idOf("-un"), CABLECUT_GROUP: idOf("-gn") }),
      },
    });
    const hear = (bytes: Buffer): void => void (this.#said += bytes.toString());
    this.#master.stdout?.on("data", hear);
    this.#master.stderr?.on("data", hear);
  }

  static async start(settings: ProxySettings): Promise<Haproxy> {
    const proxy = new Haproxy(settings);
    const untilMs = performance.now() + startMaxMs;
    while (!(await answers(settings.port))) {
      if (performance.now() > untilMs || proxy.#master.exitCode !== null)
        throw new Error(`haproxy did not start: ${proxy.#said}`);
      await pause(50);
    }
    return proxy;
  }

  /** What it has said. */
  get said(): string {
    return this.#said;
  }

  /** Workers that were begun: one, and one more for every reload. */
  get workers(): number {
    return this.#workerPids.length;
  }

  get #workerPids(): readonly string[] {
    return [...this.#said.matchAll(/New worker \((\d+)\) forked/g)].map(([, pid]) => pid!);
  }

  /** Of the newest worker, real and effective ones. */
  get workerUids(): readonly string[] {
    const status = readFileSync(`/proc/${this.#workerPids.at(-1)}/status`, "utf8");
    return /^Uid:\s+(.*)$/m.exec(status)![1]!.split(/\s+/);
  }

  /**
   * A new worker takes new connections, the former one carries its sockets on: `systemctl reload haproxy`. A master that has hardly
   * begun ignores the signal, and is told again.
   */
  async reload(): Promise<void> {
    const heard = (): number => this.#said.split("Reloading HAProxy").length;
    const before = heard();
    for (let tries = 0; tries < 4 && heard() === before; tries += 1) {
      this.#master.kill("SIGUSR2");
      const untilMs = performance.now() + reloadHeardMs;
      while (heard() === before && performance.now() < untilMs) await pause(20);
    }
    if (heard() === before) throw new Error(`haproxy heard of no reload: ${this.#said}`);
  }

  async stop(): Promise<void> {
    if (this.#master.exitCode !== null) return;
    const ended = new Promise((done) => this.#master.once("exit", done));
    this.#master.kill("SIGTERM");
    await ended;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });
}
