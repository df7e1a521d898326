import { languageOf } from "@cablecut/protocol";
import { commandLine } from "./command-line.ts";

const language = languageOf(process.argv.slice(2), process.env);
const terminal = {
  writeOut: (text: string) => process.stdout.write(text),
  writeError: (text: string) => process.stderr.write(text),
  exit: (code: number) => process.exit(code),
};
await commandLine(terminal, language).parseAsync();
