import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Mutant } from "./mutants.ts";

const packages = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Bundles the command line of the simulation with one bug planted; the tree is not touched. Throws if the mutant's text
 * does not occur exactly once in its file, or if the simulation does not contain that file.
 */
export async function buildMutant(mutant: Mutant, outfile: string): Promise<void> {
  const path = `${packages}${mutant.file}`;
  const source = readFileSync(path, "utf8");
  const found = source.split(mutant.find).length - 1;
  if (found !== 1) {
    throw new Error(`"${mutant.name}": its text occurs ${found} times in packages/${mutant.file}`);
  }
  let planted = false;
  const plugin: Plugin = {
    name: "plant",
    setup(bundling) {
      bundling.onLoad({ filter: /\.ts$/ }, ({ path: loaded }) => {
        if (loaded !== path) return undefined;
        planted = true;
        return { contents: source.replace(mutant.find, () => mutant.replace), loader: "ts" };
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
