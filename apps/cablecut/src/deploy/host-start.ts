import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { HostDescription } from "./host-description.ts";
import { processesOf } from "./host-processes.ts";
import { isNewEnough } from "./install-script.ts";

/** Whether the user as whom the processes run can start them. `unknown`: whoever looks cannot act as that user. */
export type Start =
  | "right"
  | "unknown"
  | { readonly cannotStart: string }
  | { readonly cannotRead: string };

const askedMs = 5_000;

/**
 * What root may start and read the show's user perhaps may not: Node in root's home, a program that was carried under a strict
 * umask. Null where the folder does not say what is started and as whom, and where there is no such user.
 */
export function startOf(host: HostDescription): Start | null {
  const { user, node, program, room, gateway, etcdPorts } = host;
  if (user === undefined || node === undefined || program === undefined) return null;
  const [own, theirs] = [idOf(), idOf(user)];
  if (theirs === null) return null;
  const isRoot = own === "0" && runs("runuser", "--version");
  if (own !== theirs && !isRoot) return "unknown";
  const as = own === theirs ? [] : ["runuser", "-u", user, "--"];
  if (!runs(...as, node, "-e", isNewEnough)) return { cannotStart: node };
  const kinds = processesOf({ room, gateway, hasMember: etcdPorts.length > 0 });
  const files = kinds.map((kind) => join(program, `${kind}.mjs`));
  const unread = files.find((file) => !runs(...as, "test", "-r", file));
  return unread === undefined ? "right" : { cannotRead: unread };
}

/** Whoever looks, or a user by name; null where there is none. */
function idOf(...user: readonly string[]): string | null {
  const { status, stdout } = spawnSync("id", ["-u", ...user], {
    encoding: "utf8",
    timeout: askedMs,
  });
  return status === 0 ? stdout.trim() : null;
}

function runs(...words: readonly string[]): boolean {
  const [command = "", ...rest] = words;
  // Whoever looks stands in a folder that is perhaps not the user's to read.
  const options = { cwd: "/", stdio: "ignore", timeout: askedMs } as const;
  return spawnSync(command, rest, options).status === 0;
}
