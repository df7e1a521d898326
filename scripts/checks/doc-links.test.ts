import { expect, test } from "vitest";
import { checkDocLinks } from "./doc-links.ts";

test("a relative link that leads nowhere is found, with its line; addresses and anchors are not looked at", () => {
  const text = "[a](../there.md#part)\n[b](https://example.org) [c](#here)\n[d](gone.ts)\n";
  const exists = (path: string): boolean => path === "there.md";
  expect(checkDocLinks([{ path: "docs/GUIDE.md", text }], exists)).toEqual({
    seen: 2,
    unit: "links in Markdown files",
    findings: [{ path: "docs/GUIDE.md", line: 3, message: "links to gone.ts, which is not there" }],
  });
});
