import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { testReportVariable, writeReportTo } from "./scripts/steps/test-report.ts";

/** Where npm test wants to read how a run ended. */
const report = process.env[testReportVariable];

const never = ["**/node_modules/**", "**/dist/**", "**/fixtures/**", "e2e/stories/**"];

/** Take their seconds on purpose: real processes, real waiting, hundreds of seeds, whole shows. `npm run check` leaves them out. */
const long = [
  "apps/{fabric,room}/src/main.test.ts",
  "apps/gateway/src/**/{strangers,hostile-words,hostile-requests,proxied,polling-fallback,websocket-frames}.test.ts",
  "apps/cablecut/src/**/{show-run,supervisor,late-port,not-begun,report-properties}.test.ts",
  "packages/**/{process,processes,mesh-process,crash,directory-lock}.test.ts",
  "packages/**/{random-faults,disk-faults,faults,silence}.test.ts",
  "packages/**/{link-over-fabric,mesh-paths,raft-log,etcd-log,etcd-alarm,agreement,failover-properties}.test.ts",
  "packages/gateway/src/**/{incident-watch,incident-edges,room-settings,several-gateways,whoever-slept}.test.ts",
  "packages/sim/src/**/{simulation,partition,mutants}.test.ts",
  "e2e/{bench,dev,older-data}/**/*.test.ts",
  "scripts/programs.test.ts",
];

/** Neither touch the machine nor keep anything between tests: their files share a thread and what it has loaded. */
const pure = [
  "packages/{protocol,ledger,archive,raft,failover,report,report-charts,room,gateway,seeded-random,ui}/src/**/*.test.ts",
  "apps/{phone,stage,presenter}/src/**/*.test.ts",
  "scripts/**/*.test.ts",
];

/** Put something else in a module's place (`vi.mock`), which nobody else may find there: a process each. */
const mocked = ["{packages,apps,scripts}/**/*.mocked.test.ts"];

/**
 * Plain Node for everything, jsdom for components (`*.test.tsx`) only, and rooms under real faults last.
 * Filters by folder work as usual: `npx vitest run packages/raft`.
 */
export default defineConfig({
  test: {
    watch: false,
    reporters: report === undefined ? ["default"] : ["default", writeReportTo(report)],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    // Of waiting for something: a second is too little where the machine has other work.
    expect: { poll: { timeout: 60_000 } },
    // Vitest leaves one processor to itself, which is half of a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "long",
          environment: "node",
          include: long,
          exclude: never,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["{packages,apps}/**/*.test.ts"],
          exclude: [...never, ...long, ...pure, ...mocked],
          // A process and what it has loaded serve one file after the other.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "mocked",
          environment: "node",
          include: mocked,
          exclude: never,
        },
      },
      {
        extends: true,
        test: {
          name: "pure",
          environment: "node",
          include: pure,
          exclude: [...never, ...long, ...mocked],
          pool: "threads",
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "processes",
          environment: "node",
          include: ["e2e/**/*.test.ts"],
          exclude: [...never, ...long],
          // Eight processes per file, of which each start alone takes both processors: one at a time, when all others are done.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "dom",
          environment: "jsdom",
          // A context of its own for each file within threads that live on: half the processor time of processes.
          pool: "vmThreads",
          // As the pages' build takes it, whose package says otherwise than its files which of them are ES modules.
          alias: { recharts: "recharts/es6/index.js" },
          server: { deps: { inline: [/recharts/, /@reduxjs/] } },
          include: ["{packages,apps}/**/*.test.tsx"],
          exclude: never,
        },
      },
    ],
  },
});
