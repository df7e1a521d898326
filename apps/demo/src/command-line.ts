import { paceNames, type ChosenPaceName } from "@cablecut/protocol";
import { Command, InvalidArgumentError, Option } from "commander";
import { cutCommand, exitCodes, restoreCommand, statusCommand } from "./control-commands.ts";
import { demoCommand } from "./demo-command.ts";
import { languages, terminalLanguage, type Language } from "./language.ts";
import { bundleFolder, processCommand, processNames } from "./process-command.ts";

interface DemoFlags {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly pace: ChosenPaceName;
  readonly lang: Language;
  readonly pin?: string;
  readonly publicUrl?: string;
  readonly topology?: string;
}

interface CableFlags {
  readonly data: string;
  readonly interval: number;
}

/** Where help and complaints go, and how the process ends. */
export interface Terminal {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly exit: (code: number) => never;
}

const targetsHelp = 'a cable "hz-a/A", a room "hz-a", a city "hz", or "all"';

function dataOption(): Option {
  return new Option("--data <directory>", "where the show is kept").default(".data");
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Allowed are whole numbers from ${min} to ${max}.`);
  };
}

function demoProgram(): Command {
  return new Command("demo")
    .description("run the whole show on this machine and keep it running")
    .addOption(dataOption())
    .addOption(
      new Option("--port <number>", "where browsers connect; 0 takes any free port")
        .default(2626)
        .argParser(wholeNumber(0, 65_535)),
    )
    .option("--host <address>", "the address to listen on", "0.0.0.0")
    .addOption(
      new Option("--pace <pace>", "the pace of a new show; a running one is changed in the console")
        .choices(paceNames)
        .default("keynote"),
    )
    .addOption(
      new Option("--lang <language>", "the language of what is printed here")
        .choices(languages)
        .default(terminalLanguage(process.env), "the terminal's"),
    )
    .option("--pin <pin>", "the presenter's PIN, 4 to 12 letters or digits")
    .option("--public-url <url>", "what phones open, if not this machine's own address")
    .option("--topology <file>", "the cities and rooms of a new show, as JSON")
    .action(async ({ lang, ...flags }: DemoFlags) => {
      process.exit(await demoCommand({ ...flags, bundles: bundleFolder() }, lang));
    });
}

function processPrograms(): Command[] {
  return processNames.map((name) =>
    new Command(name)
      .description(`run one ${name} alone, as on a machine of its own`)
      .requiredOption("--config <file>", "its configuration, as JSON")
      .action(({ config }: { config: string }) => processCommand(name, ["--config", config])),
  );
}

/** The crowd reads its options itself, `--help` included. */
function crowdProgram(): Command {
  return new Command("crowd")
    .description("synthetic attendees who join and pay, over the phones' own protocol")
    .helpOption(false)
    .allowUnknownOption()
    .argument("[options...]", "see cablecut crowd --help")
    .action((options: string[]) => processCommand("crowd", options));
}

function controlProgram(): Command {
  const control = new Command("ctl").description("look at a running show and cut its cables");
  control
    .command("status")
    .description("draw rooms, cables, shards, leader and lag")
    .addOption(dataOption())
    .option("--watch", "draw again and again", false)
    .action(async ({ data, watch }: { data: string; watch: boolean }) => {
      process.exit(await statusCommand(data, watch));
    });
  const cableCommand = (
    name: string,
    description: string,
    run: typeof cutCommand | typeof restoreCommand,
  ): void => {
    control
      .command(name)
      .description(description)
      .argument("<targets...>", targetsHelp)
      .addOption(dataOption())
      .addOption(
        new Option("--interval <ms>", "pause between one target and the next")
          .default(0)
          .argParser(wholeNumber(0, 10_000)),
      )
      .action(async (targets: string[], { data, interval }: CableFlags) => {
        process.exit(await run({ data, targets, intervalMs: interval }));
      });
  };
  cableCommand(
    "cut",
    "silence cables: nothing goes through any more, nothing is closed",
    cutCommand,
  );
  cableCommand("restore", "let cables carry again", restoreCommand);
  control.addHelpText(
    "after",
    `\nExit codes: ${exitCodes.done} done, ${exitCodes.refused} refused, ${exitCodes.usage} bad arguments, ${exitCodes.unreachable} no show answers.`,
  );
  return control;
}

/** Every command gets the same manners: bad arguments are answered in one line, with exit code 2. */
function withManners(command: Command, terminal: Terminal): Command {
  command.configureOutput({
    writeOut: terminal.writeOut,
    writeErr: terminal.writeError,
    outputError: (text, write) => write(`${text.trim()}${allowedInstead(command, text)}\n`),
  });
  command.showSuggestionAfterError(false);
  command.exitOverride((error) => {
    terminal.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage);
  });
  for (const part of command.commands) withManners(part, terminal);
  return command;
}

/** What may be said instead, as far as commander does not say so itself. */
function allowedInstead(command: Command, complaint: string): string {
  if (complaint.includes("unknown command")) {
    return `; commands are ${command.commands.map((part) => part.name()).join(", ")}`;
  }
  if (complaint.includes("unknown option")) {
    return `; options are ${command.options.map((option) => option.long).join(", ")}, --help`;
  }
  const [argument] = command.registeredArguments;
  if (argument !== undefined && complaint.includes("missing required argument")) {
    return `; allowed: ${argument.description}`;
  }
  return "";
}

/**
 * The command line `cablecut`. Texts and exit codes go through `terminal`, so that it can be asked
 * without ending the process that asks.
 */
export function commandLine(terminal: Terminal): Command {
  const program = new Command("cablecut").description(
    "Cut the cables of two machine rooms on stage, and prove that no test money was lost.",
  );
  for (const part of [demoProgram(), ...processPrograms(), crowdProgram(), controlProgram()]) {
    program.addCommand(part);
  }
  return withManners(program, terminal);
}
