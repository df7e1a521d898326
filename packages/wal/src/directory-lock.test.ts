import { seededRandom } from "@cablecut/seeded-random";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testProgram } from "@cablecut/test-program";
import { expect, test } from "vitest";
import { lockDirectory } from "./directory-lock.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import type { ProcessRun, ProcessTable } from "./process-table.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import { directory } from "./testing/open-for-test.ts";

/** A machine whose processes can be killed. */
class Machine {
  readonly #alive = new Set<string>();

  start(pid: number, started: string): ProcessTable {
    const self: ProcessRun = { pid, started };
    this.#alive.add(`${pid}/${started}`);
    return { self, isAlive: (run) => this.isAlive(run) };
  }

  kill({ pid, started }: ProcessRun): void {
    this.#alive.delete(`${pid}/${started}`);
  }

  isAlive({ pid, started }: ProcessRun): boolean {
    if (started !== "") return this.#alive.has(`${pid}/${started}`);
    return [...this.#alive].some((run) => run.startsWith(`${pid}/`));
  }
}

async function mustLock(disk: MemoryDisk, processes: ProcessTable): Promise<DirectoryLock> {
  const locked = await lockDirectory(disk, directory, processes);
  if (!locked.ok) throw new Error("refused");
  return locked.value;
}

test("a second process is refused and told who has the directory", async () => {
  const [disk, machine] = [new MemoryDisk(), new Machine()];
  const lock = await mustLock(disk, machine.start(10, "a"));
  const refused = { ok: false, refusal: { kind: "locked", directory, pid: 10 } };
  expect(await lockDirectory(disk, directory, machine.start(11, "a"))).toEqual(refused);
  await lock.release();
  await mustLock(disk, machine.start(12, "a"));
});

test("the same process is refused as well", async () => {
  const [disk, machine] = [new MemoryDisk(), new Machine()];
  const self = machine.start(10, "a");
  await mustLock(disk, self);
  expect((await lockDirectory(disk, directory, self)).ok).toBe(false);
});

test("the lock of a killed process is taken over, also when its number was given to another", async () => {
  const [disk, machine] = [new MemoryDisk(), new Machine()];
  const first = machine.start(10, "a");
  await mustLock(disk, first);
  machine.kill(first.self);
  const recycled = machine.start(10, "b");
  await mustLock(disk, recycled);
  expect((await lockDirectory(disk, directory, machine.start(11, "a"))).ok).toBe(false);
});

test("a lock file that a crash of the machine left empty holds nobody off", async () => {
  const [disk, machine] = [new MemoryDisk(), new Machine()];
  disk.plant(`${directory}/lock-0000000004`, new Uint8Array(0));
  const locked = await lockDirectory(disk, directory, machine.start(10, "a"));
  expect(locked.ok).toBe(true);
});

test("of many that fight for a dead holder's lock, killed and delayed at random, never two have it", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const [disk, machine] = [new SlowDisk(random), new Machine()];
    const dead = machine.start(1, "a");
    await mustLock(disk, dead);
    machine.kill(dead.self);
    const holders = new Set<number>();
    const contend = async (pid: number): Promise<void> => {
      for (let attempt = 0; attempt < 4; attempt++) {
        const processes = machine.start(pid, String(attempt));
        const locked = await lockDirectory(disk, directory, processes);
        if (!locked.ok) continue;
        expect([seed, ...holders]).toEqual([seed]);
        holders.add(pid);
        await disk.wait();
        holders.delete(pid);
        // Half of them end without releasing it.
        if (random() < 0.5) await locked.value.release();
        machine.kill(processes.self);
      }
    };
    await Promise.all([2, 3, 4, 5, 6].map(contend));
    await mustLock(disk, machine.start(99, "a"));
    expect(disk.paths().filter((path) => path.includes("lock"))).toHaveLength(1);
  }
});

test("of many processes that start at once over a dead holder's lock exactly one wins", async () => {
  const real = mkdtempSync(join(tmpdir(), "cablecut-lock-"));
  writeFileSync(join(real, "lock-0000000001"), "999999999\nanother boot/1\n");
  const script = await testProgram(new URL("testing/locking-child.ts", import.meta.url));
  const starters = Array.from({ length: 6 }, () =>
    spawn(process.execPath, [script, real], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    }),
  );
  await Promise.all(starters.map((starter) => once(starter, "message")));
  const answers = starters.map((starter) => once(starter, "message") as Promise<[boolean]>);
  for (const starter of starters) starter.send("go");
  const won = (await Promise.all(answers)).filter(([ok]) => ok);
  const ends = starters.map((starter) => once(starter, "exit"));
  for (const starter of starters) starter.send("end");
  await Promise.all(ends);
  rmSync(real, { recursive: true });
  expect(won).toHaveLength(1);
});

/** Every operation takes a random while, so that contenders overtake each other anywhere. */
class SlowDisk extends MemoryDisk {
  readonly #random: () => number;

  constructor(random: () => number) {
    super();
    this.#random = random;
  }

  async wait(): Promise<void> {
    for (let turns = Math.floor(this.#random() * 12); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  override async list(path: string): Promise<readonly string[]> {
    await this.wait();
    return super.list(path);
  }

  override async linkIfFree(from: string, to: string): Promise<boolean> {
    // Now and then so long that the lock changes hands several times meanwhile.
    for (let waits = this.#random() < 0.3 ? 20 : 1; waits > 0; waits--) await this.wait();
    return super.linkIfFree(from, to);
  }

  override async readWhole(path: string): Promise<Uint8Array | null> {
    await this.wait();
    return super.readWhole(path);
  }
}
