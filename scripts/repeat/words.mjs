// What stands behind `npm run repeat --`. It runs before anything is installed, so it needs no package.

export const timesDefault = 20;
export const timesMax = 1_000;
export const busyDefault = 1;
export const busyMax = 64;

/**
 * @typedef {"en" | "zh"} Language
 * @typedef {"unknown-option" | "no-value" | "not-a-count" | "unknown-language" | "no-suite" | "all-and-more"} Refusal
 * @typedef {{ kind: "run", steps: string[], times: number, busy: number }
 *   | { kind: "help" }
 *   | { kind: "refused", refusal: Refusal, word: string }} Wish
 */

/**
 * The last `--lang` that names a language, else the terminal's: the rule of packages/protocol/src/values/language.ts.
 * @param {readonly string[]} words
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Language}
 */
export function languageOf(words, env) {
  const wishes = words.flatMap((word, at) => {
    if (word.startsWith("--lang=")) return [word.slice("--lang=".length)];
    return word === "--lang" ? [words[at + 1]] : [];
  });
  const wish = wishes.findLast((each) => each === "en" || each === "zh");
  if (wish !== undefined) return wish === "zh" ? "zh" : "en";
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/**
 * @param {readonly string[]} words
 * @returns {Wish}
 */
export function readWords(words) {
  const steps = [];
  const counts = { "--times": timesDefault, "--busy": busyDefault };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--help" || word === "-h") return { kind: "help" };
    if (!word.startsWith("-")) {
      steps.push(word);
      continue;
    }
    const [name = "", inline] = word.split(/=(.*)/s, 2);
    if (name !== "--times" && name !== "--busy" && name !== "--lang") {
      return refused("unknown-option", word);
    }
    const value = inline ?? words[(at += 1)];
    if (value === undefined || value === "") return refused("no-value", name);
    if (name === "--lang") {
      if (value !== "en" && value !== "zh") return refused("unknown-language", value);
      continue;
    }
    const [least, most] = name === "--times" ? [1, timesMax] : [0, busyMax];
    const count = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
    if (!(count >= least && count <= most)) return refused("not-a-count", `${name} ${value}`);
    counts[name] = count;
  }
  if (steps.length === 0) return refused("no-suite", "");
  if (steps.includes("all") && steps.length > 1) return refused("all-and-more", steps.join(" "));
  const { "--times": times, "--busy": busy } = counts;
  return { kind: "run", steps: steps[0] === "all" ? [] : steps, times, busy };
}

/**
 * @param {Refusal} refusal
 * @param {string} word
 * @returns {Wish}
 */
function refused(refusal, word) {
  return { kind: "refused", refusal, word };
}
