import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { context, type BuildContext } from "esbuild";
import { repositoryRoot } from "../steps/run-program.ts";
import { serverBundle } from "../server-bundle.mjs";
import { watchSources } from "./source-watch.ts";

/** Apart from dist/ itself, whose stamps say of which sources it was built. */
export const programsFolder = join(repositoryRoot, "dist", "dev");

/** What a show consists of. */
const apps = ["fabric", "room", "gateway", "cablecut"];

/**
 * Bundles the programs of a show and goes on doing so whenever a source changes. `onChange` hears of each whose bundle
 * has become another one. Resolves when all are there; throws where the sources do not compile.
 *
 * Sources are watched here and not by esbuild: its own process, once it watches, outlives a parent that was killed.
 */
export async function watchPrograms(
  onChange: (app: string) => void,
): Promise<{ close(): Promise<void> }> {
  const programs = await Promise.all(apps.map((app) => Program.create(app)));
  await Promise.all(programs.map((program) => program.build()));
  const rebuild = async (): Promise<void> => {
    for (const program of programs) {
      // Esbuild has printed what does not compile; what runs goes on running.
      if (await program.build().catch(() => false)) onChange(program.app);
    }
  };
  let rebuilding = Promise.resolve();
  const sources = watchSources(sourceFolders(), () => {
    rebuilding = rebuilding.then(rebuild);
  });
  return {
    close: async () => {
      sources.close();
      await rebuilding;
      await Promise.all(programs.map((program) => program.close()));
    },
  };
}

function sourceFolders(): string[] {
  const packages = readdirSync(join(repositoryRoot, "packages")).map((name) => `packages/${name}`);
  return [...packages, ...apps.map((app) => `apps/${app}`)].map((folder) =>
    join(repositoryRoot, folder, "src"),
  );
}

class Program {
  readonly app: string;
  readonly #bundler: BuildContext;
  readonly #file: string;
  #digest: string | null = null;

  private constructor(app: string, bundler: BuildContext, file: string) {
    this.app = app;
    this.#bundler = bundler;
    this.#file = file;
  }

  static async create(app: string): Promise<Program> {
    const settings = serverBundle(app, programsFolder);
    return new Program(app, await context(settings), settings.outfile);
  }

  /** Whether it has become another one than the last time. */
  async build(): Promise<boolean> {
    await this.#bundler.rebuild();
    const before = this.#digest;
    this.#digest = createHash("sha256").update(readFileSync(this.#file)).digest("hex");
    return before !== null && before !== this.#digest;
  }

  close(): Promise<void> {
    return this.#bundler.dispose();
  }
}
