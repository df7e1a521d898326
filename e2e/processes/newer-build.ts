import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const versions = fileURLToPath(
  new URL("../../packages/ledger/src/format/record-format.ts", import.meta.url),
);
const apps = fileURLToPath(new URL("../../apps", import.meta.url));
const constant = /^(export const newestPayloadVersion = )(\d+);$/m;
/** As in every bundle of a server: some dependencies are CommonJS and call require(). */
const requireBanner =
  'import { createRequire as createRequireOfBundle } from "node:module";\n' +
  "const require = createRequireOfBundle(import.meta.url);";

/** What this build reads, as its source says. */
export function newestVersionHere(): number {
  const [, , version] = constant.exec(readFileSync(versions, "utf8")) ?? [];
  if (version === undefined) throw new Error(`${versions} does not say what it reads`);
  return Number(version);
}

/**
 * A program in a build that is newer by one payload version: these sources, in which one constant says so. Resolves with the
 * file.
 */
export async function buildNewer(app: "room" | "cablecut", folder: string): Promise<string> {
  const source = readFileSync(versions, "utf8");
  const next = newestVersionHere() + 1;
  const contents = source.replace(constant, (_, before: string) => `${before}${next};`);
  const newer: Plugin = {
    name: "newer",
    setup: (bundling) => {
      bundling.onLoad({ filter: /record-format\.ts$/ }, () => ({ contents, loader: "ts" }));
    },
  };
  const outfile = join(folder, `${app}.mjs`);
  await build({
    entryPoints: [join(apps, app, "src", "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    minifySyntax: true,
    plugins: [newer],
    banner: { js: requireBanner },
    logLevel: "warning",
  });
  return outfile;
}
