import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectRoomsReady, ShowOfDirectory } from "./show-of-directory.ts";

const showMs = 300_000;

let data: string;
const show = new ShowOfDirectory(() => data);
const thieves: Server[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "cablecut-ports-"));
});
afterEach(() => {
  for (const thief of thieves.splice(0)) thief.close();
  rmSync(data, { recursive: true, force: true });
});

/**
 * Takes the port that a process is to have, as soon as it is written down and before the process begins to listen; null where
 * the process was faster.
 */
async function steal(file: string, find: (config: never) => number): Promise<number | null> {
  const path = join(data, "config", `${file}.json`);
  while (!existsSync(path)) await pause(1);
  const port = find(JSON.parse(readFileSync(path, "utf8")) as never);
  const thief = createServer();
  const taken = new Promise<boolean>((resolve) => {
    thief.once("listening", () => resolve(true)).once("error", () => resolve(false));
  });
  thief.listen({ port, host: "127.0.0.1", exclusive: true });
  if (!(await taken)) return null;
  thieves.push(thief);
  return port;
}

interface Listening {
  readonly listen: { readonly port: number };
}
const ownPort = ({ listen }: Listening): number => listen.port;
const cases: readonly (readonly [string, (config: never) => number])[] = [
  ["fabric", ({ control }: { readonly control: { readonly port: number } }) => control.port],
  ["room-hz-a", ownPort],
  ["gateway", ownPort],
];

test.each(cases)(
  "somebody takes the port of %s while the show starts: it starts on others and says so",
  async (file, find) => {
    let stolen: number | null = null;
    let said = "";
    for (let attempt = 0; stolen === null && attempt < 10; attempt += 1) {
      rmSync(data, { recursive: true });
      const { supervisor, ended, printed } = show.begin();
      const ready = once(supervisor, "message");
      stolen = await steal(file, find);
      const [first] = await Promise.race([ready, ended.then(() => [printed()])]);
      expect(first).toMatchObject({ kind: "ready", continued: false });
      await expectRoomsReady(printed);
      supervisor.kill("SIGTERM");
      expect(await ended, printed()).toBe(0);
      said = printed();
    }
    expect(said).toContain(`port ${stolen} was taken in the meantime: starting again on others`);
  },
  showMs,
);
