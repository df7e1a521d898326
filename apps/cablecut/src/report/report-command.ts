import { resolve } from "node:path";
import { exitCodes, operatedShow, tellSessionRefusal, type Target } from "../ctl/control-target.ts";
import { gatewaysOf } from "../show/running-show.ts";
import { readShow } from "../show/show-file.ts";
import { refusalText } from "../show/start-refusal.ts";
import { reportTexts } from "../texts/report-texts.ts";
import { reasonOf } from "../show/system-error.ts";
import { sessionTexts } from "../texts/session-texts.ts";
import { toldIfLong } from "./last-report.ts";
import { makeReport } from "./made-report.ts";
import { tryFolder, writeReport } from "./report-folder.ts";
import { askGateways } from "./told-facts.ts";

/** `ctl report`: the signed report of the show so far. @returns the exit code */
export async function reportCommand(target: Target, out: string): Promise<number> {
  const { language } = target;
  const directory = resolve(target.data);
  const operated = operatedShow(target);
  if (operated === null) return exitCodes.unreachable;
  const read = readShow(directory);
  if (!read.ok) {
    console.error(refusalText(read.refusal)[language]);
    return exitCodes.refused;
  }
  const { show } = read;
  if (show === null || show.reportKey === undefined) {
    console.error(sessionTexts.noShowFile(directory)[language]);
    return exitCodes.refused;
  }
  const gateways = gatewaysOf(operated.running);
  const asked = await askGateways(
    gateways.map(({ origin, further }) => [origin, ...further]),
    operated.token,
  );
  if (!asked.ok) {
    const { refusal } = asked;
    if (refusal === "starting" || refusal === "too-long" || refusal === "made-anew")
      console.error(reportTexts[refusal][language]);
    else tellSessionRefusal(refusal, language);
    return exitCodes.unreachable;
  }
  const folder = resolve(out);
  const refuse = (error: unknown): number => {
    console.error(reportTexts.notWritten(folder, reasonOf(error))[language]);
    return exitCodes.refused;
  };
  try {
    // A long show's archives are read for minutes: nobody shall wait for what can be put nowhere.
    tryFolder(folder);
  } catch (error) {
    return refuse(error);
  }
  const { reportKey } = show;
  const made = await toldIfLong(makeReport({ ...show, reportKey }, directory, asked), () =>
    console.error(reportTexts.takesLong[language]),
  );
  if (!made.ok) {
    console.error(reportTexts[made.refusal][language]);
    return exitCodes.refused;
  }
  let earlier: string | null = null;
  try {
    earlier = writeReport(folder, made.files);
  } catch (error) {
    return refuse(error);
  }
  for (const warning of made.warnings) console.error(warning[language]);
  console.log(reportTexts.written(folder, made.fingerprint)[language]);
  if (earlier !== null) console.log(reportTexts.earlier(earlier)[language]);
  return exitCodes.done;
}
