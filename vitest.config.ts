import { defineConfig } from "vitest/config";

const skipped = ["**/node_modules/**", "**/dist/**", "**/fixtures/**", "e2e/stories/**"];

/**
 * Plain Node for everything, jsdom for components (`*.test.tsx`) only, and real processes (e2e) last, one by one.
 * Filters by folder work as usual: `npx vitest run packages/raft`.
 */
export default defineConfig({
  test: {
    watch: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["{packages,apps,scripts}/**/*.test.ts"],
          exclude: skipped,
        },
      },
      {
        extends: true,
        test: {
          name: "processes",
          environment: "node",
          include: ["e2e/**/*.test.ts"],
          exclude: skipped,
          testTimeout: 180_000,
          // Six processes per test: one test at a time, when all others are done with the processor.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "dom",
          environment: "jsdom",
          include: ["{packages,apps}/**/*.test.tsx"],
          exclude: skipped,
        },
      },
    ],
  },
});
