import { InvalidArgumentError, Option } from "commander";

/** Where the show of a command is kept. */
export function dataOption(): Option {
  return new Option("--data <directory>", "where the show is kept").default(".data");
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Allowed are whole numbers from ${min} to ${max}.`);
  };
}

export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Allowed are numbers from ${min} to ${max}, as in 0.05.`);
  };
}

/** For the end of a command's help. */
export function examples(...lines: readonly string[]): string {
  return [
    "",
    lines.length === 1 ? "Example:" : "Examples:",
    ...lines.map((line) => `  $ ${line}`),
  ].join("\n");
}
