import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProgramWords, type ProgramWords } from "@cablecut/protocol";
import { mutants, type Mutant } from "./mutants.ts";
import { buildMutant, simulationArgs } from "./plant.ts";

const names = mutants.map(({ name }) => `  ${name}`).join("\n");

/** What `npm run sim:mutants` takes. */
const mutantsWords = {
  name: "sim:mutants",
  call: "npm run sim:mutants --",
  about: {
    en: "Plants one bug after the other and shows that the simulation finds it.",
    zh: "逐一植入错误，并证明模拟能够发现它。",
  },
  options: {},
  words: {
    shown: "TEXT",
    max: 1,
    about: { en: "only the bugs with this text in their name", zh: "只植入名称含此文字的错误" },
  },
  more: {
    en: `The bugs:\n${names}\n\nExit codes: 0 all were found, 1 one was missed, 2 bad arguments.`,
    zh: `错误列表：\n${names}\n\n退出码：0 全部发现；1 有遗漏；2 参数有误。`,
  },
} as const satisfies ProgramWords;

const nothingChosen = {
  en: (text: string) => `sim:mutants: no bug has '${text}' in its name; there are\n${names}`,
  zh: (text: string) => `sim:mutants: 没有名称含“${text}”的错误；现有：\n${names}`,
};

async function runMutant(mutant: Mutant, folder: string): Promise<boolean> {
  const bundle = join(folder, "sim.mjs");
  try {
    await buildMutant(mutant, bundle);
  } catch (error) {
    console.log(`MISSED  ${String(error)}`);
    return false;
  }
  const startedMs = performance.now();
  const args = [bundle, ...simulationArgs(mutant)];
  const run = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const finding = /^seed (\d+) violates (.*)$/m.exec(run.stdout);
  const caught = run.status === 1 && finding !== null;
  const outcome = caught
    ? `seed ${finding[1]}: ${finding[2]?.slice(0, 120)}`
    : `NOT FOUND in ${mutant.seedsMax} seeds (exit code ${run.status}) ${run.stderr.slice(0, 200)}`;
  console.log(
    `${caught ? "caught" : "MISSED"}  ${mutant.name}  (${seconds} s)\n        ${outcome}`,
  );
  return caught;
}

const asked = readProgramWords(mutantsWords, process.argv.slice(2), process.env);
if (asked.kind !== "go") {
  (asked.kind === "help" ? console.log : console.error)(asked.text);
  process.exit(asked.kind === "help" ? 0 : 2);
}
const [wanted = ""] = asked.words;
const chosen = mutants.filter(({ name }) => name.includes(wanted));
if (chosen.length === 0) {
  console.error(nothingChosen[asked.language](wanted));
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "cablecut-mutants-"));
let missed = 0;
try {
  for (const mutant of chosen) if (!(await runMutant(mutant, folder))) missed += 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - missed} of ${chosen.length} mutants caught`);
process.exitCode = missed === 0 && chosen.length > 0 ? 0 : 1;
