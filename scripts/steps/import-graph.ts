import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";

/** By each file of ours: the files of ours that it imports. Paths are relative to the root, with forward slashes. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Only what is ours is followed; what comes from a registry does not change with us. */
const oursOnly: Plugin = {
  name: "ours-only",
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path.startsWith("@cablecut/") ? undefined : { external: true },
    );
    // Vite's `?raw`, `?worker` and the like mean the file before the question mark.
    bundler.onResolve({ filter: /\?/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, path.indexOf("?"))),
    }));
  },
};

const everyEntry = "every-entry";

/** Import nothing that a test could see. */
const leaves = [".css", ".svg", ".png", ".webp", ".woff2", ".html", ".md", ".txt", ".yml"];

/**
 * What the given files import, and what that imports in turn, as esbuild reads it; imports of types alone are none.
 * Rejects where one of them cannot be read or an import leads nowhere.
 */
export async function importGraph(root: string, entries: readonly string[]): Promise<ImportGraph> {
  const { metafile } = await build({
    absWorkingDir: root,
    // One bundle, that nobody writes: an entry each would be printed as often as it is shared.
    stdin: {
      contents: entries.map((entry) => `import ${JSON.stringify(`./${entry}`)};`).join("\n"),
      resolveDir: root,
      sourcefile: everyEntry,
    },
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
    loader: Object.fromEntries(leaves.map((extension) => [extension, "empty"])),
    plugins: [oursOnly],
  });
  const graph = new Map<string, readonly string[]>();
  for (const [path, { imports }] of Object.entries(metafile.inputs)) {
    if (path === everyEntry) continue;
    graph.set(
      path,
      imports.flatMap((site) => (site.external === true ? [] : [site.path])),
    );
  }
  return graph;
}
