import { expect, test } from "vitest";
import { nodeVersionRefusal } from "./node-version.mjs";

test("a Node that is too old is refused in one line, in both languages", () => {
  const refusal = nodeVersionRefusal("18.20.4");
  expect(refusal).toContain("needs Node 20.19 or newer; this is 18.20.4");
  expect(refusal).toContain("需要 Node 20.19");
  expect(refusal).not.toContain("\n");
  expect(nodeVersionRefusal("20.18.3")).not.toBeNull();
});

test("20.19 and everything newer is taken", () => {
  for (const version of ["20.19.0", "20.20.2", "22.12.0", "24.1.0", "100.0.0"]) {
    expect(nodeVersionRefusal(version)).toBeNull();
  }
});
