import { expect, test } from "vitest";
import { checkManifests } from "./package-manifests.ts";

const good = { private: true, license: "Apache-2.0", type: "module" };

function complaints(...manifests: [path: string, manifest: object][]): string[] {
  const files = manifests.map(([path, manifest]) => ({ path, text: JSON.stringify(manifest) }));
  return checkManifests(files).findings.map(({ path, message }) => `${path} ${message}`);
}

test("a workspace dependency must be allowed and say workspace:*", () => {
  const own = (range: string, name = "@cablecut/protocol"): object => ({
    ...good,
    dependencies: { [name]: range },
  });
  expect(complaints(["packages/ledger/package.json", own("workspace:*")])).toEqual([]);
  expect(complaints(["packages/ledger/package.json", own("0.1.0")])[0]).toContain("workspace:*");
  expect(complaints(["packages/raft/package.json", own("workspace:*")])[0]).toContain(
    "may not import",
  );
});

test("the simulator may be a dependency for tests only", () => {
  const dependency = { "@cablecut/sim": "workspace:*" };
  const path = "packages/room/package.json";
  expect(complaints([path, { ...good, devDependencies: dependency }])).toEqual([]);
  expect(complaints([path, { ...good, dependencies: dependency }])).toHaveLength(1);
});

test("a manifest that could be published, or has no licence, is refused", () => {
  expect(complaints(["apps/cablecut/package.json", { type: "commonjs" }])).toHaveLength(3);
});
