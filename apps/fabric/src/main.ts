import {
  createFabric,
  fabricConfigSchema,
  serveControl,
  type FabricConfig,
} from "@cablecut/fabric";
import { figuresPage, serveMetrics } from "@cablecut/metrics";
import { readConfiguration } from "@cablecut/named-files";
import { languageOf, toldOf, wordsOf, type LocalizedText } from "@cablecut/protocol";
import { pino } from "pino";
import { fabricFamilies } from "./fabric-families.ts";

const log = pino({ name: "fabric" });

const args = process.argv.slice(2);
const language = languageOf(args, process.env);

/** `code` 2: no further start would change it, which systemd goes by; 1: it may pass, and is tried again. */
function fail(reason: LocalizedText, code: 1 | 2): never {
  process.stderr.write(`fabric: ${reason[language]}\n`);
  process.exit(code);
}

async function main(config: FabricConfig): Promise<void> {
  const fabric = await createFabric(config);
  const control = await serveControl(fabric, config.control);
  const { metrics } = config;
  if (metrics !== undefined)
    await serveMetrics(
      figuresPage(() => fabric.status(), fabricFamilies()),
      metrics,
    );
  fabric.events.watch((event) => log.info(event, event.kind));

  const stop = (): void => {
    void Promise.all([control.close(), fabric.close()]).then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // The supervisor is gone, perhaps killed: nobody else would end this process.
  process.once("disconnect", stop);

  const { listeners } = fabric.plan;
  log.info({ control: control.port, listeners: listeners.length }, "fabric is ready");
  process.send?.({ kind: "ready", control: { host: control.host, port: control.port } });
}

const configuration = readConfiguration(args, fabricConfigSchema);
if (!configuration.ok) fail(configuration.reason, 2);
main(configuration.content).catch((error: unknown) => {
  process.send?.(toldOf(error));
  fail(wordsOf(error), 1);
});
