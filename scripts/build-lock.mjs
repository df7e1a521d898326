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
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const lockName = ".preparing";
const usePrefix = ".used-by-";
const lookEveryMs = 200;
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
 * @param {string} content
 */
function livingIn(content) {
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
  const isSame = start !== null && (start === began || start === "" || began === "");
  return isSame ? pid : null;
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
      const holder = livingIn(content);
      if (holder === null) takeAway(lock, content);
      else if (!told) waiting(holder, lock);
      told ||= holder !== null;
    }
  } finally {
    rmSync(mine, { force: true });
  }
  try {
    return await act();
  } finally {
    rmSync(lock, { force: true });
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
 * The living processes that run from the files of a folder.
 * @param {string} folder
 */
export function usersOf(folder) {
  const users = [];
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!name.startsWith(usePrefix)) continue;
    const file = join(folder, name);
    const pid = livingIn(textOf(file));
    if (pid === null) rmSync(file, { force: true });
    else users.push(pid);
  }
  return users;
}
