import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll } from "vitest";

/** Some dependencies are CommonJS and call require(); an ES module bundle has none of its own. */
const requireBanner =
  'import { createRequire as createRequireOfBundle } from "node:module";\n' +
  "const require = createRequireOfBundle(import.meta.url);";

let folder: string | undefined;
const bundles = new Map<string, Promise<string>>();

/**
 * One JavaScript file that does what this TypeScript program does, for tests that start it as a process again and
 * again: a process that has to translate its sources first takes ten times as long to start. Made once per test file,
 * gone when that ends. Rejects where the program does not build.
 */
export function testProgram(program: URL): Promise<string> {
  const source = fileURLToPath(program);
  const known = bundles.get(source);
  if (known !== undefined) return known;
  const bundled = bundle(source);
  bundles.set(source, bundled);
  return bundled;
}

async function bundle(source: string): Promise<string> {
  const outfile = join(bundleFolder(), `${bundles.size}-${basename(source, ".ts")}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    sourcemap: "inline",
    banner: { js: requireBanner },
    logLevel: "warning",
  });
  return outfile;
}

function bundleFolder(): string {
  if (folder !== undefined) return folder;
  folder = mkdtempSync(join(tmpdir(), "cablecut-test-program-"));
  return folder;
}

// Belongs to the test file that imports this first. The end of the process would be too late: vitest kills its workers. The
// files that come after it in one process make their own, and leave it to the system.
afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
  bundles.clear();
});
