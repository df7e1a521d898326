import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { readCertificates, type LinkCertificates } from "@cablecut/link";
import {
  gatewayConfigSchema,
  logLevelIn,
  logLevels,
  takenPortIn,
  type GatewayConfig,
  type Hindrance,
} from "@cablecut/protocol";
import { figuresPage, tellMetrics } from "@cablecut/metrics";
import { pino } from "pino";
import { z } from "zod";
import { gatewayFamilies } from "./gateway-families.ts";
import { startGateway, type Gateway } from "./gateway.ts";

/** `code` 2: no further start would change it, which systemd goes by; 1: it may pass, and is tried again. */
function fail(message: string, code: 1 | 2 = 2): never {
  process.stderr.write(`gateway: ${message}\n`);
  process.exit(code);
}

const level = logLevelIn(process.env) ?? fail(`LOG_LEVEL takes ${logLevels.join(", ")}`);
const log = pino({ name: "gateway", level }, pino.destination(2));

interface Given {
  readonly config: GatewayConfig;
  readonly certificates: LinkCertificates | null;
}

function readConfig(): Given {
  const at = process.argv.indexOf("--config");
  const file = at === -1 ? undefined : process.argv[at + 1];
  if (file === undefined) fail("usage: gateway --config FILE");
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    fail(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const config = gatewayConfigSchema.safeParse(value);
  if (!config.success) fail(`${file}: ${z.prettifyError(config.error)}`);
  const files = config.data.certificates;
  try {
    const certificates = files === undefined ? null : readCertificates(dirname(file), files);
    return { config: config.data, certificates };
  } catch (error) {
    fail(`certificates: ${error instanceof Error ? error.message : String(error)}`);
  }
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
  if (port === null) throw error;
  process.send?.({ kind: "port-taken", port } satisfies Hindrance);
  fail(`port ${port} is taken by another program`, 1);
}
