import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "../src/checksum.ts";
import { openWal } from "../src/open-wal.ts";
import { describeRefusal } from "../src/refusals.ts";
import type { Wal } from "../src/wal.ts";

/** One wal alone: time to durability, throughput, and processor time per entry. `npx tsx packages/wal/bench/append.ts` */
const root = mkdtempSync(join(tmpdir(), "cablecut-wal-bench-"));

function percentile(sorted: readonly number[], part: number): string {
  return `${(sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(3)} ms`;
}

async function measure(
  wal: Wal,
  from: number,
  atOnce: number,
  count: number,
  bytes: number,
): Promise<void> {
  const data = new Uint8Array(bytes).fill(5);
  const latenciesMs: number[] = [];
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await new Promise<void>((resolve) => {
    let index = from;
    const next = (): void => {
      if (index === from + count) return;
      const begunMs = performance.now();
      wal.append(
        { hardState: null, adopt: null, entries: [{ index: index++, term: 1, data }] },
        () => {
          if (latenciesMs.push(performance.now() - begunMs) === count) resolve();
          else next();
        },
      );
    };
    for (let at = 0; at < atOnce; at++) next();
  });
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  console.log(
    `${String(atOnce).padStart(3)} at once, ${String(bytes).padStart(6)} bytes: p50 ${percentile(sorted, 0.5)}, ` +
      `p99 ${percentile(sorted, 0.99)}, ${((count / tookMs) * 1000).toFixed(0)}/s, ` +
      `${((count * bytes) / tookMs / 1000).toFixed(0)} MB/s, ${((user + system) / count).toFixed(0)} us processor time each`,
  );
}

function measureChecksum(): void {
  const bytes = new Uint8Array(65_536).fill(7);
  for (let round = 0; round < 3; round++) {
    const startedMs = performance.now();
    for (let at = 0; at < 4000; at++) crc32(bytes);
    const megabytes = (4000 * bytes.length) / 1e6;
    const tookSeconds = (performance.now() - startedMs) / 1000;
    if (round === 2) console.log(`CRC-32 ${(megabytes / tookSeconds).toFixed(0)} MB/s`);
  }
}

try {
  measureChecksum();
  const opened = await openWal({
    directory: join(root, "wal"),
    identity: { room: "bench", show: "bench" },
    ifEmpty: "create",
    onFailure: (failure) => console.error(describeRefusal(failure).en),
  });
  if (!opened.ok) throw new Error(describeRefusal(opened.refusal).en);
  const { wal } = opened.value;
  let from = 1;
  for (const [atOnce, count, bytes] of [
    [1, 2000, 64],
    [64, 100_000, 64],
    [1, 1000, 65_536],
    [16, 4000, 65_536],
  ] as const) {
    await measure(wal, from, atOnce, count, bytes);
    from += count;
  }
  await new Promise<void>((closed) => wal.close(closed));
} finally {
  rmSync(root, { recursive: true, force: true });
}
