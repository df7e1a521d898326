import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { readLinkConfiguration } from "@cablecut/named-files";
import {
  gatewayConfigSchema,
  isOfTheSystem,
  languageOf,
  logLevelIn,
  logLevelTexts,
  toldOf,
  StartError,
  wordsOf,
  type LocalizedText,
} from "@cablecut/protocol";
import { figuresPage, tellMetrics } from "@cablecut/metrics";
import { pino } from "pino";
import { gatewayFamilies } from "./gateway-families.ts";
import { startGateway, type Gateway } from "./gateway.ts";

/**
 * A hall comes back to a gateway that has just been started, and would be served in its first seconds by code that V8 still reads
 * line by line. So it is compiled plainly when it is first called, and how it is called is noted from then on.
 */
setFlagsFromString("--always-sparkplug");
setFlagsFromString("--no-lazy-feedback-allocation");

const args = process.argv.slice(2);
const language = languageOf(args, process.env);

/** `code` 2: no further start would change it, which systemd goes by; 1: it may pass, and is tried again. */
function fail(reason: LocalizedText, code: 1 | 2 = 2): never {
  process.stderr.write(`gateway: ${reason[language]}\n`);
  process.exit(code);
}

const level = logLevelIn(process.env) ?? fail(logLevelTexts.allowed);
const log = pino({ name: "gateway", level }, pino.destination(2));

async function tellPrometheus(gateway: Gateway): Promise<void> {
  if (config.metrics === undefined) return;
  const page = figuresPage(() => gateway.figures(), gatewayFamilies(config.topology), {
    gateway: config.id,
  });
  await tellMetrics(page, config.metrics, (reason) => log.warn(reason));
}

const configuration = readLinkConfiguration(args, gatewayConfigSchema);
if (!configuration.ok) fail(configuration.reason);
const { config, certificates } = configuration;
const linkId = `${config.id}.${randomBytes(4).toString("hex")}`;
try {
  const gateway = await startGateway(config, { linkId, certificates, log });
  await tellPrometheus(gateway);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // Bounded: a connection that will not close must not keep the process.
    setTimeout(() => process.exit(0), 1_000).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("disconnect", stop);
  log.info({ port: gateway.port }, "gateway ready");
  process.send?.({ kind: "ready", port: gateway.port });
} catch (error) {
  if (!(error instanceof StartError) && !isOfTheSystem(error)) throw error;
  process.send?.(toldOf(error));
  fail(wordsOf(error), isOfTheSystem(error) ? 1 : 2);
}
