import {
  archiveMibMax,
  gatewaysMax,
  paceNames,
  languages,
  type Language,
} from "@cablecut/protocol";
import { Command, Option } from "commander";
import { dataOption, examples, fingerprint, wholeNumber } from "./terminal/arguments.ts";
import { controlProgram } from "./ctl/control-program.ts";
import { exitCodes } from "./ctl/control-target.ts";
import { beginCommand, checkCommand, deployCommand } from "./deploy/deploy-command.ts";
import { lastLinesTaken } from "./terminal/unwaited-output.ts";
import { demoCommand } from "./supervisor/demo-command.ts";
import { withCliFormat, type Terminal } from "./terminal/cli-format.ts";
import { metricsPortsMax } from "./supervisor/metrics-ports.ts";
import { bundleFolder, processCommand, processNames } from "./supervisor/process-command.ts";
import { deployTexts } from "./texts/deploy-texts.ts";
import { engines } from "./show/show-file.ts";
import { helpTexts } from "./texts/help-texts.ts";
import type { ShowOptions } from "./supervisor/show-options.ts";
import { verifyCommand } from "./verify/verify-command.ts";
import { verifyReport } from "./verify/verify-report.ts";

/** What `demo` is asked for; where its bundles are is no matter of words. */
type DemoFlags = Omit<ShowOptions, "bundles" | "language">;

function demoProgram(language: Language): Command {
  return (
    new Command("demo")
      .description(helpTexts.demo[language])
      .addOption(dataOption(language))
      .addOption(
        new Option("--port <number>", helpTexts.port[language])
          .default(2626)
          .argParser(wholeNumber(0, 65_535, language)),
      )
      .option("--host <address>", helpTexts.host[language], "0.0.0.0")
      .addOption(
        new Option("--gateways <number>", helpTexts.gateways[language])
          .default(1)
          .argParser(wholeNumber(1, gatewaysMax, language)),
      )
      .addOption(
        new Option("--metrics-port <number>", helpTexts.metricsPort[language]).argParser(
          wholeNumber(1, 65_536 - metricsPortsMax, language),
        ),
      )
      .addOption(new Option("--pace <pace>", helpTexts.newPace[language]).choices(paceNames))
      .addOption(new Option("--engine <engine>", helpTexts.engine[language]).choices(engines))
      .option("--pin <pin>", helpTexts.pin[language])
      .option("--public-url <url>", helpTexts.publicUrl[language])
      .option("--trusted-proxy <addresses>", helpTexts.trustedProxy[language])
      .option("--topology <file>", helpTexts.topology[language])
      .option("--wifi-ssid <name>", helpTexts.wifiSsid[language])
      // An empty one is that of an open network.
      .option(
        "--wifi-password <password>",
        helpTexts.wifiPassword[language],
        (text: string) => text,
      )
      .option("--rehearsal", helpTexts.rehearsal[language])
      .addOption(
        new Option("--archive-mib <number>", helpTexts.archiveMib[language]).argParser(
          wholeNumber(0, archiveMibMax, language),
        ),
      )
      .option("--accept-loss", helpTexts.acceptLoss[language])
      .addHelpText(
        "after",
        examples(
          language,
          "cablecut demo",
          "cablecut demo --pace booth --pin 480915",
          "cablecut demo --gateways 2",
          "cablecut demo --public-url https://show.example.org/ --trusted-proxy 127.0.0.1",
        ),
      )
      .action(async (flags: DemoFlags) => {
        const code = await demoCommand({ ...flags, language, bundles: bundleFolder() });
        await lastLinesTaken();
        process.exit(code);
      })
  );
}

const exampleConfigs = {
  room: "room-hz-a.json",
  gateway: "gateway.json",
  fabric: "fabric.json",
} as const;

function processPrograms(language: Language): Command[] {
  return processNames.map((name) =>
    new Command(name)
      .description(helpTexts[name][language])
      .requiredOption("--config <file>", helpTexts.config[language])
      .addHelpText(
        "after",
        examples(language, `cablecut ${name} --config .data/config/${exampleConfigs[name]}`),
      )
      .action(({ config }: { config: string }) =>
        processCommand(name, [`--config=${config}`, "--lang", language]),
      ),
  );
}

/** The crowd reads its options itself, `--help` included. */
function crowdProgram(language: Language): Command {
  return new Command("crowd")
    .description(helpTexts.crowd[language])
    .helpOption(false)
    .allowUnknownOption()
    .argument("[options...]", helpTexts.crowdOptions[language])
    .action((options: string[]) => processCommand("crowd", [...options, "--lang", language]));
}

interface VerifyFlags {
  readonly data: string;
  readonly receipts?: string;
  readonly key?: string;
}

function verifyProgram(language: Language): Command {
  const shown = examples(
    language,
    "cablecut verify",
    "cablecut verify --data .data/shows/0123abcd-2026-01-02T03-04-05",
    "cablecut verify report/report.json --receipts receipts.txt",
  );
  return new Command("verify")
    .description(helpTexts.verify[language])
    .argument("[report]", helpTexts.verifyReport[language])
    .addOption(dataOption(language))
    .option("--receipts <file>", helpTexts.receipts[language])
    .addOption(
      new Option("--key <fingerprint>", helpTexts.keyFingerprint[language]).argParser(
        fingerprint(language),
      ),
    )
    .addHelpText("after", `${shown}\n\n${helpTexts.verifyCodes[language]}`)
    .action(async (report: string | undefined, flags: VerifyFlags, command: Command) => {
      const { data, receipts = null, key = null } = flags;
      if (report === undefined && key !== null) command.error(helpTexts.keyOfWhat[language]);
      if (report === undefined) process.exit(await verifyCommand({ data, language }, receipts));
      // Whoever checks a report on another machine has no data; only a directory that was named is looked into.
      const named = command.getOptionValueSource("data") === "default" ? null : data;
      process.exit(await verifyReport({ path: report, receipts, key, data: named, language }));
    });
}

interface DeployFlags {
  readonly out?: string;
  readonly check?: string;
  readonly begin?: string;
}

function deployProgram(language: Language): Command {
  return new Command("deploy")
    .description(helpTexts.deploy[language])
    .argument("[hosts.json]", helpTexts.hostsFile[language])
    .option("--out <directory>", helpTexts.deployOut[language])
    .option("--check <folder>", helpTexts.deployCheck[language])
    .option("--begin <folder>", helpTexts.deployBegin[language])
    .addHelpText(
      "after",
      examples(
        language,
        "cablecut deploy hosts.json --out machines",
        "cablecut deploy --check /etc/cablecut",
      ),
    )
    .action(async (hosts: string | undefined, flags: DeployFlags) => {
      process.exit(await deploy(hosts, flags, language));
    });
}

/** One of three things, and no two at once. */
async function deploy(
  hosts: string | undefined,
  { out, check, begin }: DeployFlags,
  language: Language,
): Promise<number> {
  const given = [hosts ?? out, check, begin].filter((each) => each !== undefined);
  if (given.length === 1) {
    if (check !== undefined) return checkCommand(check, language);
    if (begin !== undefined) return beginCommand(begin, language);
    if (hosts !== undefined && out !== undefined) return deployCommand(hosts, out, language);
  }
  console.error(deployTexts.whatToDo[language]);
  return exitCodes.usage;
}

/**
 * The command line `cablecut` in one language. Texts and exit codes go through `terminal`, so that it can be asked
 * without ending the process that asks.
 */
export function commandLine(terminal: Terminal, language: Language): Command {
  const program = new Command("cablecut")
    .description(helpTexts.cablecut[language])
    // What it says was read from the arguments before: these very texts depend on it.
    .addOption(
      new Option("--lang <language>", helpTexts.lang[language])
        .choices(languages)
        .default(language, helpTexts.terminalsLanguage[language]),
    )
    .addHelpText(
      "after",
      examples(
        language,
        "cablecut demo",
        "cablecut ctl cut hz --interval 250",
        "cablecut ctl --help",
      ),
    );
  for (const part of [
    demoProgram(language),
    ...processPrograms(language),
    crowdProgram(language),
    controlProgram(language),
    verifyProgram(language),
    deployProgram(language),
  ]) {
    program.addCommand(part);
  }
  return withCliFormat(program, terminal, language, exitCodes);
}
