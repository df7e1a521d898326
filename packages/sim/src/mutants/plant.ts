import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Mutant } from "./mutants.ts";

const packages = fileURLToPath(new URL("../../../", import.meta.url));

/** The file with the bug in it. Throws if the mutant's text does not occur exactly once. */
export function plantedSource(mutant: Mutant): string {
  const source = readFileSync(`${packages}${mutant.file}`, "utf8");
  const found = source.split(mutant.find).length - 1;
  if (found !== 1) {
    throw new Error(`"${mutant.name}": its text occurs ${found} times in packages/${mutant.file}`);
  }
  return source.replace(mutant.find, () => mutant.replace);
}

/** How the simulation is to be run to find it. */
export function simulationArgs({ seedsMax, scenario, gateways }: Mutant): string[] {
  const kind = scenario === undefined ? [] : ["--scenario", scenario];
  const load = gateways === true ? [] : ["--no-gateway"];
  // One after the other: the first seed that finds it is what a mutant is held to.
  return ["--seeds", String(seedsMax), "--jobs", "1", ...kind, ...load];
}

/**
 * Bundles the command line of the simulation with one bug planted; the tree is not touched. Throws as `plantedSource`
 * does, and if the simulation does not contain that file.
 */
export async function buildMutant(mutant: Mutant, outfile: string): Promise<void> {
  const contents = plantedSource(mutant);
  let planted = false;
  const plugin: Plugin = {
    name: "plant",
    setup(bundling) {
      bundling.onLoad({ filter: /\.ts$/ }, ({ path: loaded }) => {
        if (loaded !== `${packages}${mutant.file}`) return undefined;
        planted = true;
        return { contents, loader: "ts" };
      });
    },
  };
  await build({
    entryPoints: [`${packages}sim/src/main.ts`],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    plugins: [plugin],
    logLevel: "error",
    banner: {
      js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
    },
  });
  if (!planted) throw new Error(`"${mutant.name}": the simulation does not use ${mutant.file}`);
}
