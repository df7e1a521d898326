import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createFabric, fabricConfigSchema, serveControl } from "@cablecut/fabric";
import { figuresPage, serveMetrics } from "@cablecut/metrics";
import { takenPortIn, type Hindrance } from "@cablecut/protocol";
import { pino } from "pino";
import { fabricFamilies } from "./fabric-families.ts";

const log = pino({ name: "fabric" });

/** Rejects with the name of the file, which the system leaves out where it is a folder. */
async function contentOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string" } } });
  if (values.config === undefined) throw new Error("say where the configuration is: --config FILE");
  const parsed = fabricConfigSchema.safeParse(await contentOf(values.config));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${values.config}: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const fabric = await createFabric(parsed.data);
  const control = await serveControl(fabric, parsed.data.control);
  const { metrics } = parsed.data;
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

main().catch((error: unknown) => {
  const port = takenPortIn(error);
  if (port !== null) process.send?.({ kind: "port-taken", port } satisfies Hindrance);
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
