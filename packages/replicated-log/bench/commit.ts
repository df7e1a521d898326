import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { ReplicaProcesses } from "../src/testing/replica-processes.ts";

/**
 * Five processes over loopback TCP, durable on three: what one append takes when nothing else happens, how many small
 * ones and how many bytes a second go through. Run with `npx tsx packages/replicated-log/bench/commit.ts`.
 */
const root = mkdtempSync(join(tmpdir(), "cablecut-bench-"));
const replicas = await ReplicaProcesses.create({ root, replicas: 5, consumer: "counting" });

function percentile(sorted: readonly number[], part: number): string {
  return `${(sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(3)} ms`;
}

async function measure(
  name: string,
  replica: number,
  load: { atOnce: number; count: number; payloadBytes: number },
): Promise<void> {
  const { latenciesMs, tookMs, failed } = await replicas.ask(
    replica,
    { kind: "measure", ...load },
    "measured",
  );
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const perSecond = (load.count / tookMs) * 1000;
  const megabytes = (perSecond * load.payloadBytes) / 1e6;
  console.log(
    `${name.padEnd(44)} p50 ${percentile(sorted, 0.5)}, p99 ${percentile(sorted, 0.99)}, ` +
      `${perSecond.toFixed(0)}/s, ${megabytes.toFixed(1)} MB/s, ${failed} failed`,
  );
}

try {
  await Promise.all(replicas.ids.map((id) => replicas.start(id)));
  let leader: number | null = null;
  while (leader === null) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    ({ leader } = (await replicas.ask(0, { kind: "report" }, "report")).status);
  }
  const follower = (leader + 1) % 5;
  console.log(`${cpus().length} cores, Node ${process.version}, 5 processes, durable on 3`);
  await measure("warm-up", leader, { atOnce: 64, count: 20_000, payloadBytes: 64 });
  for (const [name, replica] of [
    ["leader", leader],
    ["follower", follower],
  ] as const) {
    await measure(`idle, one at a time, at the ${name}`, replica, {
      atOnce: 1,
      count: 2000,
      payloadBytes: 64,
    });
    await measure(`64 at once, 64 bytes, at the ${name}`, replica, {
      atOnce: 64,
      count: 60_000,
      payloadBytes: 64,
    });
    await measure(`4 at once, 64 KiB, at the ${name}`, replica, {
      atOnce: 4,
      count: 3000,
      payloadBytes: 65_536,
    });
    await measure(`16 at once, 64 KiB, at the ${name}`, replica, {
      atOnce: 16,
      count: 3000,
      payloadBytes: 65_536,
    });
  }
} finally {
  await replicas.end();
  rmSync(root, { recursive: true, force: true });
}
