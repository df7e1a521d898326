import { logLevelIn, logLevels } from "@cablecut/protocol";
import { exitCodes } from "../ctl/control-target.ts";
import { announcement, type ShowAddresses } from "./announcement.ts";
import { eventLine } from "./event-line.ts";
import { isOfOptions } from "./option-refusals.ts";
import { runShow } from "./show-run.ts";
import type { ShowOptions } from "./show-options.ts";
import { StopPresses } from "./stop-presses.ts";
import { printLine, waitForNoTerminal } from "../terminal/unwaited-output.ts";
import { refusalText } from "../show/start-refusal.ts";

/**
 * `cablecut demo`: starts the show, prints what happens, and stops it on SIGINT, SIGTERM, SIGHUP or
 * when the IPC channel to its own parent closes. The second signal ends everything at once.
 * @returns the exit code: 0 after a stop, 1 when the show could not be started, 2 for what the options or the environment say
 */
export async function demoCommand(options: ShowOptions): Promise<number> {
  const { language } = options;
  const coloured = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  waitForNoTerminal();
  const announce = async (addresses: ShowAddresses): Promise<void> => {
    printLine(`\n${await announcement(addresses, language, process.stdout.isTTY)}`);
    process.send?.({ kind: "ready", ...addresses });
  };
  if (logLevelIn(process.env) === null) {
    const given = process.env["LOG_LEVEL"] ?? "";
    console.error(refusalText({ kind: "bad-log-level", given, levels: logLevels })[language]);
    return exitCodes.usage;
  }
  const run = runShow(options, {
    onEvent: (event) => printLine(eventLine(event, new Date(), language, coloured)),
    onReset: (addresses) => void announce(addresses),
  });
  const presses = new StopPresses();
  const stopped = new Promise<void>((resolve) => {
    onStopSignal(() => {
      const asked = presses.pressed();
      if (asked === "end-at-once") run.kill();
      else if (asked === "stop") void run.stop().then(resolve);
    });
  });
  const start = await run.started;
  if (!start.ok) {
    if (presses.isStopping) return 0;
    console.error(refusalText(start.refusal)[language]);
    return isOfOptions(start.refusal) ? exitCodes.usage : exitCodes.refused;
  }
  await announce(start.addresses);
  const failed = await Promise.race([stopped, start.failed]);
  if (failed === undefined) return 0;
  console.error(refusalText(failed)[language]);
  // Everything is stopped, and only a report is waited for.
  presses.endsByItself();
  await run.stop();
  return 1;
}

function onStopSignal(act: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, act);
  process.on("disconnect", act);
}
