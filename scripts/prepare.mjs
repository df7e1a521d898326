// Installing and building, each only when its inputs changed. Nothing here needs node_modules.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { alone, usersOf } from "./build-lock.mjs";
import { checkoutPathRefusal } from "./checkout-path.mjs";

export const repositoryRoot = fileURLToPath(new URL("..", import.meta.url));

const pnpm = "pnpm@12.21.0";
const distFolder = join(repositoryRoot, "dist");
const installStamp = join(repositoryRoot, "node_modules", ".cablecut-install");
const buildStamp = (/** @type {string} */ app) => join(distFolder, `.built-${app}`);

/** What the build reads besides the folders of apps and packages. */
const buildInputs = [
  "scripts/build.mjs",
  "scripts/compressed.mjs",
  "scripts/server-bundle.mjs",
  "pnpm-lock.yaml",
  "tsconfig.base.json",
  "tsconfig.web.json",
];

/** Never part of a build: neither tests nor what a build or a test leaves behind. */
const notBuilt =
  /^(node_modules|dist|\.tsbuild|bench|fixtures|\.data)$|\.test\.tsx?$|\.md$|^tsconfig\.[a-z]+\.json$/;

/** @typedef {(text: string) => void} Say gets what is printed, where it is not to go to the terminal at once */

export class PreparationFailed extends Error {}

/** Installs the locked dependencies if the lockfile or a package.json changed since the last time. */
export async function ensureInstalled() {
  const refusal = checkoutPathRefusal(repositoryRoot);
  if (refusal !== null) throw new PreparationFailed(refusal);
  const wanted = digestOf(["pnpm-lock.yaml", "pnpm-workspace.yaml", ...packageManifests()]);
  const isStale = () => stampOf(installStamp) !== wanted;
  await prepared(isStale, async () => {
    console.error("Installing dependencies ... / 正在安装依赖 ...");
    rmSync(installStamp, { force: true });
    const [command, prefix] = npmExec();
    // CI=true: pnpm must never ask, whoever started us; --prod=false: NODE_ENV must not thin it out.
    await run(
      command,
      [...prefix, pnpm, "install", "--frozen-lockfile", "--prod=false", "--reporter=append-only"],
      { ...process.env, CI: "true" },
      "Installing failed; is there a network? / 安装失败，请检查网络。",
    );
    writeFileSync(installStamp, wanted);
  });
}

const endSignals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

export const serverApps = ["cablecut", "room", "member", "fabric", "gateway", "crowd"];
export const browserApps = ["phone", "stage", "presenter"];
const allApps = [...serverApps, ...browserApps];

/**
 * Builds the named apps, or all of them, into dist/ if any source changed since they were last built.
 * @param {readonly string[]} apps
 * @param {Say} [say]
 * @param {{ readonly anew?: boolean }} [how] `anew`: whether or not they have changed
 */
export async function ensureBuilt(apps = allApps, say, { anew = false } = {}) {
  const files = buildInputs.slice();
  for (const folder of ["apps", "packages"]) files.push(...sourcesBelow(folder));
  const wanted = digestOf(files.sort());
  const stale = () => apps.filter((app) => anew || stampOf(buildStamp(app)) !== wanted);
  await prepared(
    () => stale().length > 0,
    async () => {
      const announce = say ?? ((/** @type {string} */ text) => process.stderr.write(text));
      announce("Building ... / 正在构建 ...\n");
      const wantedApps = stale();
      for (const app of wantedApps) rmSync(buildStamp(app), { force: true });
      await run(
        process.execPath,
        [join(repositoryRoot, "scripts", "build.mjs"), ...wantedApps],
        process.env,
        "The build failed. / 构建失败。",
        say,
      );
      for (const app of wantedApps) writeFileSync(buildStamp(app), wanted);
    },
  );
}

/**
 * Does what is out of date, unless somebody else has done it meanwhile. Nothing is replaced while a show runs from it.
 * @param {() => boolean} isStale
 * @param {() => Promise<void>} act
 * @param {string} [folder]
 */
export async function prepared(isStale, act, folder = distFolder) {
  try {
    if (!isStale()) return;
    await alone(folder, sayThatWaits, async () => {
      if (!isStale()) return;
      const [user] = usersOf(folder);
      if (user !== undefined) throw new PreparationFailed(usedText(user));
      await act();
    });
  } catch (error) {
    if (error instanceof PreparationFailed || !(error instanceof Error && "code" in error))
      throw error;
    const reason = error.message;
    throw new PreparationFailed(
      `What a start installs and builds cannot be written here (${reason}). / 无法写入安装与构建的文件（${reason}）。`,
    );
  }
}

/**
 * @param {number} pid
 * @param {string} file
 */
function sayThatWaits(pid, file) {
  console.error(
    `Waiting for process ${pid}, which installs or builds here; if there is none, delete ${file} ... / 等待进程${pid}完成安装或构建；若并无此进程，请删除 ${file} ...`,
  );
}

/** @param {{ readonly pid: number, readonly file: string }} user */
function usedText({ pid, file }) {
  return `A show runs from the files that would be replaced (process ${pid}); stop it first, then try again; if there is no show, delete ${file}. / 有演示正在使用需要替换的文件（进程${pid}）；请先停止该演示再重试；若并无演示在运行，请删除 ${file}。`;
}

/** npm's own exec when npm started us, otherwise npx from the path. */
function npmExec() {
  const npmCli = process.env["npm_execpath"] ?? "";
  if (/npm-cli\.c?js$/.test(npmCli) && existsSync(npmCli)) {
    return /** @type {const} */ ([process.execPath, [npmCli, "exec", "--yes", "--"]]);
  }
  return /** @type {const} */ ([process.platform === "win32" ? "npx.cmd" : "npx", ["--yes"]]);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} failure what to say when it fails
 * @param {Say} [say]
 * @returns {Promise<void>}
 */
export function run(command, args, env, failure, say) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      env,
      // What a program was asked for goes to the output; how it came to be able to goes beside it.
      stdio: ["ignore", say ? "pipe" : 2, say ? "pipe" : 2],
      shell: command.endsWith(".cmd"),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (/** @type {string} */ text) => say?.(text));
    }
    const handOn = (/** @type {NodeJS.Signals} */ signal) => {
      stoppedBy = signal;
      child.kill(signal);
    };
    /** @type {NodeJS.Signals | null} */
    let stoppedBy = null;
    // Otherwise it would go on beside the next start.
    for (const signal of endSignals) process.on(signal, handOn);
    const over = (/** @type {() => void} */ settle) => {
      for (const signal of endSignals) process.off(signal, handOn);
      settle();
    };
    child.on("error", (error) =>
      over(() => reject(new PreparationFailed(`${failure} (${error.message})`))),
    );
    child.on("close", (code) =>
      over(() => {
        if (stoppedBy !== null) reject(new PreparationFailed("Stopped. / 已停止。"));
        else if (code === 0) resolve();
        else reject(new PreparationFailed(failure));
      }),
    );
  });
}

function packageManifests() {
  const manifests = ["package.json", "e2e/package.json"];
  for (const folder of ["apps", "packages"]) {
    for (const name of readdirSync(join(repositoryRoot, folder)).sort()) {
      manifests.push(`${folder}/${name}/package.json`);
    }
  }
  return manifests;
}

/**
 * @param {string} folder relative to the repository
 * @returns {string[]}
 */
function sourcesBelow(folder) {
  /** @type {string[]} */
  const found = [];
  for (const entry of readdirSync(join(repositoryRoot, folder), { withFileTypes: true })) {
    if (notBuilt.test(entry.name)) continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...sourcesBelow(path));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/** @param {string[]} files relative to the repository; a missing one counts as such */
function digestOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const path = join(repositoryRoot, file);
    hash.update(`${file}\0`);
    hash.update(
      existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest() : "none",
    );
  }
  hash.update(process.platform + process.arch);
  return hash.digest("hex");
}

/** @param {string} file */
function stampOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
