import type { ChildProcess } from "node:child_process";
import { closeSync, fstatSync } from "node:fs";
import {
  startHindranceSchema,
  lastWordsSchema,
  type StartHindrance,
  type LocalizedText,
} from "@cablecut/protocol";
import { lastWordsIn, openProcessLog } from "./process-log.ts";
import { spawned } from "./spawned.ts";
import type { Ending, SupervisorEvent } from "./supervisor-events.ts";

/** One process of the show: a script run by this Node. */
export interface ProcessSpec {
  /** For people: "room hz-a". */
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Everything it prints goes to this file. */
  readonly logPath: string;
  /** Done before each start; throws nothing. */
  readonly beforeStart?: () => void;
}

/** All in milliseconds. */
export interface SupervisionLimits {
  /**
   * From the start of a process to its message `{ kind: "ready" }`. Doubled with every start that was too slow, up to the longest:
   * on a machine that is busy it would be killed shortly before it is ready, again and again.
   */
  readonly readyTimeoutMs: number;
  readonly readyTimeoutMaxMs: number;
  /** Pause before the first restart; doubled with every further failure up to the longest. */
  readonly restartDelayMs: number;
  readonly restartDelayMaxMs: number;
  /** A process that ran this long has proved itself: the next pause is the first again. */
  readonly provenMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopTimeoutMs: number;
  /** How often a process may fail before it was ready for the first time in any of its lives. Afterwards: for ever. */
  readonly firstStartAttemptsMax: number;
}

export const defaultSupervisionLimits: SupervisionLimits = {
  readyTimeoutMs: 10_000,
  readyTimeoutMaxMs: 60_000,
  restartDelayMs: 200,
  restartDelayMaxMs: 5_000,
  provenMs: 30_000,
  stopTimeoutMs: 2_500,
  firstStartAttemptsMax: 4,
};

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly run: Run }
  | { readonly kind: "pausing"; readonly timer: NodeJS.Timeout }
  | { readonly kind: "stopping"; readonly run: Run }
  | { readonly kind: "stopped" };

/** One life of the process. */
interface Run {
  readonly child: ChildProcess;
  readonly startedMs: number;
  readonly logOffset: number;
  ready: boolean;
  killedAsNotReady: boolean;
  /** It said why it cannot run. */
  hindrance: StartHindrance | null;
  /** It said why it ends, though another start may help. */
  lastWords: LocalizedText | null;
}

/**
 * Keeps one process alive: starts it, waits until it is ready, starts it again when it ends, and
 * stops it. The process gets an IPC channel and is expected to exit when that closes, so that it
 * never outlives its supervisor, even one that was killed -9.
 */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #limits: SupervisionLimits;
  readonly #onEvent: (event: SupervisorEvent) => void;
  readonly #onMessage: (message: unknown) => void;
  #state: State = { kind: "idle" };
  /** Failures since it last proved itself; decides the pause. */
  #failures = 0;
  /** Starts that were too slow since it was ready last; they decide how long the next one may take. */
  #slowStarts = 0;
  #wasReadyOnce = false;
  /** In any of its lives, also before it was stopped and begun anew: others know its port. */
  #hasHadItsPort = false;
  #onFirstStart: ((ready: boolean) => void) | null = null;
  #onStopped: (() => void)[] = [];

  constructor(
    spec: ProcessSpec,
    limits: SupervisionLimits,
    onEvent: (event: SupervisorEvent) => void,
    /** Told of everything that the process says over its channel. */
    onMessage: (message: unknown) => void = () => undefined,
  ) {
    this.spec = spec;
    this.#limits = limits;
    this.#onEvent = onEvent;
    this.#onMessage = onMessage;
  }

  /** The process id while it runs. */
  get pid(): number | undefined {
    return "run" in this.#state ? this.#state.run.child.pid : undefined;
  }

  /**
   * Resolves with true once it is ready, with false when it was given up or stopped before. Also for one that has been
   * given up or stopped: it begins anew. One that was ready in an earlier life is tried on after as many failures, and that is
   * false as well.
   */
  start(): Promise<boolean> {
    this.#failures = 0;
    this.#slowStarts = 0;
    this.#wasReadyOnce = false;
    return new Promise((resolve) => {
      this.#onFirstStart = resolve;
      this.#spawn();
    });
  }

  /** Over the channel; whoever does not run hears nothing. */
  send(message: object): void {
    if (this.#state.kind !== "running") return;
    const { child } = this.#state.run;
    if (child.connected) child.send(message, () => undefined);
  }

  /** SIGTERM, then SIGKILL after `stopTimeoutMs`. Resolves when it is gone; idempotent. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      const state = this.#state;
      if (state.kind === "stopped" || state.kind === "idle") {
        this.#state = { kind: "stopped" };
        resolve();
        return;
      }
      if (state.kind === "pausing") {
        clearTimeout(state.timer);
        this.#state = { kind: "stopped" };
        this.#settleFirstStart(false);
        resolve();
        return;
      }
      this.#onStopped.push(resolve);
      if (state.kind === "running") this.#terminate(state.run);
    });
  }

  /** SIGKILL at once, without waiting. It is not started again. */
  kill(): void {
    void this.stop();
    if (this.#state.kind === "stopping") this.#state.run.child.kill("SIGKILL");
  }

  #spawn(): void {
    this.spec.beforeStart?.();
    const log = openProcessLog(this.spec.logPath);
    const logOffset = log === null ? 0 : fstatSync(log).size;
    const child = spawned([this.spec.script, ...this.spec.args], log);
    if (log !== null) closeSync(log);
    if (child instanceof Error) {
      this.#failed({ kind: "not-spawned", message: child.message }, null, false);
      return;
    }
    const run: Run = {
      child,
      startedMs: performance.now(),
      logOffset,
      ready: false,
      killedAsNotReady: false,
      hindrance: null,
      lastWords: null,
    };
    this.#state = { kind: "running", run };
    const { readyTimeoutMs, readyTimeoutMaxMs } = this.#limits;
    const readyTimer = setTimeout(
      () => {
        run.killedAsNotReady = true;
        this.#slowStarts++;
        child.kill("SIGKILL");
      },
      Math.min(readyTimeoutMaxMs, readyTimeoutMs * 2 ** this.#slowStarts),
    );
    child.on("message", (message) => {
      run.hindrance ??= hindranceIn(message);
      run.lastWords = lastWordsSchema.safeParse(message).data?.reason ?? run.lastWords;
      this.#onMessage(message);
      if (!isReadyMessage(message) || run.ready) return;
      clearTimeout(readyTimer);
      this.#becameReady(run);
    });
    let over = false;
    const end = (ending: Ending): void => {
      if (over) return;
      over = true;
      clearTimeout(readyTimer);
      this.#ended(run, ending);
    };
    child.on("exit", (code, signal) => end(endingOf(run, code, signal)));
    child.on("error", (error) => {
      if (child.pid === undefined) end({ kind: "not-spawned", message: error.message });
    });
  }

  #becameReady(run: Run): void {
    run.ready = true;
    this.#slowStarts = 0;
    if (this.#state.kind !== "running") return;
    this.#wasReadyOnce = true;
    this.#hasHadItsPort = true;
    const afterMs = Math.round(performance.now() - run.startedMs);
    this.#onEvent({ kind: "ready", process: this.spec.name, afterMs });
    this.#settleFirstStart(true);
  }

  #ended(run: Run, ending: Ending): void {
    if (this.#state.kind === "stopping") {
      this.#state = { kind: "stopped" };
      this.#onEvent({ kind: "stopped", process: this.spec.name });
      this.#settleFirstStart(false);
      for (const resolve of this.#onStopped.splice(0)) resolve();
      return;
    }
    if (run.hindrance !== null && this.#isFinal(run.hindrance)) {
      this.#giveUp({ ...run.hindrance, process: this.spec.name });
      return;
    }
    const lastWords = run.lastWords ?? wordsInLog(this.spec.logPath, run.logOffset);
    const isProven = run.ready && performance.now() - run.startedMs >= this.#limits.provenMs;
    this.#failed(ending, lastWords, isProven);
  }

  /** It is not there any more, and nobody had asked for that: it is started again after a while, or given up. */
  #failed(ending: Ending, lastWords: LocalizedText | null, isProven: boolean): void {
    this.#onEvent({ kind: "ended", process: this.spec.name, ending, lastWords });
    if (isProven) this.#failures = 0;
    this.#failures++;
    if (!this.#wasReadyOnce && this.#failures >= this.#limits.firstStartAttemptsMax) {
      // It did run: what keeps it from running now may pass, as a full disk does.
      if (this.#hasHadItsPort) this.#settleFirstStart(false);
      else
        return this.#giveUp({
          kind: "given-up",
          process: this.spec.name,
          attempts: this.#failures,
        });
    }
    this.#restartLater();
  }

  /** A port that it once had is waited for, since others know it; one that it never got can be another one. */
  #isFinal({ kind }: StartHindrance): boolean {
    return kind !== "port-taken" || !this.#hasHadItsPort;
  }

  #giveUp(event: SupervisorEvent): void {
    this.#state = { kind: "stopped" };
    this.#onEvent(event);
    this.#settleFirstStart(false);
  }

  #restartLater(): void {
    const { restartDelayMs, restartDelayMaxMs } = this.#limits;
    const inMs = Math.min(restartDelayMaxMs, restartDelayMs * 2 ** (this.#failures - 1));
    this.#onEvent({ kind: "restarting", process: this.spec.name, inMs });
    this.#state = { kind: "pausing", timer: setTimeout(() => this.#spawn(), inMs) };
  }

  #terminate(run: Run): void {
    this.#state = { kind: "stopping", run };
    run.child.kill("SIGTERM");
    const afterMs = this.#limits.stopTimeoutMs;
    const killTimer = setTimeout(() => {
      this.#onEvent({ kind: "killed", process: this.spec.name, afterMs });
      run.child.kill("SIGKILL");
    }, afterMs);
    run.child.once("exit", () => clearTimeout(killTimer));
  }

  #settleFirstStart(ready: boolean): void {
    this.#onFirstStart?.(ready);
    this.#onFirstStart = null;
  }
}

function endingOf(run: Run, code: number | null, signal: NodeJS.Signals | null): Ending {
  if (run.killedAsNotReady) {
    return { kind: "not-ready", afterMs: Math.round(performance.now() - run.startedMs) };
  }
  return signal === null ? { kind: "exit", code: code ?? 0 } : { kind: "signal", signal };
}

/** What keeps it from running until something else is changed: then no further start would help. */
function hindranceIn(message: unknown): StartHindrance | null {
  const parsed = startHindranceSchema.safeParse(message);
  return parsed.success ? parsed.data : null;
}

/** What it wrote last of itself, in whatever language. */
function wordsInLog(path: string, fromByte: number): LocalizedText | null {
  const words = lastWordsIn(path, fromByte);
  return words === null ? null : { en: words, zh: words };
}

function isReadyMessage(message: unknown): boolean {
  return (
    typeof message === "object" && message !== null && "kind" in message && message.kind === "ready"
  );
}
