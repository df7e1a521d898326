import { readProgramWords } from "@cablecut/protocol";
import { tablesOf } from "./tables.ts";
import { fanOutWords } from "./words.ts";

const asked = readProgramWords(fanOutWords, process.argv.slice(2), process.env);
if (asked.kind === "go") {
  console.log(tablesOf(asked.options.seed, asked.language));
} else {
  (asked.kind === "help" ? console.log : console.error)(asked.text);
  process.exitCode = asked.kind === "help" ? 0 : 2;
}
