// node scripts/run.mjs <program> [words ...]: installs and builds what the program needs, then becomes it: the program
// runs in this very process, so that signals reach it directly. Everything in package.json's scripts comes through here.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { nodeVersionRefusal } from "./node-version.mjs";
import { ensureBuilt, ensureInstalled, PreparationFailed, repositoryRoot } from "./prepare.mjs";
import { programs } from "./programs.mjs";

/** @param {readonly string[]} args */
async function main([name = "", ...words]) {
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (program === undefined) {
    const names = Object.keys(programs).join(", ");
    console.error(
      `There is no program ${name}; there are ${names}. / 没有程序 ${name}；现有：${names}。`,
    );
    process.exitCode = 2;
    return;
  }
  try {
    await ensureInstalled();
    const asksForHelp = words.includes("--help") || words.includes("-h");
    if (program.builds !== undefined && !asksForHelp) await ensureBuilt(program.builds);
  } catch (error) {
    if (!(error instanceof PreparationFailed)) throw error;
    console.error(error.message);
    if (program.unprepared !== undefined) console.log(program.unprepared);
    process.exitCode = 1;
    return;
  }
  const file = join(repositoryRoot, program.file);
  process.argv = [process.execPath, file, ...words];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(file).href);
}

const refusal = nodeVersionRefusal(process.versions.node);
if (refusal === null) {
  await main(process.argv.slice(2));
} else {
  console.error(refusal);
  process.exitCode = 1;
}
