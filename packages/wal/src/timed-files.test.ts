import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { nodeFiles } from "./node-files.ts";
import { timedFiles } from "./timed-files.ts";

async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "cablecut-timed-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

test("writes that must last are timed until they have, others are not", async () => {
  const took: number[] = [];
  let nowMs = 0;
  const files = timedFiles(
    nodeFiles,
    () => (nowMs += 4),
    (ms) => took.push(ms),
  );
  const directory = await scratch();
  for (const durable of [false, true]) {
    const file = await files.open(join(directory, String(durable)), "create", durable);
    const error = await new Promise((done) => file.write([Buffer.from("abc")], 0, done));
    expect(error).toBeNull();
    expect(Buffer.from(await file.read(0, 3)).toString()).toBe("abc");
    await file.close();
  }
  expect(took).toEqual([4]);
});
