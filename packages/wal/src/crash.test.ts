import { seededRandom } from "@cablecut/seeded-random";
import { expect, test } from "vitest";
import { MemoryDisk } from "./testing/memory-disk.ts";
import { entry, mustOpen } from "./testing/open-for-test.ts";
import type { TestWal } from "./testing/open-for-test.ts";
import type { StoredSnapshot, WalHardState, WalWrite } from "./types.ts";

/** What a log should hold: terms[i] is the term of entry i + 1, null where an adopted snapshot voided it. */
interface Model {
  readonly hardState: WalHardState;
  readonly terms: readonly (number | null)[];
  readonly adopted: number;
}

const empty: Model = { hardState: { term: 0, votedFor: null }, terms: [], adopted: 0 };

function after(model: Model, write: WalWrite): Model {
  let terms = [...model.terms];
  const adopted = write.adopt?.index ?? model.adopted;
  if (write.adopt !== null) terms = Array.from({ length: adopted }, () => null);
  for (const { index, term } of write.entries) terms = [...terms.slice(0, index - 1), term];
  return { hardState: write.hardState ?? model.hardState, terms, adopted };
}

function fits(model: Model, { recovered }: TestWal): boolean {
  const { hardState, entries, snapshot } = recovered;
  const last = entries.at(-1)?.index ?? snapshot?.index ?? 0;
  return (
    JSON.stringify(hardState) === JSON.stringify(model.hardState) &&
    Math.max(last, snapshot?.index ?? 0) === model.terms.length &&
    (snapshot?.index ?? 0) >= model.adopted &&
    entries.every(({ index, term }) => model.terms[index - 1] === term)
  );
}

/** One life of a wal on a disk: random writes, snapshots and compactions until the power goes. */
class Life {
  readonly #random: () => number;
  readonly #opened: TestWal;
  /** models[k]: after the first k writes; `acknowledged` of them are promised to be there. */
  readonly models: Model[];
  acknowledged = 0;
  /** Highest index of a snapshot of which `stored` was told. */
  snapshotPromised: number;
  #term: number;
  #received: StoredSnapshot | null = null;
  /** A snapshot holds committed entries only, so nothing up to here is ever replaced. */
  #committed: number;

  constructor(opened: TestWal, model: Model, random: () => number) {
    this.#opened = opened;
    this.#random = random;
    this.models = [model];
    this.#term = model.hardState.term + 1;
    this.snapshotPromised = this.#committed = opened.recovered.snapshot?.index ?? 0;
  }

  act(): void {
    const { wal } = this.#opened;
    const chance = this.#random();
    if (chance < 0.75) this.#write();
    else if (chance < 0.83) this.#saveSnapshot();
    else if (chance < 0.87) this.#receive();
    else wal.compact(Math.max(this.snapshotPromised, this.models.at(-1)!.adopted));
  }

  #pick(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #write(): void {
    const model = this.models.at(-1)!;
    let lastIndex = model.terms.length;
    let adopt: StoredSnapshot | null = null;
    if (this.#received !== null && this.#received.index > lastIndex) {
      adopt = this.#received;
      lastIndex = adopt.index;
    } else if (this.#pick(5) === 0) {
      // A new leader replaces what was not committed; the snapshot is.
      const floor = Math.max(this.#committed, model.adopted);
      lastIndex = floor + this.#pick(Math.max(1, lastIndex - floor));
    }
    this.#received = null;
    if (this.#pick(3) === 0) this.#term++;
    const entries = Array.from({ length: this.#pick(4) }, (_, at) =>
      entry(lastIndex + 1 + at, this.#term, 1 + this.#pick(700)),
    );
    const hardState = this.#pick(3) === 0 ? { term: this.#term, votedFor: this.#pick(3) } : null;
    const write: WalWrite = { hardState, adopt, entries };
    this.models.push(after(model, write));
    const position = this.models.length - 1;
    this.#opened.wal.append(write, () => {
      if (position !== this.acknowledged + 1)
        throw new Error(`${position} after ${this.acknowledged}`);
      this.acknowledged = position;
    });
  }

  #saveSnapshot(): void {
    const index = this.models.at(-1)!.terms.length;
    if (index <= Math.max(this.#committed, this.models.at(-1)!.adopted)) return;
    const chunks = [new Uint8Array(1 + this.#pick(9000)).fill(index)];
    this.#opened.wal.saveSnapshot({ index, term: this.#term }, chunks, (current) => {
      if (current) this.snapshotPromised = Math.max(this.snapshotPromised, index);
    });
    this.#committed = Math.max(this.#committed, index);
  }

  #receive(): void {
    const position = { index: this.models.at(-1)!.terms.length + 5, term: ++this.#term };
    const receiver = this.#opened.wal.receiveSnapshot(position);
    receiver.write(new Uint8Array(1 + this.#pick(9000)).fill(3), () => undefined);
    receiver.finish((snapshot) => (this.#received = snapshot));
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Several lives on one disk, each ended by a loss of power (or a kill) at a random moment. */
async function liveAndDie(seed: number): Promise<void> {
  const random = seededRandom(seed);
  let disk = new MemoryDisk();
  let model = empty;
  const limits = { segmentBytes: 16 * 1024, groupBytesMax: 4 * 1024 };
  for (let lives = 0; lives < 6; lives++) {
    const opened = await mustOpen(disk, { limits });
    if (!fits(model, opened)) throw new Error("what one recovery gave back is gone in the next");
    const life = new Life(opened, model, random);
    for (let turns = Math.floor(random() * 60); turns > 0; turns--) {
      if (random() < 0.6) life.act();
      await turn();
    }
    const { acknowledged, snapshotPromised, models } = life;
    disk = random() < 0.7 ? disk.crash(random) : disk.kill();
    const again = await mustOpen(disk, { limits });
    const survived = models.findLastIndex((each, k) => k >= acknowledged && fits(each, again));
    if (survived === -1) {
      const { entries, snapshot } = again.recovered;
      throw new Error(
        `none of the writes ${acknowledged}..${models.length - 1} fits what was recovered: ` +
          `snapshot ${snapshot?.index}, entries ${entries[0]?.index}..${entries.at(-1)?.index}`,
      );
    }
    if ((again.recovered.snapshot?.index ?? 0) < snapshotPromised)
      throw new Error("a snapshot is lost");
    for (const { index, term, data } of again.recovered.entries) {
      const written = entry(index, term, data.length).data;
      if (Buffer.compare(data, written) !== 0)
        throw new Error(`entry ${index} holds something else`);
    }
    model = models[survived]!;
    // Recovery itself may be interrupted.
    disk = random() < 0.5 ? disk.crash(random) : disk.kill();
  }
}

test("whatever was acknowledged survives any crash, and nothing is there that was not written", async () => {
  const first = Number(process.env["CABLECUT_SEED"] ?? 1);
  const count =
    process.env["CABLECUT_SEED"] === undefined ? Number(process.env["CABLECUT_SEEDS"] ?? 40) : 1;
  for (let seed = first; seed < first + count; seed++) {
    const failure = await liveAndDie(seed).then(
      () => null,
      (error: unknown) => error,
    );
    const replay = `CABLECUT_SEED=${seed} npx vitest run packages/wal/src/crash.test.ts`;
    expect([replay, failure]).toEqual([replay, null]);
  }
});
