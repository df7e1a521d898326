// npm run attack [-- --only NAME] [--seconds S]: every attack on availability against a show of its own, and a table of
// what became of it. Exits with 1 where one did not hold.
import { readProgramWords } from "@cablecut/protocol";
import { attacks } from "./attackers/attacks.ts";
import { attackShow, type TrialResult } from "./trial.ts";
import { attackTexts, attackWords } from "./words.ts";

const asked = readProgramWords(attackWords, process.argv.slice(2), process.env);
if (asked.kind !== "go") {
  (asked.kind === "help" ? console.log : console.error)(asked.text);
  process.exit(asked.kind === "help" ? 0 : 2);
}
const { language } = asked;
const { only, seconds } = asked.options;

function row(result: TrialResult): string {
  const { memoryMb, consoleMs, failures } = result;
  const memory = [memoryMb.before, memoryMb.peak, memoryMb.after].map((mb) => mb.toFixed(0));
  const verdict =
    failures.length === 0
      ? attackTexts.held[language]
      : failures.map((failure) => failure[language]).join("; ");
  return [
    result.attack,
    result.payments,
    result.p50Ms.toFixed(1),
    result.p99Ms.toFixed(1),
    result.controlP50Ms.toFixed(1),
    result.controlP99Ms.toFixed(1),
    (result.p99Ms / result.controlP99Ms).toFixed(2),
    result.unanswered,
    memory.join("/"),
    consoleMs === null ? "-" : `${consoleMs.toFixed(0)} ms`,
    verdict,
  ].join("\t");
}

console.log(attackTexts.columns[language]);
let held = true;
for (const attack of only === null ? Object.keys(attacks) : [only]) {
  const result = await attackShow(attack, seconds);
  console.log(row(result));
  held &&= result.failures.length === 0;
}
process.exit(held ? 0 : 1);
