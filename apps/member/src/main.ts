import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { figuresPage, tellMetrics } from "@cablecut/metrics";
import { makeFolder, readConfiguration } from "@cablecut/named-files";
import { languageOf, metricsAddressSchema, wordsOf, type LocalizedText } from "@cablecut/protocol";
import {
  findEtcd,
  foreignOwner,
  memberArguments,
  memberEnvironment,
  readMemberMark,
  replaceMember,
  replicasThere,
  storeBytesMax,
  throughRoom,
  writeMemberMark,
} from "@cablecut/replicated-log/etcd-member";
import * as z from "zod";
import { KeptProgram } from "./kept-program.ts";
import { memberFamilies } from "./member-families.ts";
import { memberTexts } from "./texts.ts";

// The etcd member beside a room, kept as our other processes are: it is started, says when it is ready, and ends with
// whoever started it.

const readyTimeoutMs = 30_000;
const answerMs = 1_000;
const lookAgainMs = 20;
/** How long others may take until they have another member in the place of this one, and it until it has joined them. */
const replaceMs = 60_000;
const joinAgainMs = 500;
/** A predecessor that is just ending may hold its ports for so long. */
const portsMs = 3_000;
/** Lets the member end with this process, also when that is killed (util-linux). */
const endsWithParent = "/usr/bin/setpriv";

const port = z.number().int().min(1).max(65_535);
const memberConfigSchema = z.strictObject({
  /** Its program, or a name that is looked up. */
  binary: z.string().min(1),
  names: z.array(z.string().min(1)).min(1).max(7),
  replica: z.number().int().min(0).max(6),
  token: z.string().min(1),
  directory: z.string().min(1),
  clientPort: port,
  peerPort: port,
  proxyPort: port,
  /** What an empty directory means: a log that begins, or one that was lost. */
  ifEmpty: z.enum(["begin", "replace"]).default("begin"),
  /** A file by which somebody says that it begins all the same; it is taken away once the log has begun. */
  beginMark: z.string().min(1).exactOptional(),
  metrics: metricsAddressSchema.exactOptional(),
});

type MemberProcess = z.infer<typeof memberConfigSchema>;

const args = process.argv.slice(2);
const language = languageOf(args, process.env);

/** `code` 2: no further start would change it. */
function fail(reason: LocalizedText, code = 1): never {
  process.stderr.write(`member: ${reason[language]}\n`);
  process.exit(code);
}

function readConfig(): MemberProcess {
  const configuration = readConfiguration(args, memberConfigSchema);
  return configuration.ok ? configuration.content : fail(configuration.reason, 2);
}

/** Whether a member answers there, which it does without the others. It listens before it has read what it holds. */
function answers(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const where = { host: "127.0.0.1", port: at, path: "/version", agent: false };
    const asked = get({ ...where, timeout: answerMs }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once("timeout", () => asked.destroy());
    asked.once("error", () => resolve(false));
  });
}

function isFree(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port: at, exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

/** Ends this process with the reason, if this machine or what lies there is not what the member needs. */
async function refuseWhatDoesNotFit({ binary, directory, token, names, replica }: MemberProcess) {
  const etcd = findEtcd(binary);
  if (etcd.kind === "missing") fail(memberTexts.missing(binary), 2);
  if (etcd.kind === "other-version") fail(memberTexts.otherVersion(etcd.version), 2);
  const owner = foreignOwner(directory, { show: token, room: names[replica]! });
  if (owner === "unreadable") fail(memberTexts.unreadable(directory), 2);
  if (owner !== null) fail(memberTexts.foreign(directory, owner), 2);
  const deadlineMs = performance.now() + portsMs;
  for (const at of [config.clientPort, config.peerPort]) {
    while (!(await isFree(at))) {
      if (performance.now() > deadlineMs) fail(memberTexts.portTaken(at));
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }
}

async function tellWhenReady({ peerPort, directory }: MemberProcess): Promise<void> {
  const deadlineMs = performance.now() + readyTimeoutMs;
  while (!(await answers(peerPort)) || !hasLog(directory)) {
    if (performance.now() > deadlineMs) fail(memberTexts.silent);
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  process.send?.({ kind: "ready" });
}

async function tellPrometheus({ metrics, directory, names, replica }: MemberProcess) {
  if (metrics === undefined) return;
  const store = join(directory, "member", "snap", "db");
  const page = figuresPage(
    () => ({
      running: kept.isRunning,
      starts: kept.starts,
      replacing: lost && !kept.isRunning,
      storeBytes: statSync(store, { throwIfNoEntry: false })?.size ?? null,
      storeBytesMax,
    }),
    memberFamilies(),
    { room: names[replica]! },
  );
  const warn = (reason: string): void => void process.stderr.write(`member: ${reason}\n`);
  await tellMetrics(page, metrics, warn).catch((error: unknown) => fail(wordsOf(error)));
}

function hasLog(directory: string): boolean {
  return existsSync(join(directory, "member", "wal"));
}

/** Whoever comes without what it wrote would vote anew where it has voted: then it must be another member. */
function isLost({ directory, ifEmpty, beginMark }: MemberProcess): boolean {
  if (ifEmpty === "begin" || hasLog(directory)) return false;
  return beginMark === undefined || !existsSync(beginMark);
}

async function replace({ directory, replica }: MemberProcess): Promise<void> {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    renameSync(directory, `${directory}-set-aside-${Date.now()}`);
  }
  process.stderr.write(`member: ${memberTexts.replaced[language]}\n`);
  const reason = await throughRoom(room, (others) => replaceMember(replica, others, replaceMs));
  if (reason !== null) fail(memberTexts.notReplaced(reason));
}

/** One that joins looks for the others first, and ends if its room does not reach them yet. */
async function joinOthers(sinceMs: number): Promise<void> {
  const there = await throughRoom(room, (others) =>
    replicasThere(config.names.length, others, replaceMs),
  );
  if (there === null) return fail(memberTexts.othersSilent);
  run(there, (ending) => {
    if (performance.now() - sinceMs > replaceMs) fail(memberTexts.ended(ending));
    setTimeout(() => void joinOthers(sinceMs), joinAgainMs);
  });
}

function spawnMember(joins: readonly number[] | undefined): ChildProcess {
  const { directory, token, names, replica } = config;
  makeFolder(directory, 0o700);
  if (readMemberMark(directory) === null) {
    writeMemberMark(directory, { show: token, room: names[replica]! });
  }
  const command = [config.binary, ...memberArguments({ ...config, ...(joins && { joins }) })];
  if (existsSync(endsWithParent)) command.unshift(endsWithParent, "--pdeathsig", "KILL");
  const [program, ...args] = command;
  return spawn(program!, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...memberEnvironment(config, process.env["PATH"] ?? "") },
  });
}

function run(joins: readonly number[] | undefined, ended: (how: string | number) => void): void {
  const member = spawnMember(joins);
  member.once("error", (error) => fail(wordsOf(error)));
  kept.keep(member, ended);
}

const config = readConfig();
const room = {
  replica: config.replica,
  replicas: config.names.length,
  proxyPort: config.proxyPort,
};
const kept = new KeptProgram(() => process.exit(0));
process.on("SIGTERM", () => kept.stop("SIGTERM"));
process.on("SIGINT", () => kept.stop("SIGTERM"));
// Whoever started this is gone, perhaps killed.
process.on("disconnect", () => kept.stop("SIGKILL"));
await refuseWhatDoesNotFit(config);
const lost = isLost(config);
await tellPrometheus(config);
if (lost) {
  // The show goes on without it meanwhile, and the others can agree to another member only if it does.
  process.send?.({ kind: "ready" });
  await replace(config);
  await joinOthers(performance.now());
} else {
  // Until it has answered once: whoever ends by itself on what it had is asked about that first.
  let reads = hasLog(config.directory) ? config.directory : null;
  run(undefined, (how) =>
    fail(
      reads === null || typeof how === "string"
        ? memberTexts.ended(how)
        : memberTexts.notRead(how, reads),
    ),
  );
  await tellWhenReady(config);
  reads = null;
  // It has written what it promises from now on: an empty directory has lost it.
  if (config.beginMark !== undefined) rmSync(config.beginMark, { force: true });
}
