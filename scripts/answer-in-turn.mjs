// node scripts/answer-in-turn.mjs '[{ "file": ..., "words": [...] }, ...]': calls programs one after the other in this one process,
// as scripts/run.mjs becomes them, and prints what they said: [{ code, out, err }, ...]. For words at which a program
// ends before it begins anything, as help and refusals are; whoever asks ends a call that goes on.
import { pathToFileURL } from "node:url";
import { register } from "tsx/esm/api";

/** @typedef {{ readonly file: string, readonly words: readonly string[] }} Call */

class Exit extends Error {}

const print = process.stdout.write.bind(process.stdout);
const end = process.exit.bind(process);
const said = { out: "", err: "" };
process.stdout.write = (text) => Boolean((said.out += String(text)));
process.stderr.write = (text) => Boolean((said.err += String(text)));
process.exit = (code) => {
  process.exitCode = code;
  throw new Exit();
};

/** @param {Call} call @param {number} at */
async function answerTo({ file, words }, at) {
  Object.assign(said, { out: "", err: "" });
  process.exitCode = undefined;
  process.argv = [process.execPath, file, ...words];
  try {
    // The program anew for each call; what it imports is loaded once.
    await import(`${pathToFileURL(file).href}?call=${at}`);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  return { code: process.exitCode ?? 0, ...said };
}

const calls = /** @type {readonly Call[]} */ (JSON.parse(process.argv[2] ?? "[]"));
register();
const answers = [];
for (const [at, call] of calls.entries()) answers.push(await answerTo(call, at));
print(JSON.stringify(answers), () => end(0));
