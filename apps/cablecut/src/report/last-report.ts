import type { LocalizedText } from "@cablecut/protocol";
import { join } from "node:path";
import { reportTexts } from "../texts/report-texts.ts";
import { reasonOf } from "../show/system-error.ts";
import type { Show } from "../show/show-file.ts";
import { within } from "../show/within.ts";
import { makeReport } from "./made-report.ts";
import { writeReport } from "./report-folder.ts";
import { askGateways, type ToldFacts, type ToldPatience } from "./told-facts.ts";

/** Where one has told, nobody waits longer for the other gateways, ms. */
export const toldWithinMs = 3_000;
/**
 * While none has told and one runs: on a busy machine its word comes late, and the report is made of nothing else. The hall waits
 * for the show that a reset begins, and for the end of a run nobody, ms.
 */
export const toldAtMostMs = { ending: 30_000, reset: 10_000 };
/** Nobody waits longer for a show's report, ms. */
const madeWithinMs = 600_000;
/** Archives of a day are read for minutes, and nobody shall think that nothing happens, ms. */
const reportLongMs = 3_000;

export type LastReport =
  | {
      readonly written: true;
      readonly directory: string;
      readonly fingerprint: string;
      /** Where the one is now that was there and tells more; null where there was none. */
      readonly earlier: string | null;
      /** What is not in it, or not as it should be. */
      readonly warnings: readonly LocalizedText[];
    }
  | {
      readonly written: false;
      readonly reason: LocalizedText;
      /** The show's data: with these it can be started again to make it. */
      readonly dataDirectory: string;
    };

/** What gateways told before they ended. */
export type Told = Extract<ToldFacts, { ok: true }>;

/** What a show's gateways tell before they end, whoever hangs meanwhile; null where none of them tells in time. */
export async function lastFacts(
  gateways: readonly string[],
  token: string,
  patience: ToldPatience,
): Promise<Told | null> {
  const asked = await askGateways(
    gateways.map((each) => [each]),
    token,
    patience,
  );
  return asked.ok ? asked : null;
}

export interface ReportPatience {
  /** Nobody wants to wait for it any more. */
  readonly signal: AbortSignal;
  /** Called once where it takes more than some seconds. */
  readonly takesLong: () => void;
}

/** Writes the signed report of a show that has been stopped, into `report` in its data directory. */
export async function writeLastReport(
  show: Show,
  dataDirectory: string,
  told: Told | null,
  { signal, takesLong }: ReportPatience,
): Promise<LastReport> {
  const notWritten = (reason: LocalizedText): LastReport => ({
    written: false,
    reason,
    dataDirectory,
  });
  if (told === null) return notWritten(reportTexts.nobodyTold);
  const directory = join(dataDirectory, "report");
  try {
    const making = within(makeReport(show, dataDirectory, told), madeWithinMs, signal);
    const made = await toldIfLong(making, takesLong);
    if (made === null)
      return notWritten(signal.aborted ? reportTexts.notWaitedFor : reportTexts.tookTooLong);
    if (!made.ok) return notWritten(reportTexts[made.refusal]);
    const earlier = writeReport(directory, made.files);
    const { fingerprint, warnings } = made;
    return { written: true, directory, fingerprint, earlier, warnings };
  } catch (error) {
    return notWritten(reasonOf(error));
  }
}

/** Calls `takesLong` once where it takes more than some seconds. */
export async function toldIfLong<Value>(
  value: Promise<Value>,
  takesLong: () => void,
): Promise<Value> {
  const long = setTimeout(takesLong, reportLongMs);
  try {
    return await value;
  } finally {
    clearTimeout(long);
  }
}
