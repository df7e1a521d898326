import { within } from "../show/within.ts";

/** Of what a terminal or a reader does not take so much is kept for it, in bytes or characters; lines beyond that are dropped. */
const waitingMax = 1024 * 1024;
/** So long the last lines are waited for, ms. */
const lastLinesMs = 200;

type Stream = NodeJS.WriteStream & {
  readonly _handle?: { readonly setBlocking?: (blocks: boolean) => void };
};

/**
 * Node waits for a terminal until it takes what is written, and one that Ctrl-S has paused takes nothing until Ctrl-Q: nothing
 * else would be done meanwhile. From here on what is not taken waits in memory. There is no other way to say so than by the
 * stream's handle; libuv has opened the terminal anew for it, so the shell's own stays as it is.
 */
export function waitForNoTerminal(): void {
  for (const stream of [process.stdout, process.stderr] as Stream[]) {
    stream._handle?.setBlocking?.(false);
    // A closed terminal must not take the show down in the middle of a line.
    stream.on("error", () => undefined);
  }
}

export function printLine(line: string): void {
  if (process.stdout.writableLength < waitingMax) process.stdout.write(`${line}\n`);
}

/** Resolves when all that was printed is taken, or soon: the end of the process takes the rest with it. */
export async function lastLinesTaken(): Promise<void> {
  const waiting = [process.stdout, process.stderr].filter(
    ({ writableLength }) => writableLength > 0,
  );
  const taken = waiting.map(
    (stream) => new Promise<void>((done) => stream.write("", () => done())),
  );
  await within(Promise.all(taken), lastLinesMs);
}
