import { paceNames, type ChosenPaceName } from "@cablecut/protocol";
import { Argument, Command, Option } from "commander";
import { dataOption, decimal, examples, wholeNumber } from "./arguments.ts";
import { auditCommand } from "./audit-command.ts";
import { cutCommand, faultCommand, restoreCommand } from "./cable-commands.ts";
import { exitCodes } from "./control-target.ts";
import type { FaultWishes } from "./fault-changes.ts";
import { resetCommand } from "./reset-command.ts";
import { homingCommand, paceCommand } from "./settings-commands.ts";
import { statusCommand } from "./status-command.ts";

const targetsHelp = 'a cable "hz-a/A", a room "hz-a", a city "hz", or "all"';

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
}

/** `cablecut ctl`: everything that is done to a show that runs. */
export function controlProgram(): Command {
  const control = new Command("ctl").description("look at a running show and act on it");
  for (const command of [
    statusProgram(),
    cableProgram("cut", "silence cables: nothing goes through any more, nothing is closed"),
    cableProgram("restore", "let cables carry again"),
    faultProgram(),
    paceProgram(),
    homingProgram(),
    auditProgram(),
    resetProgram(),
  ]) {
    control.addCommand(command);
  }
  return control.addHelpText(
    "after",
    `${examples("cablecut ctl status --watch", "cablecut ctl cut hz --interval 250")}\n\nExit codes: ${exitCodes.done} done, ${exitCodes.refused} refused, ${exitCodes.usage} bad arguments, ${exitCodes.unreachable} no show answers.`,
  );
}

function statusProgram(): Command {
  return new Command("status")
    .description("draw rooms, cables, shards, leader and lag")
    .addOption(dataOption())
    .option("--watch", "draw again and again", false)
    .addHelpText("after", examples("cablecut ctl status", "cablecut ctl status --watch"))
    .action(async ({ data, watch }: DataFlag & { watch: boolean }) => {
      process.exit(await statusCommand(data, watch));
    });
}

function cableProgram(name: "cut" | "restore", description: string): Command {
  const run = name === "cut" ? cutCommand : restoreCommand;
  return new Command(name)
    .description(description)
    .argument("<targets...>", targetsHelp)
    .addOption(dataOption())
    .addOption(
      new Option("--interval <ms>", "pause between one cable and the next")
        .default(0)
        .argParser(wholeNumber(0, 10_000)),
    )
    .addHelpText(
      "after",
      name === "cut"
        ? examples("cablecut ctl cut hz --interval 250", "cablecut ctl cut sh-a/A")
        : examples("cablecut ctl restore all", "cablecut ctl restore hz-a/A hz-b/A"),
    )
    .action(async (targets: string[], { data, interval }: DataFlag & { interval: number }) => {
      process.exit(await run({ data, targets, intervalMs: interval }));
    });
}

function faultProgram(): Command {
  return new Command("fault")
    .description("impair cables without cutting them")
    .argument("<targets...>", targetsHelp)
    .addOption(
      new Option("--delay <ms>", "added to every byte, each way").argParser(wholeNumber(1, 10_000)),
    )
    .addOption(
      new Option("--jitter <ms>", "with --delay: up to so much more, at random").argParser(
        wholeNumber(0, 10_000),
      ),
    )
    .addOption(
      new Option("--loss <rate>", "chance of each segment, as stalls of TCP").argParser(
        decimal(0, 0.9),
      ),
    )
    .addOption(
      new Option("--bandwidth <bytes per second>", "each way").argParser(
        wholeNumber(1_000, 10_000_000_000),
      ),
    )
    .addOption(
      new Option("--one-way <direction>", "silence toward the room, or from it").choices([
        "toward",
        "from",
      ]),
    )
    .option("--reset", "reset every connection that crosses the cable, once")
    .option("--clear", "take these faults away; a cut cable stays cut")
    .addOption(dataOption())
    .addHelpText(
      "after",
      examples(
        "cablecut ctl fault sz-a --delay 80 --jitter 20",
        "cablecut ctl fault hz-a/A --loss 0.05",
        "cablecut ctl fault hz-a --one-way toward",
        "cablecut ctl fault all --clear",
      ),
    )
    .action(async (targets: string[], flags: FaultFlags) => {
      process.exit(await faultCommand(flags.data, targets, faultWishes(flags)));
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

function paceProgram(): Command {
  return new Command("pace")
    .description("how long the next switch waits and how fast it moves")
    .addArgument(new Argument("<pace>", paceNames.join(", ")).choices(paceNames))
    .addOption(dataOption())
    .addHelpText("after", examples("cablecut ctl pace full-speed"))
    .action(async (pace: ChosenPaceName, { data }: DataFlag) => {
      process.exit(await paceCommand(data, pace));
    });
}

function homingProgram(): Command {
  return new Command("homing")
    .description("whether shards go home by themselves when their room is back")
    .addArgument(new Argument("<state>", "on or off").choices(["on", "off"]))
    .addOption(dataOption())
    .addHelpText("after", examples("cablecut ctl homing on"))
    .action(async (state: "on" | "off", { data }: DataFlag) => {
      process.exit(await homingCommand(data, state === "on"));
    });
}

function auditProgram(): Command {
  return new Command("audit")
    .description("let every room that answers recount all funds, and compare their digests")
    .addOption(dataOption())
    .addHelpText(
      "after",
      `${examples("cablecut ctl audit")}\n\nExit codes: ${exitCodes.done} all equal and sound, ${exitCodes.refused} a difference, ${exitCodes.unreachable} fewer rooms than a quorum.`,
    )
    .action(async ({ data }: DataFlag) => {
      process.exit(await auditCommand(data));
    });
}

function resetProgram(): Command {
  return new Command("reset")
    .description("begin a new show on the running supervisor; the old one's data are kept")
    .option("--yes", "do it; without it only what would be lost is said", false)
    .option("--force", "even while an incident runs", false)
    .addOption(dataOption())
    .addHelpText("after", examples("cablecut ctl reset", "cablecut ctl reset --yes"))
    .action(async (flags: DataFlag & { yes: boolean; force: boolean }) => {
      process.exit(await resetCommand(flags));
    });
}
