import type { Show } from "../show/show-file.ts";
import {
  lastFacts,
  toldAtMostMs,
  toldIfLong,
  toldWithinMs,
  writeLastReport,
  type LastReport,
  type Told,
} from "./last-report.ts";
import type { ToldPatience } from "./told-facts.ts";

/** A show whose processes have ended, and what its gateways told before. */
export interface EndedShow {
  readonly show: Show;
  readonly told: Told | null;
}

interface ReportListeners {
  /** Nobody waits longer for what gateways tell, ms; default `toldWithinMs`, and longer where one still may. */
  readonly toldWithinMs?: number | undefined;
  /** No gateway has told yet, and it is waited for, at most so many ms from the beginning. */
  readonly waitsForGateways: (wait: {
    readonly isEnding: boolean;
    readonly atMostMs: number;
  }) => void;
  /** `isEnding`: the run waits for it, and for nothing else. */
  readonly takesLong: (isEnding: boolean) => void;
  readonly ready: (report: LastReport) => void;
}

/** `isEnding`: the run ends with them, and no other show begins. */
interface AskedGateways extends Pick<ToldPatience, "mayStillTell"> {
  readonly gateways: readonly string[];
  readonly operatorToken: string;
  readonly isEnding: boolean;
}

/**
 * The reports of the shows of one run. Archives of a day are read for minutes: the show that a reset begins runs meanwhile,
 * and only the end of the run waits. One is made after the other, since each takes memory for all transfers.
 */
export class LastReports {
  readonly #listeners: ReportListeners;
  readonly #abandoning = new AbortController();
  #isEnding = false;
  #made: Promise<void> = Promise.resolve();

  constructor(listeners: ReportListeners) {
    this.#listeners = listeners;
  }

  /** What gateways tell before they are ended; null where they do not in time, or nobody waits any more. */
  async facts({
    gateways,
    operatorToken,
    isEnding,
    mayStillTell,
  }: AskedGateways): Promise<Told | null> {
    const { signal } = this.#abandoning;
    // Those that were killed tell nothing.
    if (signal.aborted) return null;
    const given = this.#listeners.toldWithinMs;
    const atMostMs = given ?? toldAtMostMs[isEnding ? "ending" : "reset"];
    const waitsLonger = (): void => this.#listeners.waitsForGateways({ isEnding, atMostMs });
    const withinMs = given ?? toldWithinMs;
    const patience = { withinMs, atMostMs, mayStillTell, waitsLonger, signal };
    return lastFacts(gateways, operatorToken, patience);
  }

  /** `dataDirectory`: where the data of the ended show are now, and stay until its report is there. */
  begin(ended: EndedShow | null, dataDirectory: string): void {
    if (ended === null) return;
    this.#made = this.#made.then(() => this.#make(ended, dataDirectory));
  }

  /** The run ends: resolves when all reports that were begun are there, or nobody waits for them any more. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await toldIfLong(this.#made, () => this.#listeners.takesLong(true));
  }

  /** Nobody waits any more. */
  abandon(): void {
    this.#abandoning.abort();
  }

  async #make({ show, told }: EndedShow, dataDirectory: string): Promise<void> {
    const { signal } = this.#abandoning;
    if (signal.aborted) return;
    const takesLong = (): void => {
      if (!this.#isEnding) this.#listeners.takesLong(false);
    };
    this.#listeners.ready(await writeLastReport(show, dataDirectory, told, { signal, takesLong }));
  }
}
