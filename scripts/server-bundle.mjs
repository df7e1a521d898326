// How a server app becomes one file.
import { dirname, join } from "node:path";
import { repositoryRoot } from "./prepare.mjs";

/** Some dependencies are CommonJS and call require(); an ES module bundle has none of its own. */
const requireBanner =
  'import { createRequire as createRequireOfBundle } from "node:module";\n' +
  "const require = createRequireOfBundle(import.meta.url);";

/**
 * Who draws a report's charts is a megabyte of library, and few processes ever make a report: it is a file of its own beside the
 * program, read when it is imported. Inside it every start would pay for it.
 * @type {import("esbuild").Plugin}
 */
const chartsApart = {
  name: "charts-apart",
  setup(build) {
    const { plugins: _, entryPoints: __, outfile = "", ...settings } = build.initialOptions;
    build.onResolve(
      { filter: /^@cablecut\/report-charts$/ },
      async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === chartsApart) return undefined;
        const found = await build.resolve(path, { kind, resolveDir, pluginData: chartsApart });
        if (found.errors.length > 0) return { errors: found.errors };
        await build.esbuild.build({
          ...settings,
          entryPoints: [found.path],
          outfile: join(dirname(outfile), "report-charts.mjs"),
          // Of ES modules what nobody imports is left out, half of it.
          mainFields: ["module", "main"],
        });
        return { path: "./report-charts.mjs", external: true };
      },
    );
  },
};

/**
 * For esbuild.
 * @param {string} app
 * @param {string} folder
 * @returns {import("esbuild").BuildOptions & { outfile: string }}
 */
export function serverBundle(app, folder) {
  return {
    entryPoints: [join(repositoryRoot, "apps", app, "src", "main.ts")],
    outfile: join(folder, `${app}.mjs`),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    // A bundle turns every top-level `const` into a `var`, which V8 reads, checks and converts anew at each use. This
    // writes literal ones in where they are used: checksums alone took four times as long without.
    minifySyntax: true,
    // Comments of dependencies that are no ASCII make V8 read all of it at two bytes a character, in every process of a
    // show. Lines stay short: places in a stack are still such.
    minifyWhitespace: true,
    lineLimit: 160,
    // What is served must not depend on a variable of whoever started us.
    define: { "process.env.NODE_ENV": '"production"' },
    sourcemap: true,
    sourcesContent: false,
    banner: { js: requireBanner },
    logLevel: "warning",
    plugins: [chartsApart],
  };
}
