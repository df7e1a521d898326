import type { LocalizedText } from "@cablecut/protocol";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { baselineFile, readBaseline } from "./baseline.ts";
import { runProgram, type ProgramCall, type ProgramEnd } from "./program.ts";
import { comparisonTexts } from "./texts.ts";

/** The root of the checkout that this file lies in. */
export const thisCheckout = fileURLToPath(new URL("../../..", import.meta.url));

/** Where every commit that can be compared has its benchmarks. */
export const benchProgram = "e2e/bench/main.ts";
/** What makes the load: where it differs, a ratio contains that too. */
const loadGenerators = [
  "e2e/bench/throughput",
  "e2e/bench/recovery",
  "e2e/client",
  "e2e/processes",
];

const gitTimeoutMs = 60_000;
const installTimeoutMs = 300_000;
const buildTimeoutMs = 120_000;
/** Of everything before the first run. */
export const preparationTimeoutMs = installTimeoutMs + 2 * buildTimeoutMs + 2 * gitTimeoutMs;
const wordsCharactersMax = 2_000;

export interface Commit {
  readonly hash: string;
  readonly subject: string;
}

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: LocalizedText };

function refused<Value>(refusal: LocalizedText): Outcome<Value> {
  return { ok: false, refusal };
}

function git(root: string, ...args: string[]): Promise<ProgramEnd> {
  return runProgram({ command: "git", args, directory: root, timeoutMs: gitTimeoutMs });
}

/** The commit of the checkout itself, and whether its tracked files differ from it. */
export async function ownCommit(
  root: string,
): Promise<Outcome<Commit & { readonly changed: boolean }>> {
  const commit = await commitAt(root, "HEAD");
  if (commit === null) return refused(comparisonTexts.noRepository(root));
  const status = await git(root, "status", "--porcelain", "--untracked-files=no");
  return { ok: true, value: { ...commit, changed: status.output.trim() !== "" } };
}

/** The commit that `--against` names. */
export async function otherCommit(root: string, against: string): Promise<Outcome<Commit>> {
  let ref = against;
  let note: string | null = null;
  if (against === "base") {
    const read = readBaseline(join(root, baselineFile));
    if (!read.ok) return read;
    ref = read.baseline.commit;
    note = read.baseline.note;
  }
  const commit = ref.startsWith("-") ? null : await commitAt(root, ref);
  if (commit === null) {
    const shallow = (await git(root, "rev-parse", "--is-shallow-repository")).output.trim();
    const isShallow = shallow === "true";
    return refused(
      note === null
        ? comparisonTexts.noCommit(ref, isShallow)
        : comparisonTexts.baselineNotHere(ref, note, isShallow),
    );
  }
  const program = await git(root, "cat-file", "-e", `${commit.hash}:${benchProgram}`);
  return program.code === 0
    ? { ok: true, value: commit }
    : refused(comparisonTexts.noProgram(ref, benchProgram));
}

async function commitAt(root: string, ref: string): Promise<Commit | null> {
  const parsed = await git(root, "rev-parse", "--verify", "--quiet", `${ref}^{commit}`);
  const hash = parsed.output.trim();
  if (parsed.code !== 0 || !/^[0-9a-f]{40,64}$/.test(hash)) return null;
  const shown = await git(root, "log", "-1", "--format=%s", hash);
  return shown.code === 0 ? { hash, subject: shown.output.trim() } : null;
}

export async function loadGeneratorsDiffer(root: string, other: Commit): Promise<boolean> {
  const diff = await git(root, "diff", "--quiet", other.hash, "--", ...loadGenerators);
  return diff.code !== 0;
}

/** Puts the commit into a folder of its own, a worktree of this repository; `removeCheckout` takes it away again. */
export async function checkOut(
  root: string,
  commit: Commit,
  directory: string,
): Promise<Outcome<undefined>> {
  const added = await git(root, "worktree", "add", "--detach", "--quiet", directory, commit.hash);
  return added.code === 0
    ? { ok: true, value: undefined }
    : refused(comparisonTexts.notCheckedOut(lastWords(added)));
}

/** Leaves nothing, neither files nor git's note of them, whatever state the folder is in. */
export async function removeCheckout(root: string, directory: string): Promise<void> {
  // Twice forced: also one whose making was interrupted, which git holds for locked.
  await git(root, "worktree", "remove", "--force", "--force", directory);
  if (!existsSync(directory)) return;
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  await git(root, "worktree", "prune");
}

/** Installs by the checkout's own `npm test -- install`: its lockfile, its version of pnpm. */
export async function install(directory: string, signal: AbortSignal): Promise<Outcome<undefined>> {
  return step(comparisonTexts.notInstalled, {
    ...npmCall(["test", "--", "install"]),
    directory,
    timeoutMs: installTimeoutMs,
    environment: { CI: "true" },
    signal,
  });
}

/** Builds rooms and fabric by the checkout's own scripts/build.mjs. */
export async function build(directory: string, signal: AbortSignal): Promise<Outcome<undefined>> {
  return step(comparisonTexts.notBuilt, {
    command: process.execPath,
    args: ["scripts/build.mjs", "room", "fabric"],
    directory,
    timeoutMs: buildTimeoutMs,
    signal,
  });
}

async function step(
  failure: (words: string) => LocalizedText,
  call: ProgramCall,
): Promise<Outcome<undefined>> {
  const end = await runProgram(call);
  return end.code === 0 ? { ok: true, value: undefined } : refused(failure(lastWords(end)));
}

/** npm's own program when npm started us, otherwise npm from the path. */
function npmCall(args: readonly string[]): Pick<ProgramCall, "command" | "args"> {
  const npmCli = process.env["npm_execpath"] ?? "";
  return /npm-cli\.c?js$/.test(npmCli) && existsSync(npmCli)
    ? { command: process.execPath, args: [npmCli, ...args] }
    : { command: "npm", args };
}

export function lastWords({ output, timedOut }: ProgramEnd): string {
  const words = output.trim().slice(-wordsCharactersMax);
  return timedOut ? `${words}\n(not finished in time: ended)` : words;
}
