import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { parseArgs } from "node:util";
import { memberArguments, memberEnvironment } from "@cablecut/replicated-log/etcd-member";
import { z } from "zod";

// The etcd member beside a room, kept as our other processes are: it is started, says when it is ready, and ends with
// whoever started it.

/** SIGTERM ends the member within this time, whatever hangs. */
const stopMs = 1_500;
const readyTimeoutMs = 30_000;
const lookAgainMs = 20;
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
});

function fail(reason: string): never {
  process.stderr.write(`member: ${reason}\n`);
  process.exit(2);
}

function readConfig(): z.infer<typeof memberConfigSchema> {
  const { values } = parseArgs({ options: { config: { type: "string" } } });
  if (values.config === undefined) return fail("say where the configuration is: --config FILE");
  try {
    const config = memberConfigSchema.safeParse(JSON.parse(readFileSync(values.config, "utf8")));
    if (config.success) return config.data;
    return fail(`${values.config}: ${z.prettifyError(config.error)}`);
  } catch (error) {
    return fail(`${values.config}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether somebody takes connections there. */
function accepts(at: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: at });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function tellWhenReady(peerPort: number): Promise<void> {
  const deadlineMs = performance.now() + readyTimeoutMs;
  while (!(await accepts(peerPort))) {
    if (performance.now() > deadlineMs) fail("the member did not begin to listen in time");
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  process.send?.({ kind: "ready" });
}

const { binary, ...config } = readConfig();
mkdirSync(config.directory, { recursive: true, mode: 0o700 });
const command = [binary, ...memberArguments(config)];
if (existsSync(endsWithParent)) command.unshift(endsWithParent, "--pdeathsig", "KILL");
const [program, ...args] = command;
const member = spawn(program!, args, {
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...memberEnvironment(config, process.env["PATH"] ?? "") },
});
let stopping = false;
member.once("error", (error) => fail(error.message));
member.once("exit", (code, signal) => {
  if (stopping) process.exit(0);
  fail(`etcd ended by itself (${signal ?? code})`);
});
const stop = (signal: "SIGTERM" | "SIGKILL"): void => {
  stopping = true;
  member.kill(signal);
  setTimeout(() => member.kill("SIGKILL"), stopMs).unref();
};
process.on("SIGTERM", () => stop("SIGTERM"));
process.on("SIGINT", () => stop("SIGTERM"));
// Whoever started this is gone, perhaps killed.
process.on("disconnect", () => stop("SIGKILL"));
await tellWhenReady(config.peerPort);
