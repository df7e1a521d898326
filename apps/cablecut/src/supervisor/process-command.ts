import { fileURLToPath, pathToFileURL } from "node:url";

/** The processes that the command line can run on their own, for several machines or a debugger. */
export const processNames = ["room", "gateway", "fabric"] as const;
type ProcessName = (typeof processNames)[number] | "crowd";

/** The folder with the bundles of all processes: that of this very file, once it is bundled. */
export function bundleFolder(): string {
  const fromSources = import.meta.url.endsWith(".ts");
  return fileURLToPath(new URL(fromSources ? "../../../../dist/" : ".", import.meta.url));
}

/** Becomes that process: its bundle is loaded into this one, reads `args` and handles signals. */
export async function processCommand(name: ProcessName, args: readonly string[]): Promise<void> {
  const bundle = `${bundleFolder()}${name}.mjs`;
  process.argv = [process.execPath, bundle, ...args];
  await import(pathToFileURL(bundle).href);
}
