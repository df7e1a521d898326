#!/usr/bin/env node
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { markInUse } from "./build-lock.mjs";
import { nodeVersionRefusal } from "./node-version.mjs";

const bundle = new URL("../dist/cablecut.mjs", import.meta.url);

/**
 * Runs the `cablecut` command line with the given arguments. The bundle runs in this very process,
 * so that signals reach it directly. Only the start of a show installs and builds what is out of
 * date, and not while another one runs from it: nobody must replace the files that a running show serves.
 * @param {string[]} args
 */
export async function runCablecut(args) {
  const asksForHelp = args.includes("--help") || args.includes("-h");
  const startsShow = args[0] === "demo" && !asksForHelp;
  if (startsShow || !existsSync(bundle)) {
    const { ensureBuilt, ensureInstalled, PreparationFailed } = await import("./prepare.mjs");
    try {
      await ensureInstalled();
      await ensureBuilt();
    } catch (error) {
      if (!(error instanceof PreparationFailed)) throw error;
      console.error(error.message);
      process.exitCode = 1;
      return;
    }
  }
  if (startsShow) markInUse(fileURLToPath(new URL(".", bundle)));
  process.argv = [process.execPath, fileURLToPath(bundle), ...args];
  await import(bundle.href);
}

const startedDirectly =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);

if (startedDirectly) {
  const refusal = nodeVersionRefusal(process.versions.node);
  if (refusal === null) {
    await runCablecut(process.argv.slice(2));
  } else {
    console.error(refusal);
    process.exitCode = 1;
  }
}
