import { paceNames, type ChosenPaceName } from "@cablecut/protocol";
import { Command, Option } from "commander";
import { dataOption, examples, wholeNumber } from "./arguments.ts";
import { controlProgram } from "./control-program.ts";
import { exitCodes } from "./control-target.ts";
import { demoCommand } from "./demo-command.ts";
import { languages, terminalLanguage, type Language } from "./language.ts";
import { bundleFolder, processCommand, processNames } from "./process-command.ts";
import { verifyCommand } from "./verify/verify-command.ts";

interface DemoFlags {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly pace?: ChosenPaceName;
  readonly lang: Language;
  readonly pin?: string;
  readonly publicUrl?: string;
  readonly topology?: string;
}

/** Where help and complaints go, and how the process ends. */
export interface Terminal {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly exit: (code: number) => never;
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
      new Option(
        "--pace <pace>",
        "the pace of a new show (default: keynote); a running one is changed by ctl pace",
      ).choices(paceNames),
    )
    .addOption(
      new Option("--lang <language>", "the language of what is printed here")
        .choices(languages)
        .default(terminalLanguage(process.env), "the terminal's"),
    )
    .option("--pin <pin>", "the presenter's PIN, 4 to 12 letters or digits")
    .option("--public-url <url>", "what phones open, if not this machine's own address")
    .option("--topology <file>", "the cities and rooms of a new show, as JSON")
    .addHelpText(
      "after",
      examples(
        "cablecut demo",
        "cablecut demo --pace booth --pin 2626",
        "cablecut demo --public-url https://show.example.org/",
      ),
    )
    .action(async ({ lang, ...flags }: DemoFlags) => {
      process.exit(await demoCommand({ ...flags, bundles: bundleFolder() }, lang));
    });
}

const exampleConfigs = {
  room: "room-hz-a.json",
  gateway: "gateway.json",
  fabric: "fabric.json",
} as const;

function processPrograms(): Command[] {
  return processNames.map((name) =>
    new Command(name)
      .description(`run one ${name} alone, as on a machine of its own`)
      .requiredOption("--config <file>", "its configuration, as JSON")
      .addHelpText(
        "after",
        examples(`cablecut ${name} --config .data/config/${exampleConfigs[name]}`),
      )
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

function verifyProgram(): Command {
  return new Command("verify")
    .description("check a show that is stopped, from what its rooms have on their disks")
    .addOption(dataOption())
    .option("--receipts <file>", "receipts of phones, as a JSON list, to look up in every room")
    .addHelpText(
      "after",
      `${examples("cablecut verify", "cablecut verify --data .data/shows/0123abcd-2026-01-02T03-04-05")}\n\nExit codes: 0 everything agrees, 1 something does not or cannot be read.`,
    )
    .action(async ({ data, receipts }: { data: string; receipts?: string }) => {
      process.exit(await verifyCommand(data, receipts ?? null));
    });
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
  program.addHelpText(
    "after",
    examples("cablecut demo", "cablecut ctl cut hz --interval 250", "cablecut ctl --help"),
  );
  for (const part of [
    demoProgram(),
    ...processPrograms(),
    crowdProgram(),
    controlProgram(),
    verifyProgram(),
  ]) {
    program.addCommand(part);
  }
  return withManners(program, terminal);
}
