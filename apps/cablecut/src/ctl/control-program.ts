import { paceNames, type ChosenPaceName, type Language } from "@cablecut/protocol";
import { Argument, Command, Option } from "commander";
import { dataOption, decimal, examples, wholeNumber } from "../terminal/arguments.ts";
import { auditCommand } from "./audit-command.ts";
import { cutCommand, faultCommand, restoreCommand } from "./cable-commands.ts";
import type { FaultWishes } from "./fault-changes.ts";
import { loginCommand } from "./login-command.ts";
import { rebuildCommand } from "./rebuild-command.ts";
import { reportCommand } from "../report/report-command.ts";
import { resetCommand } from "./reset-command.ts";
import { failbackCommand, paceCommand } from "./settings-commands.ts";
import { statusCommand } from "./status-command.ts";
import { helpTexts } from "../texts/help-texts.ts";

interface DataFlag {
  readonly data: string;
}

interface FaultFlags extends DataFlag {
  readonly delay?: number;
  readonly jitter?: number;
  readonly loss?: number;
  readonly bandwidth?: number;
  readonly oneWay?: "toward" | "from";
  readonly reset?: boolean;
  readonly clear?: boolean;
  readonly force?: boolean;
}

/** `cablecut ctl`: everything that is done to a show that runs. */
export function controlProgram(language: Language): Command {
  const control = new Command("ctl").description(helpTexts.ctl[language]);
  for (const command of [
    statusProgram(language),
    cutProgram(language),
    restoreProgram(language),
    faultProgram(language),
    paceProgram(language),
    failbackProgram(language),
    auditProgram(language),
    reportProgram(language),
    loginProgram(language),
    roomProgram(language),
    resetProgram(language),
  ]) {
    control.addCommand(command);
  }
  const shown = examples(
    language,
    "cablecut ctl status --watch",
    "cablecut ctl cut hz --interval 250",
  );
  return control.addHelpText("after", `${shown}\n\n${helpTexts.controlCodes[language]}`);
}

function statusProgram(language: Language): Command {
  return new Command("status")
    .description(helpTexts.status[language])
    .addOption(dataOption(language))
    .option("--watch", helpTexts.watch[language])
    .addHelpText("after", examples(language, "cablecut ctl status", "cablecut ctl status --watch"))
    .action(async ({ data, watch }: DataFlag & { watch?: boolean }) => {
      process.exit(await statusCommand({ data, language }, watch === true));
    });
}

function intervalOption(language: Language): Option {
  return new Option("--interval <ms>", helpTexts.interval[language])
    .default(0)
    .argParser(wholeNumber(0, 10_000, language));
}

interface SeriesFlags extends DataFlag {
  readonly interval: number;
}

function cutProgram(language: Language): Command {
  return new Command("cut")
    .description(helpTexts.cut[language])
    .argument("<targets...>", helpTexts.targets[language])
    .addOption(dataOption(language))
    .addOption(intervalOption(language))
    .option("--force", helpTexts.cutForce[language])
    .addHelpText(
      "after",
      examples(language, "cablecut ctl cut hz --interval 250", "cablecut ctl cut sh-a/A"),
    )
    .action(async (targets: string[], flags: SeriesFlags & { force?: boolean }) => {
      const { data, interval } = flags;
      const force = flags.force === true;
      process.exit(await cutCommand({ data, language }, { targets, intervalMs: interval, force }));
    });
}

function restoreProgram(language: Language): Command {
  return new Command("restore")
    .description(helpTexts.restore[language])
    .argument("<targets...>", helpTexts.targets[language])
    .addOption(dataOption(language))
    .addOption(intervalOption(language))
    .addHelpText(
      "after",
      examples(language, "cablecut ctl restore all", "cablecut ctl restore hz-a/A hz-b/A"),
    )
    .action(async (targets: string[], { data, interval }: SeriesFlags) => {
      process.exit(await restoreCommand({ data, language }, { targets, intervalMs: interval }));
    });
}

function faultProgram(language: Language): Command {
  const delays = wholeNumber(1, 10_000, language);
  const jitters = wholeNumber(0, 10_000, language);
  const bandwidths = wholeNumber(1_000, 10_000_000_000, language);
  const rates = decimal(0, 0.9, language);
  const { delay, jitter, loss, bandwidth, oneWay, reset, clear, cutForce } = helpTexts;
  return new Command("fault")
    .description(helpTexts.fault[language])
    .argument("<targets...>", helpTexts.targets[language])
    .addOption(new Option("--delay <ms>", delay[language]).argParser(delays))
    .addOption(new Option("--jitter <ms>", jitter[language]).argParser(jitters))
    .addOption(new Option("--loss <rate>", loss[language]).argParser(rates))
    .addOption(
      new Option("--bandwidth <bytes per second>", bandwidth[language]).argParser(bandwidths),
    )
    .addOption(
      new Option("--one-way <direction>", oneWay[language]).choices(["toward", "from"] as const),
    )
    .option("--reset", reset[language])
    .option("--clear", clear[language])
    .option("--force", cutForce[language])
    .addOption(dataOption(language))
    .addHelpText(
      "after",
      examples(
        language,
        "cablecut ctl fault sz-a --delay 80 --jitter 20",
        "cablecut ctl fault hz-a/A --loss 0.05",
        "cablecut ctl fault hz-a --one-way toward",
        "cablecut ctl fault all --clear",
      ),
    )
    .action(async (targets: string[], flags: FaultFlags) => {
      const wishes = { ...faultWishes(flags), force: flags.force === true };
      process.exit(await faultCommand({ data: flags.data, language }, targets, wishes));
    });
}

function faultWishes({
  delay,
  jitter,
  loss,
  bandwidth,
  oneWay,
  ...flags
}: FaultFlags): FaultWishes {
  return {
    ...(delay === undefined ? {} : { delayMs: delay }),
    ...(jitter === undefined ? {} : { jitterMs: jitter }),
    ...(loss === undefined ? {} : { lossRate: loss }),
    ...(bandwidth === undefined ? {} : { bytesPerSecond: bandwidth }),
    ...(oneWay === undefined ? {} : { oneWay }),
    reset: flags.reset === true,
    clear: flags.clear === true,
  };
}

function paceProgram(language: Language): Command {
  return new Command("pace")
    .description(helpTexts.pace[language])
    .addArgument(new Argument("<pace>", paceNames.join(", ")).choices(paceNames))
    .addOption(dataOption(language))
    .addHelpText("after", examples(language, "cablecut ctl pace full-speed"))
    .action(async (pace: ChosenPaceName, { data }: DataFlag) => {
      process.exit(await paceCommand({ data, language }, pace));
    });
}

function failbackProgram(language: Language): Command {
  return new Command("failback")
    .description(helpTexts.failback[language])
    .addArgument(new Argument("<state>", helpTexts.onOrOff[language]).choices(["on", "off"]))
    .addOption(dataOption(language))
    .addHelpText("after", examples(language, "cablecut ctl failback on"))
    .action(async (state: "on" | "off", { data }: DataFlag) => {
      process.exit(await failbackCommand({ data, language }, state === "on"));
    });
}

function auditProgram(language: Language): Command {
  return new Command("audit")
    .description(helpTexts.audit[language])
    .addOption(dataOption(language))
    .addHelpText(
      "after",
      `${examples(language, "cablecut ctl audit")}\n\n${helpTexts.auditCodes[language]}`,
    )
    .action(async ({ data }: DataFlag) => {
      process.exit(await auditCommand({ data, language }));
    });
}

function reportProgram(language: Language): Command {
  return new Command("report")
    .description(helpTexts.report[language])
    .addOption(dataOption(language))
    .requiredOption("--out <directory>", helpTexts.reportOut[language])
    .addHelpText("after", examples(language, "cablecut ctl report --out report"))
    .action(async ({ data, out }: DataFlag & { out: string }) => {
      process.exit(await reportCommand({ data, language }, out));
    });
}

function loginProgram(language: Language): Command {
  return new Command("login")
    .description(helpTexts.login[language])
    .addOption(dataOption(language))
    .addHelpText("after", examples(language, "cablecut ctl login"))
    .action(async ({ data }: DataFlag) => {
      process.exit(await loginCommand({ data, language }));
    });
}

function roomProgram(language: Language): Command {
  const rebuild = new Command("rebuild")
    .description(helpTexts.rebuild[language])
    .argument("<room>", helpTexts.roomName[language])
    .option("--yes", helpTexts.rebuildYes[language])
    .addOption(dataOption(language))
    .addHelpText("after", examples(language, "cablecut ctl room rebuild sz-a"))
    .action(async (room: string, { data, yes }: DataFlag & { yes?: boolean }) => {
      process.exit(await rebuildCommand({ data, language }, room, yes === true));
    });
  return new Command("room")
    .description(helpTexts.roomCommands[language])
    .addHelpText("after", examples(language, "cablecut ctl room rebuild sz-a"))
    .addCommand(rebuild);
}

function resetProgram(language: Language): Command {
  return new Command("reset")
    .description(helpTexts.resetShow[language])
    .option("--yes", helpTexts.resetYes[language])
    .option("--force", helpTexts.resetForce[language])
    .addOption(dataOption(language))
    .addHelpText("after", examples(language, "cablecut ctl reset", "cablecut ctl reset --yes"))
    .action(async ({ data, yes, force }: DataFlag & { yes?: boolean; force?: boolean }) => {
      const wishes = { yes: yes === true, force: force === true };
      process.exit(await resetCommand({ data, language }, wishes));
    });
}
