import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { codeOf } from "../show/system-error.ts";
import type { HostDescription } from "./host-description.ts";
import { processesOf } from "./host-processes.ts";
import { isNewEnough } from "./install-script.ts";

/**
 * Whether the user as whom the processes run can start them. `unknown`: whoever looks cannot act as that user. `no-answer`: what was
 * asked had not ended in time, as on a host that has much to do, which says nothing of the user.
 */
export type Start =
  | "right"
  | "unknown"
  | "no-answer"
  | { readonly cannotStart: string }
  | { readonly cannotRead: string };

/** Node alone takes four seconds to start on a host that is very busy. */
export const startPatienceMs = 15_000;

/**
 * What root may start and read the show's user perhaps may not: Node in root's home, a program that was carried under a strict
 * umask. Null where the folder does not say what is started and as whom, and where there is no such user.
 */
export function startOf(host: HostDescription, patienceMs = startPatienceMs): Start | null {
  const { user, node, program, room, gateway, etcdPorts } = host;
  if (user === undefined || node === undefined || program === undefined) return null;
  const run = (...words: readonly string[]): Run => ended(words, patienceMs);
  const [own, theirs] = [run("id", "-u"), run("id", "-u", user)];
  if (own === "no-answer" || theirs === "no-answer") return "no-answer";
  if (!theirs.ok) return null;
  const isSelf = own.said === theirs.said;
  if (!isSelf) {
    const mayAct = own.said === "0" ? run("runuser", "--version") : null;
    if (mayAct === "no-answer") return "no-answer";
    if (mayAct?.ok !== true) return "unknown";
  }
  const as = isSelf ? [] : ["runuser", "-u", user, "--"];
  const started = run(...as, node, "-e", isNewEnough);
  if (started === "no-answer") return "no-answer";
  if (!started.ok) return { cannotStart: node };
  for (const kind of processesOf({ room, gateway, hasMember: etcdPorts.length > 0 })) {
    const file = join(program, `${kind}.mjs`);
    const read = run(...as, "test", "-r", file);
    if (read === "no-answer") return "no-answer";
    if (!read.ok) return { cannotRead: file };
  }
  return "right";
}

type Run = { readonly ok: boolean; readonly said: string } | "no-answer";

function ended([command = "", ...rest]: readonly string[], timeout: number): Run {
  // Whoever looks stands in a folder that is perhaps not the user's to read.
  const { status, stdout, error } = spawnSync(command, rest, {
    cwd: "/",
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout,
  });
  if (error !== undefined && codeOf(error) === "ETIMEDOUT") return "no-answer";
  return { ok: status === 0, said: status === 0 ? stdout.trim() : "" };
}
