import { expect, test } from "vitest";
import { checkMockedTests, checkStyleSizes, checkTidy, checkWaits } from "./tidy.ts";

function complaintsAbout(path: string, text: string): string[] {
  return checkTidy([{ path, text }]).findings.map((finding) => finding.message);
}

const line = "export const x = 1;\n";

test("folder names are in kebab-case", () => {
  expect(complaintsAbout("packages/raft/src/sendWindow/raft.ts", line)[0]).toContain("kebab-case");
  expect(complaintsAbout("packages/raft/src/send_window/raft.ts", line)).toHaveLength(1);
  expect(complaintsAbout("packages/raft/src/send-window/raft.ts", line)).toEqual([]);
});

test.each(["utils.ts", "room-manager.ts", "common/room.ts", "date-helper.test.ts"])(
  "%s says nothing",
  (name) => {
    expect(complaintsAbout(`packages/raft/src/${name}`, line)[0]).toContain("says nothing");
  },
);

test("nothing but a package's own index.ts may consist of re-exports", () => {
  const barrel = 'export * from "./raft.ts";\nexport { x } from "./log.ts";\n';
  expect(complaintsAbout("packages/raft/src/index.ts", barrel)).toEqual([]);
  expect(complaintsAbout("packages/raft/src/core/index.ts", barrel)[0]).toContain("only passes on");
  expect(complaintsAbout("apps/phone/src/features/index.ts", barrel)).toHaveLength(1);
});

test("a style sheet of 201 lines is too long", () => {
  const path = "apps/phone/src/features/payee/payee.css";
  const complaints = (lines: number): number =>
    checkStyleSizes([{ path, text: "\n".repeat(lines) }]).findings.length;
  expect([complaints(200), complaints(201)]).toEqual([0, 1]);
});

test("who puts something in a module's place says so in the name of the test", () => {
  const complaints = (path: string): number =>
    checkMockedTests([{ path, text: `vi.${"mock"}("node:fs");` }]).findings.length;
  expect(complaints("packages/wal/src/wal.test.ts")).toBe(1);
  expect(complaints("packages/wal/src/wal.mocked.test.ts")).toBe(0);
  expect(complaints("packages/wal/src/wal.ts")).toBe(0);
});

test("whoever waits for something says for how long", () => {
  const complaints = (given: string): (number | undefined)[] =>
    checkWaits([{ path: "packages/wal/src/wal.test.ts", text: `\n${given}` }]).findings.map(
      ({ line }) => line,
    );
  expect(complaints("await vi.waitFor(() => expect(first(2, 3)).toBe(1));")).toEqual([2]);
  expect(complaints("await vi.waitUntil(() => isThere);")).toEqual([2]);
  expect(complaints("await vi.waitFor(() => isThere, { timeout: 60_000 });")).toEqual([]);
  expect(complaints("await vi.waitUntil(() => isThere, patience);")).toEqual([]);
});
