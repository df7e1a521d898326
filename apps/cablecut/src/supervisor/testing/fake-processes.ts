import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProcessSpec } from "../supervised-process.ts";
import type { SupervisorEvent } from "../supervisor-events.ts";

/** Small scripts in a directory of their own that behave as well or as badly as a test needs. */
export interface FakeProcesses {
  readonly directory: string;
  /** A process that runs `body` after `lives` was increased; see the variables in `prelude`. */
  spec(name: string, body: string): ProcessSpec;
  /** How often the process was started. */
  livesOf(name: string): number;
  remove(): void;
}

/** `life` counts from 1; `ready()` reports readiness; the process ends with its IPC channel. */
const prelude = `
import { existsSync, readFileSync, writeFileSync } from "node:fs";
const counter = process.argv[2];
const life = existsSync(counter) ? Number(readFileSync(counter, "utf8")) + 1 : 1;
writeFileSync(counter, String(life));
const ready = () => process.send({ kind: "ready" });
process.on("disconnect", () => process.exit(0));
setInterval(() => {}, 1000);
`;

/** Ends at once and properly on SIGTERM. */
export const wellBehaved = `process.on("SIGTERM", () => process.exit(0)); ready();`;

export function fakeProcesses(): FakeProcesses {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-supervisor-"));
  const counterOf = (name: string): string => join(directory, `${name}.lives`);
  return {
    directory,
    spec(name, body) {
      const script = join(directory, `${name}.mjs`);
      writeFileSync(script, prelude + body);
      return { name, script, args: [counterOf(name)], logPath: join(directory, `${name}.log`) };
    },
    livesOf(name) {
      const counter = counterOf(name);
      return existsSync(counter) ? Number(readFileSync(counter, "utf8")) : 0;
    },
    remove() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Collects events and lets a test wait for one of them. */
export function eventRecorder(): {
  readonly events: SupervisorEvent[];
  readonly onEvent: (event: SupervisorEvent) => void;
  /** Resolves once `count` events of this kind have happened. */
  seen(kind: SupervisorEvent["kind"], count?: number): Promise<void>;
} {
  const events: SupervisorEvent[] = [];
  const waiting: { met: () => boolean; resolve: () => void }[] = [];
  return {
    events,
    onEvent(event) {
      events.push(event);
      for (const wait of waiting) if (wait.met()) wait.resolve();
    },
    seen(kind, count = 1) {
      const met = (): boolean => events.filter((event) => event.kind === kind).length >= count;
      return new Promise((resolve) => {
        if (met()) resolve();
        else waiting.push({ met, resolve });
      });
    },
  };
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves once the process is gone; the test's own timeout bounds the wait. */
export async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}
