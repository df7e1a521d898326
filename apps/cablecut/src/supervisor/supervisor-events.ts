import type { EventLine, StartHindrance, LocalizedText, Topology } from "@cablecut/protocol";
import type { LastReport } from "../report/last-report.ts";

/** How a process of the show ended, or why it was ended. */
export type Ending =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  /** It did not report that it is ready in time and was killed. */
  | { readonly kind: "not-ready"; readonly afterMs: number }
  /** It could not be started at all. */
  | { readonly kind: "not-spawned"; readonly message: string };

/** What happens to the processes of the show, in the order in which it happens. */
export type SupervisorEvent =
  | { readonly kind: "ready"; readonly process: string; readonly afterMs: number }
  | {
      readonly kind: "ended";
      readonly process: string;
      readonly ending: Ending;
      /** The last thing it wrote, if anything. */
      readonly lastWords: LocalizedText | null;
    }
  | { readonly kind: "restarting"; readonly process: string; readonly inMs: number }
  | { readonly kind: "given-up"; readonly process: string; readonly attempts: number }
  /** It said why it cannot run, and is not started again by itself. */
  | (StartHindrance & { readonly process: string })
  /** A room found its directory empty and recovers from the others. */
  | { readonly kind: "log-lost"; readonly process: string }
  | { readonly kind: "stopped"; readonly process: string }
  /** It did not stop on SIGTERM in time. */
  | { readonly kind: "killed"; readonly process: string; readonly afterMs: number };

export function portTakenText(port: number): LocalizedText {
  return {
    en: `its port ${port} is taken by another program`,
    zh: `端口 ${port} 已被其他程序占用`,
  };
}

/** What the operator's terminal shows: processes, and what the gateway tells of cables, rooms and incidents. */
export type ShowRunEvent =
  | SupervisorEvent
  /** A file that only helps people could not be written, and is tried again; null: it has been written now. */
  | { readonly kind: "file-trouble"; readonly file: string; readonly reason: LocalizedText | null }
  /** A new show was asked for, and the disk takes none: this one goes on. */
  | { readonly kind: "reset-refused"; readonly reason: LocalizedText }
  /** Somebody else took a port that nobody had asked for by number: all start again on others. */
  | { readonly kind: "ports-again"; readonly port: number }
  /** No gateway has told of the show that ends, and its report needs one that does: that is waited for; `isEnding` as below. */
  | { readonly kind: "report-waits"; readonly isEnding: boolean; readonly atMostMs: number }
  /** The archives of a long show that has ended are read for minutes; `isEnding`: and the run waits for nothing else. */
  | { readonly kind: "report-takes-long"; readonly isEnding: boolean }
  /** A show has ended, and what became of its report. */
  | { readonly kind: "report"; readonly report: LastReport }
  | { readonly kind: "show"; readonly line: EventLine; readonly topology: Topology };
