import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The two networks between hosts, and the third one over which the audience reaches gateways. */
export type NetworkName = "A" | "B" | "audience";

const names: Readonly<Record<NetworkName, string>> = { A: "a", B: "b", audience: "c" };
const prefix = "ccmachines";

/** Namespaces, and the end of a cable, that are to be taken away when this process ends, however it does. */
const made = new Set<string>();
process.on("exit", () => {
  for (const namespace of made) removeNamespace(namespace);
});
for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

/** Null where hosts can be made: root, and a kernel with namespaces, bridges and pairs of interfaces. */
export function whyNoHosts(): string | null {
  if (process.getuid?.() !== 0) return "needs root, to make hosts of network namespaces";
  const probe = `${prefix}-${process.pid}-probe`;
  try {
    ip("netns", "add", probe);
    made.add(probe);
    ip("-n", probe, "link", "add", "name", "probe", "type", "bridge");
    return null;
  } catch {
    return "this kernel, or this container, makes no network namespaces and bridges";
  } finally {
    removeNamespace(probe);
  }
}

/** Whether the kernel can delay and lose packets. */
export function hasNetem(): boolean {
  const probe = `${prefix}-${process.pid}-netem`;
  try {
    ip("netns", "add", probe);
    made.add(probe);
    tc(probe, "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms");
    return true;
  } catch {
    return false;
  } finally {
    removeNamespace(probe);
  }
}

/**
 * Hosts of network namespaces, each with a cable to the switch of network A and one to that of B. Nothing of it is seen in
 * the namespace that this process lives in, but the end of one cable that reaches the audience's network.
 */
export class HostNetwork {
  readonly #name: string;
  readonly #switches: string;
  /** Of a private network that nobody else on this machine is likely to use. */
  readonly #octet = 100 + (process.pid % 150);
  readonly #hosts = new Map<string, number>();

  constructor() {
    removeLeftovers();
    this.#name = `${prefix}-${process.pid}`;
    this.#switches = this.#add("switches");
    for (const bridge of Object.values(names)) {
      ip("-n", this.#switches, "link", "add", "name", `switch-${bridge}`, "type", "bridge");
      ip("-n", this.#switches, "link", "set", `switch-${bridge}`, "up");
    }
    const own = `cc${process.pid}`;
    this.#cable(null, own, "desk", "audience");
    ip("addr", "add", `${this.address("audience", 1)}/24`, "dev", own);
    ip("link", "set", own, "up");
  }

  /** The address with this last number. */
  address(network: NetworkName, last: number): string {
    return `10.${this.#octet}.${{ A: 1, B: 2, audience: 3 }[network]}.${last}`;
  }

  namespace(host: string): string {
    return `${this.#name}-${host}`;
  }

  /** A host whose addresses have this last number. */
  addHost(host: string, last: number, networks: readonly NetworkName[]): void {
    const namespace = this.#add(host);
    this.#hosts.set(host, last);
    ip("-n", namespace, "link", "set", "lo", "up");
    for (const network of networks) {
      const card = `card-${names[network]}`;
      this.#cable(namespace, card, host, network);
      ip("-n", namespace, "addr", "add", `${this.address(network, last)}/24`, "dev", card);
      ip("-n", namespace, "link", "set", card, "up");
    }
  }

  /** Pulls the cable out of the switch: the card has lost its carrier, and nobody is told. */
  unplug(host: string, network: NetworkName): void {
    this.#port(host, network, "down");
  }

  plug(host: string, network: NetworkName): void {
    this.#port(host, network, "up");
  }

  /** The switch carries nothing, while every card has its carrier. */
  switchOff(network: NetworkName): void {
    ip("-n", this.#switches, "link", "set", `switch-${names[network]}`, "down");
  }

  switchOn(network: NetworkName): void {
    ip("-n", this.#switches, "link", "set", `switch-${names[network]}`, "up");
  }

  /** What a card sends, and what the switch sends to it, goes through a queue that is drained so slowly. */
  starve(host: string, network: NetworkName, kilobits: number): void {
    const queue = ["root", "tbf", "rate", `${kilobits}kbit`, "burst", "8kb", "latency", "300ms"];
    this.#queue(host, network, queue);
  }

  /** Packets of a card, in both directions, come later by so much, and some not at all. */
  worsen(host: string, network: NetworkName, delayMs: number, lossPercent: number): void {
    const delay = ["delay", `${delayMs}ms`, "5ms", "loss", `${lossPercent}%`];
    this.#queue(host, network, ["root", "netem", ...delay]);
  }

  calm(host: string, network: NetworkName): void {
    const card = names[network];
    tc(this.namespace(host), "qdisc", "del", "dev", `card-${card}`, "root");
    tc(this.#switches, "qdisc", "del", "dev", `${host}-${card}`, "root");
  }

  /** Takes everything away. Processes of the hosts must have ended. */
  remove(): void {
    for (const host of this.#hosts.keys()) removeNamespace(this.namespace(host));
    removeNamespace(this.#switches);
  }

  #queue(host: string, network: NetworkName, queue: readonly string[]): void {
    const card = names[network];
    tc(this.namespace(host), "qdisc", "replace", "dev", `card-${card}`, ...queue);
    tc(this.#switches, "qdisc", "replace", "dev", `${host}-${card}`, ...queue);
  }

  #port(host: string, network: NetworkName, state: "up" | "down"): void {
    ip("-n", this.#switches, "link", "set", `${host}-${names[network]}`, state);
  }

  #add(host: string): string {
    const namespace = this.namespace(host);
    made.add(namespace);
    ip("netns", "add", namespace);
    return namespace;
  }

  /** From a card to a port of the switch. `namespace` null: this process's own. */
  #cable(namespace: string | null, card: string, host: string, network: NetworkName): void {
    const port = `${host}-${names[network]}`;
    const end = namespace === null ? [] : ["netns", namespace];
    const peer = ["peer", "name", port, "netns", this.#switches];
    ip("link", "add", "name", card, ...end, "type", "veth", ...peer);
    const toSwitch = ["master", `switch-${names[network]}`, "up"];
    ip("-n", this.#switches, "link", "set", port, ...toSwitch);
  }
}

function ip(...words: readonly string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"], timeout: 10_000 });
}

function tc(namespace: string, ...words: readonly string[]): void {
  ip("netns", "exec", namespace, "tc", ...words);
}

function removeNamespace(namespace: string): void {
  try {
    ip("netns", "del", namespace);
  } catch {
    // It was never made, or is gone.
  }
  made.delete(namespace);
}

/** Of runs that were killed: their process is gone, their namespaces are not. */
function removeLeftovers(): void {
  const list = execFileSync("ip", ["netns", "list"], { encoding: "utf8", timeout: 10_000 });
  for (const line of list.split("\n")) {
    const [, pid] = new RegExp(`^${prefix}-(\\d+)-`).exec(line) ?? [];
    if (pid !== undefined && !isAlive(pid)) removeNamespace(line.split(" ")[0] ?? "");
  }
}

function isAlive(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`).byteLength > 0;
  } catch {
    return false;
  }
}
