import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { LinkCertificates } from "@cablecut/link";
import { readCertificates, readConfiguration } from "@cablecut/named-files";
import {
  gatewayConfigSchema,
  isOfTheSystem,
  languageOf,
  logLevelIn,
  logLevelTexts,
  takenPortIn,
  type GatewayConfig,
  StartError,
  wordsOf,
  type StartHindrance,
  type LastWords,
  type LocalizedText,
} from "@cablecut/protocol";
import { figuresPage, tellMetrics } from "@cablecut/metrics";
import { pino } from "pino";
import { gatewayFamilies } from "./gateway-families.ts";
import { startGateway, type Gateway } from "./gateway.ts";

const args = process.argv.slice(2);
const language = languageOf(args, process.env);

/** `code` 2: no further start would change it, which systemd goes by; 1: it may pass, and is tried again. */
function fail(reason: LocalizedText, code: 1 | 2 = 2): never {
  process.stderr.write(`gateway: ${reason[language]}\n`);
  process.exit(code);
}

const level = logLevelIn(process.env) ?? fail(logLevelTexts.allowed);
const log = pino({ name: "gateway", level }, pino.destination(2));

interface Given {
  readonly config: GatewayConfig;
  readonly certificates: LinkCertificates | null;
}

function readConfig(): Given {
  const configuration = readConfiguration(args, gatewayConfigSchema);
  if (!configuration.ok) return fail(configuration.reason);
  const { file, content: config } = configuration;
  if (config.certificates === undefined) return { config, certificates: null };
  const read = readCertificates(dirname(file), config.certificates);
  return read.ok ? { config, certificates: read.pems } : fail(read.reason);
}

async function tellPrometheus(gateway: Gateway): Promise<void> {
  if (config.metrics === undefined) return;
  const page = figuresPage(() => gateway.figures(), gatewayFamilies(config.topology), {
    gateway: config.id,
  });
  await tellMetrics(page, config.metrics, (reason) => log.warn(reason));
}

const { config, certificates } = readConfig();
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
  const port = takenPortIn(error);
  if (!(error instanceof StartError) && !isOfTheSystem(error)) throw error;
  const reason = wordsOf(error);
  const words: StartHindrance | LastWords =
    port === null ? { kind: "last-words", reason } : { kind: "port-taken", port };
  process.send?.(words);
  fail(reason, isOfTheSystem(error) ? 1 : 2);
}
