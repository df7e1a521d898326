import { inOneLine, type Language } from "@cablecut/protocol";
import { Help, type Argument, type Command, type Option } from "commander";
import { filledText, filledTexts } from "./arguments.ts";
import { columnsOf } from "./terminal-columns.ts";
import { allowedTexts, complaintText } from "../texts/complaint-texts.ts";
import { headingTexts, helpTexts } from "../texts/help-texts.ts";

/** Where help and complaints go, and how the process ends. */
export interface Terminal {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly exit: (code: number) => never;
}

/** Every command answers in the same form: bad arguments are answered in one line, and everything in one language. */
export function withCliFormat(
  command: Command,
  terminal: Terminal,
  language: Language,
  exitCodes: { readonly done: number; readonly usage: number },
): Command {
  command.configureOutput({
    writeOut: terminal.writeOut,
    writeErr: terminal.writeError,
    outputError: (text, write) => {
      const complaint = complaintText(inOneLine(text.trim()))[language];
      write(`${complaint}${allowedInstead(command, text)[language]}\n`);
    },
  });
  // The crowd shows its own help.
  if (command.name() !== "crowd") command.helpOption("-h, --help", helpTexts.help[language]);
  for (const option of command.options) {
    // An empty word is what a shell makes of a variable that is not set; as a path it would be the present folder.
    if (option.required && option.parseArg === undefined) option.argParser(filledText(language));
  }
  for (const argument of command.registeredArguments) {
    // The crowd reads its own words.
    if (argument.parseArg !== undefined || command.name() === "crowd") continue;
    if (argument.variadic) argument.argParser(filledTexts(language));
    else argument.argParser(filledText(language));
  }
  if (command.commands.length > 0) {
    command.helpCommand("help [command]", helpTexts.helpCommand[language]);
  }
  command.configureHelp({ showGlobalOptions: true, ...helpIn(language) });
  command.showSuggestionAfterError(false);
  command.exitOverride((error) => {
    terminal.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage);
  });
  for (const part of command.commands) withCliFormat(part, terminal, language, exitCodes);
  return command;
}

/** The words that commander itself puts into help. */
function helpIn(language: Language): Partial<Help> {
  if (language === "en") return {};
  const plain = new Help();
  return {
    displayWidth: columnsOf,
    styleTitle: (title) => headingTexts[title] ?? title,
    commandUsage: (command: Command) =>
      plain
        .commandUsage(command)
        .replaceAll("[options]", "[选项]")
        .replaceAll("[command]", "[命令]"),
    subcommandTerm: (command: Command) =>
      plain
        .subcommandTerm(command)
        .replaceAll("[options]", "[选项]")
        .replaceAll("[command]", "[命令]"),
    optionDescription: (option: Option) => inChinese(plain.optionDescription(option)),
    argumentDescription: (argument: Argument) => inChinese(plain.argumentDescription(argument)),
  };
}

function inChinese(description: string): string {
  return description
    .replace(/ ?\((.*?choices: .*|default: .*)\)$/, "（$1）")
    .replace(/choices: /, "可选：")
    .replace(/default: /, "默认：");
}

/** What may be said instead, as far as commander does not say so itself. */
function allowedInstead(
  command: Command,
  complaint: string,
): ReturnType<typeof allowedTexts.options> {
  if (complaint.includes("unknown command")) {
    return allowedTexts.commands(command.commands.map((part) => part.name()).join(", "));
  }
  if (complaint.includes("unknown option")) {
    const own = command.options.map((option) => option.long);
    const shared = command.parent === null ? [] : ["--lang"];
    return allowedTexts.options([...own, ...shared, "--help"].join(", "));
  }
  const [argument] = command.registeredArguments;
  if (argument !== undefined && complaint.includes("missing required argument")) {
    return allowedTexts.argument(argument.description);
  }
  return allowedTexts.nothing;
}
