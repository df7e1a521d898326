import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The file of the guide. */
const config = fileURLToPath(new URL("../../docs/proxy/haproxy.cfg", import.meta.url));
const startMaxMs = 20_000;

function isThere(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).error === undefined;
}

/** Null where everything that a proxied show needs is there. */
export const proxyMissing: string | null = !isThere("haproxy", "-v")
  ? "haproxy is not installed"
  : isThere("openssl", "version")
    ? null
    : "openssl is not installed";

export interface ProxySettings {
  readonly port: number;
  readonly certificate: string;
  readonly gateways: readonly [string, string];
}

/** HAProxy before two gateways: a master and its worker, as Debian's unit runs them. */
export class Haproxy {
  readonly #master: ChildProcess;
  #said = "";

  private constructor({ port, certificate, gateways }: ProxySettings) {
    this.#master = spawn("haproxy", ["-W", "-db", "-f", config], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        CABLECUT_BIND: `127.0.0.1:${port}`,
        CABLECUT_CERTIFICATE: certificate,
        CABLECUT_GATEWAY_1: gateways[0],
        CABLECUT_GATEWAY_2: gateways[1],
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
    return this.#said.match(/New worker \(\d+\) forked/g)?.length ?? 0;
  }

  /** A new worker takes new connections, the former one carries its sockets on: `systemctl reload haproxy`. */
  reload(): void {
    this.#master.kill("SIGUSR2");
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
