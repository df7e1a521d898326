#!/usr/bin/env node
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nodeVersionRefusal } from "./node-version.mjs";

const bundle = new URL("../dist/cablecut.mjs", import.meta.url);

/**
 * Runs the `cablecut` command line with the given arguments. The bundle runs in this very process,
 * so that signals reach it directly. Only the start of a show installs and builds what is out of
 * date: a command to a running show must not replace the files that it serves.
 * @param {string[]} args
 */
export async function runCablecut(args) {
  if (args[0] === "demo" || !existsSync(bundle)) {
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
