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
  /** What a process says over its channel. */
  readonly onMessage?: (process: string, message: unknown) => void;
  readonly limits?: Partial<SupervisionLimits>;
  /**
   * Whether those who are ready make a start, once all others have been given up, or have had `graceMs` since then.
   * Default: all.
   */
  readonly isEnough?: (ready: ReadonlySet<string>, group: readonly string[]) => boolean;
}

/** For those who are slower than the ones that make a start. */
const graceMs = 5_000;

export interface Supervisor {
  /** Resolves with true once enough are ready; with false, and everything stopped, if they never were. */
  start(): Promise<boolean>;
  /** Stops one, for as long as it takes to do something about its data. */
  stopOne(name: string): Promise<void>;
  /** Starts one that was stopped or given up. Resolves with true once it is ready. */
  startOne(name: string): Promise<boolean>;
  /** Stops all, within `stopTimeoutMs` per group. Idempotent. */
  stop(): Promise<void>;
  /** Ends all at once, without waiting. */
  kill(): void;
  /** Tells a process something over its channel; whoever does not run hears nothing. */
  send(name: string, message: object): void;
  /** Process ids by name, of those that run. */
  pids(): Readonly<Record<string, number>>;
}

/** Starts and watches the processes of a show. Nothing here knows what they are. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const limits = { ...defaultSupervisionLimits, ...options.limits };
  const groups = options.groups.map((specs) =>
    specs.map(
      (spec) =>
        new SupervisedProcess(spec, limits, options.onEvent, (message) =>
          options.onMessage?.(spec.name, message),
        ),
    ),
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
  const find = (name: string): SupervisedProcess => {
    const found = all.find(({ spec }) => spec.name === name);
    if (found === undefined) throw new Error(`no process ${name}`);
    return found;
  };

  return {
    async start() {
      for (const group of groups) {
        if (stopped !== null) return false;
        if (!(await startGroup(group, options.isEnough))) {
          await stop();
          return false;
        }
      }
      return stopped === null;
    },
    stop,
    stopOne: (name) => find(name).stop(),
    startOne: async (name) => stopped === null && find(name).start(),
    send: (name, message) => find(name).send(message),
    kill() {
      for (const process of all) process.kill();
    },
    pids() {
      const running = all.flatMap(({ spec, pid }) => (pid === undefined ? [] : [[spec.name, pid]]));
      return Object.fromEntries(running) as Record<string, number>;
    },
  };
}

/** Resolves when all are ready, or given up, or enough are ready for a while. */
async function startGroup(
  group: readonly SupervisedProcess[],
  isEnough: SupervisorOptions["isEnough"],
): Promise<boolean> {
  const ready = new Set<string>();
  const names = group.map(({ spec }) => spec.name);
  const enough = (): boolean => isEnough?.(ready, names) ?? ready.size === group.length;
  let grace: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    const starting = group.map(async (process) => {
      if (!(await process.start())) return;
      ready.add(process.spec.name);
      if (enough()) grace ??= setTimeout(resolve, graceMs);
    });
    void Promise.all(starting).then(() => resolve());
  });
  await patience;
  clearTimeout(grace);
  return enough();
}
