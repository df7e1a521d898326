import { execFile, spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChosenPaceName } from "@cablecut/protocol";
import { engineUnderTest, type Engine } from "../processes/members.ts";
import type { HostNetwork, NetworkName } from "./host-network.ts";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const commandTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;
const readyTimeoutMs = 60_000;

/** Whatever still runs when this process ends is killed. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export interface Said {
  readonly code: number;
  readonly out: string;
}

/** Host by host: what it houses. */
export const rooms = {
  "hz-1": "hz-a",
  "hz-2": "hz-b",
  "sh-1": "sh-a",
  "sh-2": "sh-b",
  "sz-1": "sz-a",
} as const;
export const gateways = ["web-1", "web-2"] as const;
export const hostNames = [...Object.keys(rooms), ...gateways];

type Unit = "room" | "member" | "gateway";

/** Seven hosts as `cablecut deploy` makes them; a process is started with the very line of its unit. */
export class DeployedHosts {
  readonly engine: Engine = engineUnderTest();
  readonly network: HostNetwork;
  readonly folder: string;
  /** By host and unit. */
  readonly #processes = new Map<string, ChildProcess>();
  /** Where the operator has the program. */
  operatorHas = dist;
  /** The folder of the deployment whose folders the hosts are given. */
  deployedTo = "machines";

  constructor(network: HostNetwork, folder: string) {
    this.network = network;
    this.folder = folder;
    for (const [at, host] of hostNames.entries()) {
      const cards: NetworkName[] = ["A", "B"];
      if (isGateway(host)) cards.push("audience");
      network.addHost(host, 11 + at, cards);
    }
  }

  /** What browsers open. */
  origin(gateway: (typeof gateways)[number]): string {
    return `http://${this.network.address("audience", 11 + hostNames.indexOf(gateway))}:2626`;
  }

  /** The short file from which everything is made. */
  writeHostsFile(pace: ChosenPaceName): void {
    for (const name of hostNames) {
      mkdirSync(this.place(name, "opt"), { recursive: true });
      symlinkSync(dist, join(this.place(name, "opt"), "dist"));
    }
    const hosts = hostNames.map((name, at) => ({
      name,
      a: this.network.address("A", 11 + at),
      b: this.network.address("B", 11 + at),
      ...(isRoomHost(name) ? { room: rooms[name] } : {}),
      ...(isGateway(name) ? { gateway: { url: `${this.origin(name)}/` } } : {}),
      places: {
        program: join(this.place(name, "opt"), "dist"),
        config: this.place(name, "etc"),
        data: this.place(name, "data"),
        units: this.place(name, "units"),
      },
    }));
    const places = { node: process.execPath, user: "root" };
    const { engine } = this;
    const file = { pace, engine, rehearsal: true, places, hosts };
    writeFileSync(join(this.folder, "hosts.json"), JSON.stringify(file));
  }

  place(host: string, what: "etc" | "data" | "units" | "opt"): string {
    return join(this.folder, "hosts", host, what);
  }

  /** Carries another build to a host: programs that are not in its folder are those of this build. */
  carry(host: string, build: string, to = "dist.next"): void {
    const next = join(this.place(host, "opt"), to);
    mkdirSync(next);
    for (const name of readdirSync(dist)) {
      const own = join(build, name);
      symlinkSync(existsSync(own) ? own : join(dist, name), join(next, name));
    }
  }

  /** A command on a host, or at the operator's desk. */
  run(host: string | null, words: readonly string[]): Promise<Said> {
    const [command = "", ...rest] =
      host === null ? words : ["ip", "netns", "exec", this.network.namespace(host), ...words];
    const options = { cwd: this.folder, timeout: commandTimeoutMs };
    return new Promise((settle) => {
      execFile(command, rest, options, (error, stdout, stderr) => {
        const code = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
        settle({ code, out: stdout + stderr });
      });
    });
  }

  /**
   * A command of the manual, typed on a host or at the operator's desk. Places are those of this machine, and nothing is
   * given to a systemd that may run here: that is what `start` and `stop` are for.
   */
  type(host: string | null, command: string): Promise<Said> {
    // On a host the program is the host's own, which may be of another build than the operator's.
    const dist = host === null ? this.operatorHas : join(this.place(host, "opt"), "dist");
    const typed = command
      .replace(/^node \S*dist\//, `${process.execPath} ${dist}/`)
      .replaceAll(/(?<= )\/opt\/cablecut(?=\/)/g, this.place(host ?? "", "opt"))
      .replace("/etc/cablecut", this.place(host ?? "", "etc"))
      .replaceAll("/var/lib/cablecut", this.place(host ?? "", "data"))
      .replace(/(?<= )operator\b/, "machines/operator")
      .replace(/^sh (\S+\.sh.*)$/, `sh ${this.deployedTo}/$1 --no-start`);
    return this.run(host, ["sh", "-c", typed]);
  }

  /** Starts what the host's units start, where it does not run already; `around` stands before the lines. */
  async start(host: string, around: readonly string[] = []): Promise<void> {
    const units = this.unitsOf(host).filter((unit) => !this.#processes.has(`${host} ${unit}`));
    await Promise.all(units.map((unit) => this.#start(host, unit, around)));
  }

  unitsOf(host: string): readonly Unit[] {
    if (isGateway(host)) return ["gateway"];
    return this.engine === "etcd" ? ["room", "member"] : ["room"];
  }

  async #start(host: string, unit: Unit, around: readonly string[]): Promise<void> {
    const path = join(this.place(host, "units"), `cablecut-${unit}.service`);
    const line = /^ExecStart=(.+)$/m.exec(readFileSync(path, "utf8"))?.[1] ?? "";
    const words = ["netns", "exec", this.network.namespace(host), ...around, ...line.split(" ")];
    mkdirSync(join(this.folder, "logs"), { recursive: true });
    const log = openSync(this.log(host), "a");
    const cwd = this.place(host, "data");
    const child = spawn("ip", words, { cwd, stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    running.add(child);
    const name = `${host} ${unit}`;
    this.#processes.set(name, child);
    child.once("exit", () => {
      running.delete(child);
      if (this.#processes.get(name) === child) this.#processes.delete(name);
    });
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new Error(`${name}: ${this.lastWords(host)}`));
      const timer = setTimeout(fail, readyTimeoutMs);
      child.once("exit", fail);
      child.once("message", () => {
        clearTimeout(timer);
        child.off("exit", fail);
        resolve();
      });
    });
  }

  /** The power is gone: nothing is said to anybody. */
  async kill(host: string): Promise<void> {
    await Promise.all(this.unitsOf(host).map((unit) => this.#end(`${host} ${unit}`, "SIGKILL")));
  }

  /** What systemd does to stop the host's room or gateway; a member beside a room goes on. */
  async stop(host: string): Promise<void> {
    await this.#end(`${host} ${this.unitsOf(host)[0]}`, "SIGTERM");
  }

  /** Another machine takes the place of this one: nothing of its disk is left. */
  empty(host: string): void {
    for (const place of ["etc", "data", "units"] as const) {
      rmSync(this.place(host, place), { recursive: true, force: true });
    }
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#processes.keys()].map((name) => this.#end(name, "SIGTERM")));
  }

  log(host: string): string {
    return join(this.folder, "logs", `${host}.log`);
  }

  /** Everything that the host's processes have printed, over all their lives. */
  words(host: string): string {
    return readFileSync(this.log(host), "utf8");
  }

  lastWords(host: string): string {
    return this.words(host).slice(-2_000);
  }

  async #end(name: string, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#processes.get(name);
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await gone;
    clearTimeout(timer);
  }
}

function isGateway(host: string): host is (typeof gateways)[number] {
  return gateways.some((each) => each === host);
}

function isRoomHost(host: string): host is keyof typeof rooms {
  return Object.hasOwn(rooms, host);
}
