import { readProgramWords, type ProgramWords, type ReadWords } from "@cablecut/protocol";

type Asked<Words extends ProgramWords> = Extract<
  ReadWords<Words["options"]>,
  { readonly kind: "go" }
>;

/** What was asked for; help and refusals are printed and end the process, with 0 and 2. */
export function asked<const Words extends ProgramWords>(program: Words): Asked<Words> {
  const read = readProgramWords(program, process.argv.slice(2), process.env);
  if (read.kind === "go") return read as Asked<Words>;
  (read.kind === "help" ? console.log : console.error)(read.text);
  process.exit(read.kind === "help" ? 0 : 2);
}
