// How a server app becomes one file.
import { join } from "node:path";
import { repositoryRoot } from "./prepare.mjs";

/** Some dependencies are CommonJS and call require(); an ES module bundle has none of its own. */
const requireBanner =
  'import { createRequire as createRequireOfBundle } from "node:module";\n' +
  "const require = createRequireOfBundle(import.meta.url);";

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
    // What is served must not depend on a variable of whoever started us.
    define: { "process.env.NODE_ENV": '"production"' },
    sourcemap: true,
    sourcesContent: false,
    banner: { js: requireBanner },
    logLevel: "warning",
  };
}
