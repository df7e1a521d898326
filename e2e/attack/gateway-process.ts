import { readFileSync } from "node:fs";
import { join } from "node:path";

const sampleEveryMs = 250;

/** The gateway's process as the system sees it. */
export class GatewayProcess {
  readonly #dataDirectory: string;
  readonly #firstPids: string;
  readonly #timer: NodeJS.Timeout;
  #peakMb = 0;

  constructor(dataDirectory: string) {
    this.#dataDirectory = dataDirectory;
    this.#firstPids = this.#pids();
    this.#timer = setInterval(() => {
      this.#peakMb = Math.max(this.#peakMb, this.memoryMb());
    }, sampleEveryMs);
    this.#timer.unref();
  }

  /** Resident, MB; 0 where it is gone. */
  memoryMb(): number {
    try {
      const running = readFileSync(join(this.#dataDirectory, "running.json"), "utf8");
      const { processes } = JSON.parse(running) as { processes: Record<string, number> };
      const status = readFileSync(`/proc/${processes["gateway"]}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024;
    } catch {
      return 0;
    }
  }

  /** The most since the last time, MB. */
  takePeak(): number {
    const peak = Math.max(this.#peakMb, this.memoryMb());
    this.#peakMb = 0;
    return peak;
  }

  /** A process that ended was started again under another id. */
  get somethingWasStartedAgain(): boolean {
    return this.#pids() !== this.#firstPids;
  }

  stopLooking(): void {
    clearInterval(this.#timer);
  }

  #pids(): string {
    const running = readFileSync(join(this.#dataDirectory, "running.json"), "utf8");
    const { processes } = JSON.parse(running) as { processes: Record<string, number> };
    return JSON.stringify(processes);
  }
}
