import { tryToBoundProcessLog } from "./process-log.ts";
import {
  SupervisedProcess,
  defaultSupervisionLimits,
  type ProcessSpec,
  type SupervisionLimits,
} from "./supervised-process.ts";
import type { SupervisorEvent } from "./supervisor-events.ts";

const logCheckIntervalMs = 30_000;

export interface SupervisorOptions {
  /** Started one group after the other, each group at once; stopped in the opposite order. */
  readonly groups: readonly (readonly ProcessSpec[])[];
  readonly onEvent: (event: SupervisorEvent) => void;
  readonly limits?: Partial<SupervisionLimits>;
}

export interface Supervisor {
  /** Resolves with true once all are ready; with false, and everything stopped, if one never was. */
  start(): Promise<boolean>;
  /** Stops all, within `stopTimeoutMs` per group. Idempotent. */
  stop(): Promise<void>;
  /** Ends all at once, without waiting. */
  kill(): void;
  /** Process ids by name, of those that run. */
  pids(): Readonly<Record<string, number>>;
}

/** Starts and watches the processes of a show. Nothing here knows what they are. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const limits = { ...defaultSupervisionLimits, ...options.limits };
  const groups = options.groups.map((specs) =>
    specs.map((spec) => new SupervisedProcess(spec, limits, options.onEvent)),
  );
  const all = groups.flat();
  let stopped: Promise<void> | null = null;
  const logTimer = setInterval(() => {
    for (const { spec } of all) tryToBoundProcessLog(spec.logPath);
  }, logCheckIntervalMs);
  logTimer.unref();

  const stopInOrder = async (): Promise<void> => {
    clearInterval(logTimer);
    for (const group of groups.toReversed()) {
      await Promise.all(group.map((process) => process.stop()));
    }
  };
  const stop = (): Promise<void> => (stopped ??= stopInOrder());

  return {
    async start() {
      for (const group of groups) {
        if (stopped !== null) return false;
        const ready = await Promise.all(group.map((process) => process.start()));
        if (!ready.every(Boolean)) {
          await stop();
          return false;
        }
      }
      return stopped === null;
    },
    stop,
    kill() {
      for (const process of all) process.kill();
    },
    pids() {
      const running = all.flatMap(({ spec, pid }) => (pid === undefined ? [] : [[spec.name, pid]]));
      return Object.fromEntries(running) as Record<string, number>;
    },
  };
}
