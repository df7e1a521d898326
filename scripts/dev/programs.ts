import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { context, type BuildContext, type Plugin } from "esbuild";
import { repositoryRoot } from "../steps/run-program.ts";
import { serverBundle } from "../server-bundle.mjs";

/** Apart from dist/ itself, whose stamps say of which sources it was built. */
export const programsFolder = join(repositoryRoot, "dist", "dev");

/** What a show consists of. */
const apps = ["fabric", "room", "gateway", "cablecut"];

/**
 * Bundles the programs of a show and goes on doing so whenever a source changes. `onChange` hears of each whose bundle
 * has become another one. Resolves when all are there; throws where the sources do not compile.
 */
export async function watchPrograms(
  onChange: (app: string) => void,
): Promise<{ close(): Promise<void> }> {
  const contexts = await Promise.all(apps.map((app) => bundling(app, onChange)));
  await Promise.all(contexts.map((bundler) => bundler.rebuild()));
  await Promise.all(contexts.map((bundler) => bundler.watch()));
  return {
    close: async () => {
      await Promise.all(contexts.map((bundler) => bundler.dispose()));
    },
  };
}

function bundling(app: string, onChange: (app: string) => void): Promise<BuildContext> {
  const settings = serverBundle(app, programsFolder);
  let last: string | null = null;
  const compare: Plugin = {
    name: "compare",
    setup(build) {
      build.onEnd(({ errors }) => {
        if (errors.length > 0 || !existsSync(settings.outfile)) return;
        const digest = createHash("sha256").update(readFileSync(settings.outfile)).digest("hex");
        if (last !== null && last !== digest) onChange(app);
        last = digest;
      });
    },
  };
  return context({ ...settings, plugins: [compare] });
}
