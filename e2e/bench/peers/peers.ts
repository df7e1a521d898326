import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchWriter } from "@cablecut/ledger";
import { lastingPorts } from "@cablecut/link/lasting-ports";
import { defaultTopology, transfersPerFrameMax, type Language } from "@cablecut/protocol";
import { BareEtcd } from "@cablecut/replicated-log/bare-etcd";
import { describeMachine, loadOfMachine, processorTime } from "../machine.ts";
import { recoveriesOf } from "../recovery/recovery.ts";
import { addFigure, prepareReport, writeReport, type Figures } from "../report.ts";
import { median } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { throughputOf } from "../throughput/throughput.ts";
import type { PeersSettings } from "./words.ts";

const putBytes = 64 * 1024;
const warmUpSeconds = 2;
const paymentsPerSecond = 500;
/** What the log on etcd is to reach. */
const promised = { shareOfBare: 0.6, onePerSecond: 2_000, recoveredMs: 1_500 } as const;

const measuredNames = [
  "one-by-one-per-second",
  "batches-per-second",
  "batches-processor-ns",
] as const;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const millions = (perSecond: number): string => `${(perSecond / 1e6).toFixed(3)}M/s`;

/**
 * What the rooms make of etcd, beside what it does alone on the same machine in the same run. Answers whether nothing was
 * lost and every part came to its end; how fast it was decides nothing.
 */
export async function measurePeers(settings: PeersSettings, language: Language): Promise<boolean> {
  const { rounds, trials, json, ...told } = settings;
  prepareReport(json);
  const loadBefore = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  const figures: Figures = {};
  const perPut = transfersIn(putBytes);
  let sound = true;
  const part = async (name: string, measure: () => Promise<boolean>): Promise<void> => {
    try {
      sound = (await measure()) && sound;
    } catch (error) {
      sound = false;
      print(`FAILED: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (let round = 1; round <= rounds; round += 1) {
    print(`\nround ${round}`);
    await part("bare puts", () => measureBare(settings, perPut, figures));
    await part("rooms on etcd", () => measureRooms(settings, language, figures));
    await part("bare puts", () => measureBare(settings, perPut, figures));
  }
  await part("recovery", async () => {
    const load = { rate: paymentsPerSecond, engine: "etcd" } as const;
    for (const { recoveredMs } of await recoveriesOf("full-speed", trials, load)) {
      addFigure(figures, "recovered-ms", recoveredMs);
    }
    return true;
  });
  tellShares(figures);
  print(`load before ${loadBefore.toFixed(1)}, after ${loadOfMachine().toFixed(1)}`);
  writeReport(json, {
    benchmark: "peers",
    loadBefore,
    settings: { ...told, rounds, trials, putBytes, paymentsPerSecond },
    figures,
    sound,
  });
  return sound;
}

async function measureBare(
  { seconds, "in-flight": inFlight }: PeersSettings,
  perPut: number,
  figures: Figures,
): Promise<boolean> {
  const members = defaultTopology.rooms.length;
  const directory = mkdtempSync(join(tmpdir(), "cablecut-bare-etcd-"));
  try {
    const ports = await lastingPorts(BareEtcd.portCount(members));
    const etcd = await BareEtcd.start(members, directory, ports);
    try {
      const value = new Uint8Array(putBytes).fill(0x5a);
      await etcd.run(value, inFlight, warmUpSeconds);
      const before = usedBy([...etcd.pids, process.pid]);
      const trial = await etcd.run(value, inFlight, seconds);
      const used = usedBy([...etcd.pids, process.pid]) - before;
      const nanoseconds = (used * 1e9) / (trial.puts * perPut);
      addFigure(figures, "bare-processor-ns", nanoseconds);
      const rate = trial.puts / trial.seconds;
      addFigure(figures, "bare-transfers-per-second", rate * perPut);
      print(
        `bare etcd: ${rate.toFixed(1)} puts/s of ${putBytes / 1024} KiB, ${inFlight} at a time at each of ${members} members, seen by ` +
          `${members} watchers; of ${perPut} transfers each that is ${millions(rate * perPut)}; load ${loadOfMachine().toFixed(1)}`,
      );
      print(`  processor time per transfer: ${Math.round(nanoseconds)} ns`);
    } finally {
      await etcd.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return true;
}

/** Processor time of these processes so far, s. */
function usedBy(pids: readonly number[]): number {
  return pids.map(processorTime).reduce((sum, { user, kernel }) => sum + user + kernel, 0);
}

async function measureRooms(
  { seconds, payers }: PeersSettings,
  language: Language,
  figures: Figures,
): Promise<boolean> {
  const settings = {
    payers,
    frame: transfersPerFrameMax,
    seconds,
    runs: 1,
    pace: "keynote",
    seed: 1 + (Date.now() % 1_000_000),
    only: null,
    engine: "etcd",
    tls: false,
    "no-archive": false,
    profile: null,
    json: null,
  } as const;
  const measured = await throughputOf(settings, language, ["single", "batches"]);
  for (const name of measuredNames) {
    for (const value of measured.figures[name] ?? []) addFigure(figures, name, value);
  }
  return measured.sound;
}

/** What was measured beside what is promised; what was not measured is said to be so. */
function tellShares(figures: Figures): void {
  const middle = (name: keyof Figures): number | null => {
    const values = figures[name] ?? [];
    return values.length === 0 ? null : median(values);
  };
  const [bare, batches] = [middle("bare-transfers-per-second"), middle("batches-per-second")];
  if (bare !== null && batches !== null) {
    addFigure(figures, "batches-share-of-bare", batches / bare);
    print(
      `\nIN BATCHES ${millions(batches)}, bare puts ${millions(bare)}: ${(batches / bare).toFixed(2)} of it (promised ${promised.shareOfBare})`,
    );
  } else print("\nIN BATCHES not measured");
  const [bareNs, batchesNs] = [middle("bare-processor-ns"), middle("batches-processor-ns")];
  // Whoever else is on the machine takes of the rates, and of these nearly nothing.
  if (bareNs !== null && batchesNs !== null)
    print(`by processor time ${(bareNs / batchesNs).toFixed(2)} of it`);
  const one = middle("one-by-one-per-second");
  if (one === null) print("ONE BY ONE not measured");
  else print(`ONE BY ONE ${Math.round(one)}/s (promised ${promised.onePerSecond}/s)`);
  const recovered = middle("recovered-ms");
  if (recovered === null) print("RECOVERED at full speed: not measured");
  else {
    print(
      `RECOVERED at full speed: median ${recovered.toFixed(0)} ms (promised below ${promised.recoveredMs} ms)`,
    );
  }
}

/** Transfers in a payload of so many bytes, as a room writes it. */
function transfersIn(bytes: number): number {
  const writer = new BatchWriter();
  while (writer.byteLength < bytes) {
    const refusal = writer.transfer(200, 201, 100, writer.count + 1, 1, 1);
    if (refusal !== null) throw new Error(refusal);
  }
  return writer.byteLength > bytes ? writer.count - 1 : writer.count;
}
