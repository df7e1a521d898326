/**
 * What package.json's scripts run through run.mjs, by name. Each answers --help in both languages and refuses what it does not know.
 * `builds`: apps that must be built before; `unprepared`: the last words where not even that worked.
 * @type {Readonly<Record<string, { file: string, builds?: readonly string[], unprepared?: string }>>}
 */
export const programs = {
  test: {
    file: "scripts/test.ts",
    unprepared: "\n=== summary\nFAILED install\n0 passed, 1 failed",
  },
  check: { file: "scripts/check.ts" },
  dev: { file: "scripts/dev/main.ts" },
  build: { file: "scripts/build.ts" },
  format: { file: "scripts/format.ts" },
  lint: { file: "scripts/lint.ts" },
  sim: { file: "packages/sim/src/main.ts" },
  "sim:fan-out": { file: "packages/sim/src/fan-out/main.ts" },
  "sim:mutants": { file: "packages/sim/src/mutants/main.ts" },
  faults: {
    file: "e2e/faults/run.ts",
    builds: ["room", "member", "fabric", "gateway", "cablecut"],
  },
  bench: {
    file: "e2e/bench/main.ts",
    builds: ["room", "member", "fabric", "gateway", "cablecut", "phone", "stage"],
  },
  screenshots: { file: "apps/phone/test-harness/take-pictures.mjs" },
  "screenshots:stage": { file: "apps/stage/test-harness/take-pictures.mjs" },
  "screenshots:real-cut": {
    file: "e2e/pictures/real-cut.ts",
    builds: ["cablecut", "room", "fabric", "gateway", "phone", "stage", "presenter"],
  },
  "screenshots:console": { file: "apps/presenter/test-harness/take-pictures.mjs" },
  attack: {
    file: "e2e/attack/main.ts",
    builds: ["cablecut", "room", "member", "fabric", "gateway", "phone", "stage", "presenter"],
  },
};
