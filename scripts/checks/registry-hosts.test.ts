import { expect, test } from "vitest";
import { checkRegistryHosts } from "./registry-hosts.ts";

test("a file that names a registry is refused, with the line", () => {
  const host = ["https://", "registry", ".npmjs.org/"].join("");
  const text = `lockfileVersion: 9\n  tarball: ${host}zod.tgz\n`;
  expect(checkRegistryHosts([{ path: "pnpm-lock.yaml", text }]).findings).toMatchObject([
    { path: "pnpm-lock.yaml", line: 2 },
  ]);
});

test("other addresses are left alone", () => {
  const files = [{ path: "docs/a.md", text: "https://raft.github.io/ and https://nodejs.org" }];
  expect(checkRegistryHosts(files)).toMatchObject({ seen: 1, findings: [] });
});
