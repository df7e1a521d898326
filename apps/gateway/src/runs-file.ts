import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Run } from "@cablecut/gateway";
import { z } from "zod";

const fileSchema = z.strictObject({
  format: z.literal(1),
  runs: z.array(
    z.strictObject({
      startedAtMs: z.number(),
      durationMs: z.number().positive(),
      roomsLost: z.number().int().min(1),
      shardsHit: z.number().int().min(1),
    }),
  ),
});

/** The show's full-speed recoveries in a file of the show. */
export class RunsFile {
  readonly #file: string;
  readonly #failed: (error: unknown) => void;
  #writing: Promise<void> = Promise.resolve();

  /** `failed` is told why the file could not be used. */
  constructor(file: string, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
  }

  /** A file that is not there is a show without runs; null where it cannot be read: then it is not known what happened. */
  async read(): Promise<readonly Run[] | null> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#file, "utf8"))).runs;
    } catch (error) {
      const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (absent) return [];
      this.#failed(error);
      return null;
    }
  }

  /** One write after the other, each of all runs, so that the last one leaves all of them. */
  save(runs: readonly Run[]): void {
    const text = `${JSON.stringify({ format: 1, runs }, null, 2)}\n`;
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
        await writeFile(`${this.#file}.new`, text, { mode: 0o600 });
        await rename(`${this.#file}.new`, this.#file);
      })
      .catch(this.#failed);
  }

  /** Until everything that was saved is on the disk. */
  saved(): Promise<void> {
    return this.#writing;
  }
}
