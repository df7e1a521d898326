import type { StartRefusal } from "../show/start-refusal.ts";
import { metricsPortsMax } from "./metrics-ports.ts";
import type { ShowOptions } from "./show-options.ts";
import type { SupervisorEvent } from "./supervisor-events.ts";

/** So often somebody else may be faster; every time the ports are other ones. */
const attemptsMax = 8;

/**
 * Ports are chosen free, and given up before a process takes them: somebody else may have one by then. What was asked for
 * by number is refused in that case, and what nobody asked for is chosen again.
 */
export class PortChoices {
  readonly #wished: Pick<ShowOptions, "port" | "host" | "metricsPort">;
  #attempts = 0;
  #taken: number | null = null;

  /** `port` 0, no `metricsPort`: nobody cares which. */
  constructor(wished: Pick<ShowOptions, "port" | "host" | "metricsPort">) {
    this.#wished = wished;
  }

  /** In the present attempt; null where none was. */
  get taken(): number | null {
    return this.#taken;
  }

  begin(): void {
    this.#attempts += 1;
    this.#taken = null;
  }

  /** True where a process did not get its port, so that this attempt has failed. */
  heard(event: SupervisorEvent): boolean {
    if (event.kind !== "port-taken") return false;
    this.#taken ??= event.port;
    return true;
  }

  /** What becomes of an attempt that failed; null: ports were not the reason. */
  get refusal(): StartRefusal | "choose-again" | null {
    const { port, host, metricsPort = Number.POSITIVE_INFINITY } = this.#wished;
    const taken = this.#taken;
    if (taken === null) return null;
    const code = "EADDRINUSE";
    if (taken === port) return { kind: "port-taken", port, host, code };
    if (taken >= metricsPort && taken < metricsPort + metricsPortsMax)
      return { kind: "metrics-port", port: taken, code };
    return this.#attempts < attemptsMax ? "choose-again" : { kind: "no-free-ports" };
  }
}
