import { join } from "node:path";
import type { ReportFacts } from "@cablecut/protocol";
import type { Show } from "../show/show-file.ts";
import { makeReport, writeReport } from "./made-report.ts";
import { askGateways } from "./told-facts.ts";

/** A show that ends does not wait longer for what its gateways tell, nor for its report, ms. */
const toldWithinMs = 3_000;
const madeWithinMs = 60_000;

export type LastReport =
  | { readonly written: true; readonly directory: string; readonly fingerprint: string }
  | { readonly written: false; readonly reason: string };

/** What a show's gateways tell before they end; null where none of them does in time. */
export async function lastFacts(
  gateways: readonly string[],
  token: string,
): Promise<ReportFacts | null> {
  const asked = await within(
    askGateways(
      gateways.map((each) => [each]),
      token,
    ),
    toldWithinMs,
  );
  return asked?.ok === true ? asked.told : null;
}

/** Writes the signed report of a show that has been stopped, into `report` in its data directory. */
export async function writeLastReport(
  show: Show,
  dataDirectory: string,
  told: ReportFacts | null,
): Promise<LastReport> {
  if (told === null) return { written: false, reason: "no gateway told of the show" };
  const directory = join(dataDirectory, "report");
  try {
    const made = await within(makeReport(show, dataDirectory, told), madeWithinMs);
    if (made === null) return { written: false, reason: "it took too long" };
    if (!made.ok) return { written: false, reason: made.refusal };
    writeReport(directory, made.files);
    return { written: true, directory, fingerprint: made.fingerprint };
  } catch (error) {
    return { written: false, reason: error instanceof Error ? error.message : "?" };
  }
}

/** Null where it takes longer. */
async function within<Value>(value: Promise<Value>, ms: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((settle) => {
    timer = setTimeout(() => settle(null), ms);
  });
  try {
    return await Promise.race([value, over]);
  } finally {
    clearTimeout(timer);
  }
}
