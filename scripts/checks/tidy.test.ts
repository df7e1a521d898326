import { expect, test } from "vitest";
import { checkStyleSizes, checkTidy } from "./tidy.ts";

function complaintsAbout(path: string, text: string): string[] {
  return checkTidy([{ path, text }]).findings.map((finding) => finding.message);
}

const line = "export const x = 1;\n";

test("a file of 401 lines and a component of 201 are too long", () => {
  expect(complaintsAbout("packages/raft/src/raft.ts", "\n".repeat(401))[0]).toContain("401 lines");
  expect(complaintsAbout("apps/phone/src/app.tsx", "\n".repeat(201))[0]).toContain("201 lines");
  expect(complaintsAbout("packages/raft/src/raft.ts", line + "\n".repeat(399))).toEqual([]);
});

test("file names are in kebab-case", () => {
  expect(complaintsAbout("packages/raft/src/sendWindow.ts", line)[0]).toContain("kebab-case");
  expect(complaintsAbout("packages/raft/src/Raft.ts", line)[0]).toContain("kebab-case");
  expect(complaintsAbout("packages/raft/src/send-window.test.ts", line)).toEqual([]);
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

test("relative imports are written with their extension", () => {
  const path = "packages/raft/src/raft.ts";
  expect(complaintsAbout(path, 'import { log } from "./log";\nlog();\n')[0]).toContain("extension");
  expect(complaintsAbout(path, 'import { log } from "./log.ts";\nlog();\n')).toEqual([]);
  expect(complaintsAbout("apps/phone/src/main.tsx", 'import "./app.css";\n')).toEqual([]);
});

test("a style sheet of 201 lines is too long", () => {
  const path = "apps/phone/src/features/payee/payee.css";
  const complaints = (lines: number): number =>
    checkStyleSizes([{ path, text: "\n".repeat(lines) }]).findings.length;
  expect([complaints(200), complaints(201)]).toEqual([0, 1]);
});
