import { commandLine } from "./command-line.ts";

await commandLine({
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  exit: (code) => process.exit(code),
}).parseAsync();
