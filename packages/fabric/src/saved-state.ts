import { constants } from "node:fs";
import { open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartError } from "@cablecut/protocol";
import * as z from "zod";
import type { KeptEvent } from "./cable-event-log.ts";
import { cableStatusSchema, fabricEventSchema } from "./control-messages.ts";

/** 2,000 events of a few hundred bytes each, and every cable's faults, are a tenth of it. */
const stateBytesMax = 8 * 1024 * 1024;

const savedStateSchema = z.strictObject({
  /** 2 since events are kept. */
  format: z.union([z.literal(1), z.literal(2)]),
  /** Only cables with a fault. */
  cables: z.record(
    z.string(),
    cableStatusSchema.pick({
      silence: true,
      delayMs: true,
      jitterMs: true,
      lossRate: true,
      bytesPerSecond: true,
    }),
  ),
  /** When the rooms that are dark lost their last cable. */
  dark: z.record(z.string(), z.object({ atMs: z.number(), wallMs: z.number() })),
  /** The last ones, oldest first. */
  events: z.array(z.strictObject({ boot: z.string(), event: fabricEventSchema })).default([]),
});

/** What a restart of the fabric must not forget. */
export interface SavedState extends Omit<z.infer<typeof savedStateSchema>, "format" | "events"> {
  readonly events: readonly KeptEvent[];
}

/**
 * Nothing if there is no such file yet. Rejects, naming the file, if it is damaged: to begin with whole cables would
 * end a cut that nobody has ended.
 */
export async function loadState(file: string): Promise<SavedState> {
  let text: string;
  try {
    // A pipe would be waited for, and a device read without end.
    const stats = await stat(file);
    if (!stats.isFile() || stats.size > stateBytesMax) throw noState(file);
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return { cables: {}, dark: {}, events: [] };
    if (error instanceof StartError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      {
        en: `${file} cannot be read (${code}); move it away to start with all cables whole`,
        zh: `无法读取 ${file}（${code}）；移走该文件则以全部光缆完好启动`,
      },
      { cause: error },
    );
  }
  try {
    return savedStateSchema.parse(JSON.parse(text));
  } catch {
    throw noState(file);
  }
}

function noState(file: string): StartError {
  return new StartError({
    en: `${file} does not hold the state of a fabric; delete it to start with all cables whole`,
    zh: `${file} 中不是光缆状态；删除该文件则以全部光缆完好启动`,
  });
}

/** Writes beside the file, syncs, renames, syncs the folder: at every moment one whole state is on the disk. */
async function saveState(file: string, state: SavedState): Promise<void> {
  const beside = `${file}.new`;
  const written = await open(beside, "w");
  try {
    await written.writeFile(JSON.stringify({ format: 2, ...state }));
    await written.sync();
  } finally {
    await written.close();
  }
  await rename(beside, file);
  const folder = await open(dirname(file), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Where the disk failed it is tried again after so long, ms. */
const againMs = 1_000;

/**
 * Saves one state at a time; those asked for meanwhile become one. What the disk does not take is tried again until it does: a
 * fabric that is killed much later would otherwise begin with cables of before.
 */
export class StateKeeper {
  readonly #file: string;
  readonly #current: () => SavedState;
  #running: Promise<boolean> | null = null;
  #waiting: Promise<boolean> | null = null;
  #again: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(file: string, current: () => SavedState) {
    this.#file = file;
    this.#current = current;
  }

  /** False if the disk failed. The state that is saved is at least as new as this call. */
  save(): Promise<boolean> {
    if (this.#running === null) return this.#run();
    this.#waiting ??= this.#running.then(() => {
      this.#waiting = null;
      return this.#run();
    });
    return this.#waiting;
  }

  /** The disk has failed, and has not taken it since. */
  get isBehind(): boolean {
    return this.#again !== null;
  }

  /** Resolves when nothing is being saved any more; what the disk has not taken by then it is given once more. */
  async close(): Promise<void> {
    this.#closed = true;
    const last = this.isBehind ? this.save() : (this.#waiting ?? this.#running);
    this.#callOff();
    await last;
  }

  #run(): Promise<boolean> {
    this.#running = saveState(this.#file, this.#current())
      .then(
        () => true,
        () => false,
      )
      .then((saved) => {
        this.#running = null;
        this.#callOff();
        if (!saved && !this.#closed)
          this.#again = setTimeout(() => void this.save(), againMs).unref();
        return saved;
      });
    return this.#running;
  }

  #callOff(): void {
    clearTimeout(this.#again ?? undefined);
    this.#again = null;
  }
}
