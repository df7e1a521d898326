// Who builds in a checkout, and who runs from it: so that two starts at once do not build over each other, and none builds over a
// show that serves its pages from there. Nothing here needs node_modules.
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { uptime } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const lockName = ".preparing";
const usePrefix = ".used-by-";
const lookEveryMs = 200;
/** The system tells how long it has been up in whole seconds only, and its clock is set a little now and then. */
const bootSlackMs = 10_000;
let asked = 0;

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/**
 * Linux: when the process began, so that another one of the same number is not taken for it; elsewhere "". Null for one that
 * has ended and only waits for its parent.
 * @param {number} pid
 */
function startOf(pid) {
  const stat = textOf(`/proc/${pid}/stat`);
  // The second field is the name in brackets and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return null;
  return fields[19] === undefined
    ? ""
    : `${textOf("/proc/sys/kernel/random/boot_id").trim()}/${fields[19]}`;
}

const self = () => `${process.pid}\n${startOf(process.pid) ?? ""}\n`;

/**
 * The process that a file names, if it lives; else null.
 * @param {string} file
 * @param {string} content
 */
function livingIn(file, content) {
  const [number = "", began = ""] = content.split("\n");
  const pid = Number(number);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process answers EPERM, and lives.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return null;
  }
  const start = startOf(pid);
  if (start === null) return null;
  // Only the number is known of one of the two: at least it is none of before the machine was started.
  if (start === "" || began === "") return isOfThisBoot(file) ? pid : null;
  return start === began ? pid : null;
}

/** @param {string} file */
function isOfThisBoot(file) {
  const writtenMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return writtenMs >= Date.now() - uptime() * 1_000 - bootSlackMs;
}

/**
 * Does something while nobody else does who asks for the same folder. Throws the system's errors.
 * @template Value
 * @param {string} folder made where it is missing
 * @param {(pid: number, file: string) => void} waiting told once where somebody else is at it
 * @param {() => Promise<Value>} act
 */
export async function alone(folder, waiting, act) {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, lockName);
  const mine = `${lock}-${process.pid}-${++asked}`;
  // Complete from its first moment on: whoever finds it empty would take its holder for dead.
  writeFileSync(mine, self());
  try {
    for (let told = false; !linked(mine, lock); await pause(lookEveryMs)) {
      const content = textOf(lock);
      const holder = livingIn(lock, content);
      if (holder === null) takeAway(lock, content);
      else if (!told) waiting(holder, lock);
      told ||= holder !== null;
    }
  } finally {
    rmSync(mine, { force: true });
  }
  sweep(folder);
  try {
    return await act();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * What those have left who were ended while they waited. An empty one is just being written.
 * @param {string} folder
 */
function sweep(folder) {
  for (const name of readdirSync(folder)) {
    if (!/^\.preparing-\d+-\d+$/.test(name)) continue;
    const file = join(folder, name);
    const content = textOf(file);
    if (content !== "" && livingIn(file, content) === null) rmSync(file, { force: true });
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * What a dead process has left. Another one may have done so since it was read, and hold it: then that one gets it back.
 * @param {string} lock
 * @param {string} content
 */
function takeAway(lock, content) {
  const aside = `${lock}-dead-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (textOf(aside) !== content) linked(aside, lock);
  rmSync(aside, { force: true });
}

/**
 * This process runs from the files of a folder until it ends. A folder that takes no files is nobody's to build in either.
 * @param {string} folder
 */
export function markInUse(folder) {
  const file = join(folder, `${usePrefix}${process.pid}`);
  try {
    writeFileSync(file, self());
  } catch {
    return;
  }
  process.on("exit", () => rmSync(file, { force: true }));
}

/**
 * The living processes that run from the files of a folder, and the file that says so of each.
 * @param {string} folder
 */
export function usersOf(folder) {
  const users = [];
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!name.startsWith(usePrefix)) continue;
    const file = join(folder, name);
    const pid = livingIn(file, textOf(file));
    if (pid === null) rmSync(file, { force: true });
    else users.push({ pid, file });
  }
  return users;
}
