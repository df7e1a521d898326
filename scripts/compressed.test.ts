import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compressFiles } from "./compressed.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-compressed-"));
  mkdirSync(join(folder, "assets"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("beside each text of a page stand both compressed ones, which say the same", () => {
  const text = "a page of text ".repeat(400);
  writeFileSync(join(folder, "index.html"), text);
  writeFileSync(join(folder, "assets", "app.js"), text);
  writeFileSync(join(folder, "assets", "small.css"), "a{}");
  writeFileSync(join(folder, "assets", "font.woff2"), randomBytes(5_000));
  expect(compressFiles(folder)).toBe(2);
  expect(gunzipSync(readFileSync(join(folder, "index.html.gz"))).toString()).toBe(text);
  expect(brotliDecompressSync(readFileSync(join(folder, "assets/app.js.br"))).toString()).toBe(
    text,
  );
  expect(readdirSync(join(folder, "assets")).sort()).toEqual([
    "app.js",
    "app.js.br",
    "app.js.gz",
    "font.woff2",
    "small.css",
  ]);
});
