// npm run repeat -- SUITE ... [--times N] [--busy N]: is a test green every time, or only most of the time?
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeVersionRefusal } from "./node-version.mjs";
import { Runs } from "./repeat/runs.mjs";
import { texts } from "./repeat/texts.mjs";
import { languageOf, readWords } from "./repeat/words.mjs";

const testProgram = fileURLToPath(new URL("run.mjs", import.meta.url));
const leftovers = fileURLToPath(new URL("../test-results", import.meta.url));

/** @param {string[]} words */
async function main(words) {
  const nodeRefusal = nodeVersionRefusal(process.versions.node);
  if (nodeRefusal !== null) return refuse(nodeRefusal);
  const say = texts[languageOf(words, process.env)];
  const wish = readWords(words);
  if (wish.kind === "help") {
    console.log(say.help);
    return 0;
  }
  if (wish.kind === "refused") return refuse(say.refusals[wish.refusal](wish.word), say.seeHelp);

  const { steps, times, busy } = wish;
  const suite = steps.length === 0 ? "all" : steps.join(" ");
  const moment = new Date().toISOString().replaceAll(":", "").slice(0, 17);
  const runs = new Runs({
    program: testProgram,
    args: ["test", ...steps],
    times,
    busy,
    leftovers,
    folder: join(leftovers, "repeat", `${moment}-${steps.join("-") || "all"}`),
    onRun: (run) => {
      console.log(say.run(run));
      if (run.kept !== null) console.log(say.kept(run.kept));
    },
  });
  let signalled = 0;
  process.once("SIGINT", () => ((signalled = 130), runs.stop()));
  process.once("SIGTERM", () => ((signalled = 143), runs.stop()));
  console.log(say.start(suite, times, busy));
  const outcome = await runs.run();
  switch (outcome.kind) {
    case "finished":
      console.log(say.end(outcome.green, times));
      return outcome.green === times ? 0 : 1;
    case "refused":
      return refuse(outcome.message, say.seeHelp);
    case "busy-ended":
      console.error(say.busyEnded);
      return 1;
    case "stopped":
      console.log(say.stopped);
      return signalled;
  }
}

/** @param {string[]} lines */
function refuse(...lines) {
  for (const line of lines) console.error(line);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
