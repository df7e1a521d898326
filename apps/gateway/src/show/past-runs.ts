import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

/** Runs beyond this many are forgotten, the slowest first: they can beat nobody. */
const runsMax = 1_000;

const runSchema = z.strictObject({
  /** Wall clock of its start, ms: tells a run from another. */
  startedAtMs: z.number(),
  durationMs: z.number().positive(),
  roomsLost: z.number().int().min(1),
  shardsHit: z.number().int().min(1),
});
export type Run = z.infer<typeof runSchema>;
const fileSchema = z.strictObject({ format: z.literal(1), runs: z.array(runSchema) });

/**
 * The full-speed recoveries of this show so far, in a file of the show, so that "record" is said of nothing else than a
 * run that was faster than all comparable ones before it.
 */
export class PastRuns {
  readonly #file: string | null;
  readonly #failed: (error: unknown) => void;
  #runs: Run[] = [];
  /** False while it is not known what happened before: then nothing is a record. */
  #known: boolean;
  #writing: Promise<void> = Promise.resolve();

  /** `file` null: runs are remembered as long as this process lives. `failed` is told why a file could not be used. */
  constructor(file: string | null, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
    this.#known = file === null;
  }

  /** A file that is not there is a show without runs; one that cannot be read leaves records unsaid. */
  async load(): Promise<void> {
    if (this.#file === null) return;
    try {
      const found = fileSchema.parse(JSON.parse(await readFile(this.#file, "utf8")));
      this.#runs = [...found.runs, ...this.#runs];
      this.#known = true;
    } catch (error) {
      const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (absent) this.#known = true;
      else this.#failed(error);
    }
  }

  /** A run that was told before, by its start, is not added again. */
  add(run: Run): void {
    if (this.#runs.some((each) => each.startedAtMs === run.startedAtMs)) return;
    this.#runs.push(run);
    this.#runs.sort((one, other) => one.durationMs - other.durationMs);
    this.#runs.length = Math.min(this.#runs.length, runsMax);
    if (this.#known && this.#file !== null) this.#save(this.#file);
  }

  /** Faster than every earlier run that lost as much; the first of its kind has nobody to beat. */
  isRecord(run: Run): boolean {
    if (!this.#known) return false;
    const earlier = this.#runs.filter(
      (each) => each.startedAtMs < run.startedAtMs && isComparable(each, run),
    );
    return earlier.length > 0 && earlier.every((each) => run.durationMs < each.durationMs);
  }

  /** Until everything that was added is on the disk. */
  saved(): Promise<void> {
    return this.#writing;
  }

  /** One write after the other, each of all runs, so that the last one leaves all of them. */
  #save(file: string): void {
    const text = `${JSON.stringify({ format: 1, runs: this.#runs }, null, 2)}\n`;
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await writeFile(`${file}.new`, text, { mode: 0o600 });
        await rename(`${file}.new`, file);
      })
      .catch(this.#failed);
  }
}

/** Losing more takes longer: only runs that lost as many rooms and as many shards are measured against each other. */
function isComparable(one: Run, other: Run): boolean {
  return one.roomsLost === other.roomsLost && one.shardsHit === other.shardsHit;
}
