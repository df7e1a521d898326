import { expect, test } from "vitest";
import { checkImportDirections, unusedAllowances } from "./import-directions.ts";

/** Puts one import into one file and answers what the check says about it. */
function complaintAbout(path: string, text: string): string | undefined {
  return checkImportDirections([{ path, text }]).findings[0]?.message;
}

test("an import that the table does not allow is refused, with what is allowed", () => {
  const text = 'import { createRaft } from "@cablecut/raft";';
  expect(complaintAbout("packages/ledger/src/rules/apply.ts", text)).toBe(
    "imports @cablecut/raft, but packages/ledger may import only protocol; " +
      "pass what is needed in as an argument, or move the shared part down",
  );
  expect(
    complaintAbout("packages/raft/src/raft.ts", 'export * from "@cablecut/protocol";'),
  ).toContain("packages/raft may import nothing of ours");
});

test.each([
  ["a type import", 'import type { Entry } from "@cablecut/raft";'],
  ["an inline type import", 'import { type Entry } from "@cablecut/raft";'],
  ["an import type", 'type Entry = import("@cablecut/raft").Entry;'],
  ["a dynamic import", 'export const raft = await import("@cablecut/raft");'],
  ["a re-export", 'export { raft } from "@cablecut/raft";'],
  ["a bare import", 'import "@cablecut/raft";'],
])("%s counts as an import", (_, text) => {
  expect(complaintAbout("packages/failover/src/detector.ts", text)).toContain("@cablecut/raft");
});

test("what the table allows passes, and is counted", () => {
  const result = checkImportDirections([
    {
      path: "packages/ledger/src/rules/apply.ts",
      text: 'import { cents } from "@cablecut/protocol";',
    },
    { path: "packages/room/src/room.ts", text: 'import { f } from "@cablecut/ledger";' },
  ]);
  expect(result).toEqual({ seen: 2, unit: "imports in 2 files", findings: [] });
});

test("room sees the log's port, not its drivers", () => {
  const path = "packages/room/src/room.ts";
  expect(
    complaintAbout(path, 'import type { ReplicatedLog } from "@cablecut/replicated-log/port";'),
  ).toBeUndefined();
  expect(complaintAbout(path, 'import { raftLog } from "@cablecut/replicated-log";')).toBeDefined();
});

test("apps never import apps, nor does anything else", () => {
  const text = 'import { gateway } from "@cablecut/gateway-app";';
  expect(complaintAbout("apps/cablecut/src/main.ts", text)).toContain("apps never import apps");
});

test("a relative path that leaves the package is refused, one that stays is not", () => {
  const path = "apps/phone/src/features/transfer/pay.tsx";
  expect(complaintAbout(path, 'import "../../../../../packages/ui/src/theme.ts";')).toContain(
    "imports packages/ui/src/theme.ts by path",
  );
  expect(complaintAbout(path, 'import "../../model/store.ts";')).toBeUndefined();
});

test("only tests import the simulator", () => {
  const text = 'import { simulate } from "@cablecut/sim";';
  expect(complaintAbout("packages/room/src/room.ts", text)).toContain("only tests");
  expect(complaintAbout("packages/room/src/room.test.ts", text)).toBeUndefined();
});

test("what judges a simulation imports nothing of what it judges", () => {
  const text = 'import { GatewayCore } from "@cablecut/gateway";';
  expect(complaintAbout("packages/sim/src/checks/gateway-checks.ts", text)).toContain(
    "which it judges",
  );
  expect(complaintAbout("packages/sim/src/processes/simulated-gateway.ts", text)).toBeUndefined();
});

test("a package without a place in the table is refused", () => {
  expect(complaintAbout("packages/new-one/src/index.ts", 'import "zod";')).toContain(
    "add it to allowedImports",
  );
});

test("a file that does not parse is a finding", () => {
  expect(complaintAbout("packages/raft/src/raft.ts", "import {")).toContain("does not parse");
});

test.each([
  ["model/transfer/scheduler.ts", "../../shared/sheet.tsx", "model may import only model"],
  ["model/phone.ts", "../features/transfer/pay-partner.tsx", "model may import only model"],
  ["shared/sheet.tsx", "../features/payee/qr-code.tsx", "shared may import only"],
  [
    "features/payee/pay-sheet.tsx",
    "../status/status-panel.tsx",
    "features never import each other",
  ],
  ["features/payee/pay-sheet.tsx", "../../home.tsx", "features/payee may import only"],
])("a browser app's %s may not import %s", (file, specifier, complaint) => {
  const text = `import { x } from "${specifier}";`;
  expect(complaintAbout(`apps/phone/src/${file}`, text)).toContain(complaint);
});

test.each([
  ["features/payee/pay-sheet.tsx", "./look-up.ts"],
  ["features/payee/pay-sheet.tsx", "../../model/phone-state.ts"],
  ["features/payee/pay-sheet.tsx", "../../shared/sheet.tsx"],
  ["shared/sheet.tsx", "../model/phone-state.ts"],
  ["home.tsx", "./features/payee/pay-sheet.tsx"],
  ["model/phone.test.ts", "../features/payee/pay-sheet.tsx"],
])("a browser app's %s may import %s", (file, specifier) => {
  const text = `import { x } from "${specifier}";`;
  expect(complaintAbout(`apps/phone/src/${file}`, text)).toBeUndefined();
});

test.each([
  ["routing/feed-reader.ts", "../recovery/incidents.ts"],
  ["people/enter.ts", "../recovery/cables.ts"],
  ["people/enter.ts", "../views/world-view.ts"],
  ["views/snapshot.ts", "../console/dials.ts"],
  ["console/console-desk.ts", "../gateway-core.ts"],
])("in the gateway's logic %s may not import %s", (file, specifier) => {
  const text = `import { x } from "${specifier}";`;
  expect(complaintAbout(`packages/gateway/src/${file}`, text)).toContain("may import only");
});

test.each([
  ["recovery/canaries.ts", "../routing/room-watch.ts"],
  ["views/snapshot.ts", "../people/cue.ts"],
  ["console/console-desk.ts", "../ports.ts"],
  ["gateway-core.ts", "./console/console-desk.ts"],
  ["people/synthetic.test.ts", "../gateway-core.ts"],
])("in the gateway's logic %s may import %s", (file, specifier) => {
  const text = `import { x } from "${specifier}";`;
  expect(complaintAbout(`packages/gateway/src/${file}`, text)).toBeUndefined();
});

test("an allowance that nobody uses is found", () => {
  const path = "packages/ledger/src/rules/apply.ts";
  const used = unusedAllowances([{ path, text: 'import { cents } from "@cablecut/protocol";' }]);
  const paths = used.findings.map((finding) => finding.path);
  expect(paths).not.toContain("packages/ledger");
  expect(paths).toContain("packages/failover");
});
