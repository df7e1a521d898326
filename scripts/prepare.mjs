// Installing and building, each only when its inputs changed. Nothing here needs node_modules.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkoutPathRefusal } from "./checkout-path.mjs";

export const repositoryRoot = fileURLToPath(new URL("..", import.meta.url));

const pnpm = "pnpm@12.21.0";
const installStamp = join(repositoryRoot, "node_modules", ".cablecut-install");
const buildStamp = (/** @type {string} */ app) => join(repositoryRoot, "dist", `.built-${app}`);

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
  if (stampOf(installStamp) === wanted) return;
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
}

export const serverApps = ["cablecut", "room", "member", "fabric", "gateway", "crowd"];
export const browserApps = ["phone", "stage", "presenter"];
const allApps = [...serverApps, ...browserApps];

/**
 * Builds the named apps, or all of them, into dist/ if any source changed since they were last built.
 * @param {readonly string[]} apps
 * @param {Say} [say]
 */
export async function ensureBuilt(apps = allApps, say) {
  const files = buildInputs.slice();
  for (const folder of ["apps", "packages"]) files.push(...sourcesBelow(folder));
  const wanted = digestOf(files.sort());
  const stale = apps.filter((app) => stampOf(buildStamp(app)) !== wanted);
  if (stale.length === 0) return;
  const announce = say ?? ((/** @type {string} */ text) => process.stderr.write(text));
  announce("Building ... / 正在构建 ...\n");
  for (const app of stale) rmSync(buildStamp(app), { force: true });
  await run(
    process.execPath,
    [join(repositoryRoot, "scripts", "build.mjs"), ...stale],
    process.env,
    "The build failed. / 构建失败。",
    say,
  );
  mkdirSync(join(repositoryRoot, "dist"), { recursive: true });
  for (const app of stale) writeFileSync(buildStamp(app), wanted);
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
function run(command, args, env, failure, say) {
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
    child.on("error", (error) => reject(new PreparationFailed(`${failure} (${error.message})`)));
    child.on("close", (code) => (code === 0 ? resolve() : reject(new PreparationFailed(failure))));
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
