import { readFileSync } from "node:fs";

/** The commands of docs/MACHINES.md, in order: every line of its grey boxes. Each is to be followed, by these very words. */
export class Manual {
  readonly commands: readonly string[];
  readonly #followed = new Set<string>();

  constructor() {
    const text = readFileSync(new URL("../../docs/MACHINES.md", import.meta.url), "utf8");
    const boxes = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, box = ""]) => box);
    this.commands = boxes.flatMap((box) => box.trim().split("\n"));
  }

  /** The command, once it is found there. */
  follow(command: string): string {
    if (!this.commands.includes(command)) throw new Error(`MACHINES.md does not say: ${command}`);
    this.#followed.add(command);
    return command;
  }

  get notFollowed(): readonly string[] {
    return this.commands.filter((command) => !this.#followed.has(command));
  }
}
