import { yes, type Family } from "@cablecut/metrics";
import type { ShowRunEvent } from "./supervisor-events.ts";

interface ProcessCount {
  running: boolean;
  starts: number;
  ends: number;
}

/** How often each process was started and ended by itself, since the supervisor came. */
export class ProcessCounts {
  readonly #byName = new Map<string, ProcessCount>();

  get byName(): ReadonlyMap<string, Readonly<ProcessCount>> {
    return this.#byName;
  }

  heard(event: ShowRunEvent): void {
    switch (event.kind) {
      case "ready": {
        const count = this.#of(event.process);
        count.running = true;
        count.starts += 1;
        return;
      }
      case "ended": {
        const count = this.#of(event.process);
        count.running = false;
        count.ends += 1;
        return;
      }
      case "stopped":
      case "log-unreadable":
      case "log-of-another":
      case "newer-build":
      case "port-taken":
      case "given-up":
        this.#of(event.process).running = false;
        return;
      case "restarting":
      case "log-lost":
      case "killed":
      case "file-trouble":
      case "ports-again":
      case "reset-refused":
      case "report-waits":
      case "report-takes-long":
      case "report":
      case "show":
    }
  }

  #of(process: string): ProcessCount {
    const known = this.#byName.get(process);
    if (known !== undefined) return known;
    const begun = { running: false, starts: 0, ends: 0 };
    this.#byName.set(process, begun);
    return begun;
  }
}

type Told = ReadonlyMap<string, Readonly<ProcessCount>>;

const perProcess = (value: (count: Readonly<ProcessCount>) => number) => (told: Told) =>
  [...told].map(([process, count]) => ({ labels: { process }, value: value(count) }));

/** What the supervisor counts, for Prometheus. */
export function supervisorFamilies(): readonly Family<Told>[] {
  return [
    {
      kind: "gauge",
      name: "cablecut_supervisor_process_running",
      help: "Whether the process said that it is ready and has not ended since",
      labels: ["process"],
      samples: perProcess(({ running }) => yes(running)),
    },
    {
      kind: "counter",
      name: "cablecut_supervisor_process_starts_total",
      help: "How often the process became ready",
      labels: ["process"],
      samples: perProcess(({ starts }) => starts),
    },
    {
      kind: "counter",
      name: "cablecut_supervisor_process_ends_total",
      help: "How often the process ended although nobody had told it to",
      labels: ["process"],
      samples: perProcess(({ ends }) => ends),
    },
  ];
}
