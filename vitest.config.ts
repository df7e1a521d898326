import { defineConfig } from "vitest/config";

const skipped = ["**/node_modules/**", "**/dist/**", "**/fixtures/**", "e2e/stories/**"];

/**
 * Two environments: plain Node for everything, jsdom for components (`*.test.tsx`) only.
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
          include: ["{packages,apps,scripts,e2e}/**/*.test.ts"],
          exclude: skipped,
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
