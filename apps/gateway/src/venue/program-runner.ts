import { spawn, type ChildProcess } from "node:child_process";

/** What a program prints; rejects where there is none, or it fails or hangs. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

/** For a program that hangs, s. */
const programTimeoutS = 2;
/** For a helper that does not answer, ms. */
const helperTimeoutMs = 5_000;
/** What our programs print is a few words. */
const printedMax = 16_384;
/** Words that a shell takes as they are. */
const plainWord = /^[\w.=/-]+$/;
/** The last line of an answer: our mark, and how the program ended. */
const ended = /^ended-here (\d+)\n$/m;
/** A system without the program `timeout` (macOS) has `helperTimeoutMs` alone. */
const scriptWith = (programS: number): string => `
if command -v timeout >/dev/null; then limit="timeout ${programS}"; else limit=; fi
while read -r line; do $limit $line 2>/dev/null </dev/null; printf '\\nended-here %s\\n' $?; done`;

interface Asked {
  readonly line: string;
  readonly done: (printed: string) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Runs programs in a small shell that was begun while this process was small: starting a program copies the page tables of
 * whoever starts it, and with thousands of phones that stalls everybody for 150 ms. One program at a time. The shell ends
 * with its input, so with this process, however that ends.
 */
export class ProgramRunner {
  readonly #shell: ChildProcess;
  readonly #helperMs: number;
  readonly #asked: Asked[] = [];
  #printed = "";
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  constructor({ programS = programTimeoutS, helperMs = helperTimeoutMs } = {}) {
    this.#helperMs = helperMs;
    const script = scriptWith(programS);
    this.#shell = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "pipe", "ignore"] });
    this.#shell.stdout?.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    this.#shell.stdin?.on("error", () => this.close());
    this.#shell.once("error", () => this.close());
    this.#shell.once("exit", () => this.close());
  }

  readonly run: RunProgram = (program, args) =>
    new Promise((done, failed) => {
      const words = [program, ...args];
      if (this.#isOver) return failed(new Error("the helper has ended"));
      if (!words.every((word) => plainWord.test(word)))
        return failed(new Error("not a plain word"));
      this.#asked.push({ line: words.join(" "), done, failed });
      if (this.#asked.length === 1) this.#askNext();
    });

  /** Whoever waits is told that there is no answer. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#shell.stdin?.destroy();
    this.#shell.kill();
    for (const { failed } of this.#asked.splice(0)) failed(new Error("the helper has ended"));
  }

  #askNext(): void {
    const [next] = this.#asked;
    if (next === undefined) return;
    this.#printed = "";
    this.#timer = setTimeout(() => this.close(), this.#helperMs);
    this.#timer.unref();
    this.#shell.stdin?.write(`${next.line}\n`);
  }

  #read(text: string): void {
    this.#printed += text;
    if (this.#printed.length > printedMax) return this.close();
    const end = ended.exec(this.#printed);
    if (end === null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const asked = this.#asked.shift();
    if (end[1] === "0") asked?.done(this.#printed.slice(0, end.index));
    else asked?.failed(new Error(`${asked.line} ended with ${end[1]}`));
    this.#askNext();
  }
}
