import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "@cablecut/named-files";
import { codeOf } from "../show/system-error.ts";
import type { DeployedFile } from "./deployment.ts";
import type { HostsRefusal } from "./hosts-file.ts";

/** Null: a deployment can be written there. Keys are made once, so a folder that has something in it is left alone. */
export function refusalOfFolder(path: string): HostsRefusal | null {
  try {
    const isFree = !existsSync(path) || readdirSync(path).length === 0;
    return isFree ? null : { kind: "out-not-empty", path };
  } catch (error) {
    return { kind: "out-unusable", path, code: codeOf(error) ?? "?" };
  }
}

/** Writes all of it or nothing; null when it is done. */
export function writeDeployment(path: string, files: readonly DeployedFile[]): HostsRefusal | null {
  let unfinished: string | null = null;
  try {
    makeFolder(dirname(path));
    // A folder that is there stays the same one: somebody's shell may stand in it, or it is a link, or a disk of its own.
    const isThere = existsSync(path);
    unfinished = mkdtempSync(isThere ? join(path, "unfinished-") : `${path}.`);
    chmodSync(unfinished, 0o700);
    for (const file of files) {
      const target = join(unfinished, file.path);
      makeFolder(dirname(target), 0o700);
      writeFileSync(target, file.text, { mode: file.mode, flag: "wx" });
    }
    return isThere ? moveUp(unfinished, path) : putInPlace(unfinished, path);
  } catch (error) {
    if (unfinished !== null) rmSync(unfinished, { recursive: true, force: true });
    const code = codeOf(error);
    if (code === null) throw error;
    // So it is called where a file stands in place of the folder above.
    return { kind: "out-unusable", path, code: code === "EEXIST" ? "ENOTDIR" : code };
  }
}

/** From within the folder, which is empty otherwise. */
function moveUp(unfinished: string, path: string): HostsRefusal | null {
  const others = readdirSync(path).filter((name) => name !== basename(unfinished));
  if (others.length > 0) {
    rmSync(unfinished, { recursive: true, force: true });
    return { kind: "out-not-empty", path };
  }
  const moved: string[] = [];
  try {
    for (const name of readdirSync(unfinished)) {
      renameSync(join(unfinished, name), join(path, name));
      moved.push(name);
    }
  } catch (error) {
    // Keys of some hosts without those of the others are of no use, and would keep the next try out.
    for (const name of moved) rmSync(join(path, name), { recursive: true, force: true });
    throw error;
  }
  rmdirSync(unfinished);
  return null;
}

/** An empty folder gives way to it; one that is not does not. */
function putInPlace(unfinished: string, path: string): HostsRefusal | null {
  try {
    renameSync(unfinished, path);
    return null;
  } catch (error) {
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
    rmSync(unfinished, { recursive: true, force: true });
    return { kind: "out-not-empty", path };
  }
}
