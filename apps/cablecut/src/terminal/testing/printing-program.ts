import { writeFileSync } from "node:fs";
import { printLine, waitForNoTerminal } from "../unwaited-output.ts";

/** Prints line after line, and writes into the file that it is given how often it has come around. */
waitForNoTerminal();
let turns = 0;
setInterval(() => {
  writeFileSync(process.argv[2]!, String(++turns));
  printLine(`turn ${turns} ${"x".repeat(4_000)}`);
}, 10);
