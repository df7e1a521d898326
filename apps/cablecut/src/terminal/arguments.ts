import { inOneLine, type Language } from "@cablecut/protocol";
import { InvalidArgumentError, Option } from "commander";
import { allowedTexts } from "../texts/complaint-texts.ts";
import { helpTexts } from "../texts/help-texts.ts";

/** Where the show of a command is kept. */
export function dataOption(language: Language): Option {
  return new Option("--data <directory>", helpTexts.data[language]).default(".data");
}

export function wholeNumber(
  min: number,
  max: number,
  language: Language,
): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(allowedTexts.wholeNumbers(min, max)[language]);
  };
}

export function decimal(min: number, max: number, language: Language): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(allowedTexts.numbers(min, max)[language]);
  };
}

/** A key's fingerprint as somebody reads it off a screen: in groups, wide, in capitals. @returns 20 hex digits */
export function fingerprint(language: Language): (text: string) => string {
  return (text) => {
    const digits = text
      .normalize("NFKC")
      .replaceAll(/[\s:.-]/g, "")
      .toLowerCase();
    if (/^[0-9a-f]{20}$/.test(digits)) return digits;
    const allowed = digits === "" ? allowedTexts.filled : allowedTexts.fingerprints;
    throw new InvalidArgumentError(allowed[language]);
  };
}

/** Any text but none, in one line: it is said back in lines of ours, and no path of anybody has a line end in it. */
export function filledText(language: Language): (text: string) => string {
  return (text) => {
    if (text.trim() === "") throw new InvalidArgumentError(allowedTexts.filled[language]);
    if (inOneLine(text) !== text) throw new InvalidArgumentError(allowedTexts.oneLine[language]);
    return text;
  };
}

/** The same of each of several words. */
export function filledTexts(
  language: Language,
): (text: string, before: readonly string[] | undefined) => readonly string[] {
  const read = filledText(language);
  return (text, before = []) => [...before, read(text)];
}

/** For the end of a command's help. */
export function examples(language: Language, ...lines: readonly string[]): string {
  const heading = lines.length === 1 ? helpTexts.example : helpTexts.examples;
  return ["", heading[language], ...lines.map((line) => `  $ ${line}`)].join("\n");
}
