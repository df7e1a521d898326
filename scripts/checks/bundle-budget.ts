import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { CheckResult, Finding } from "./source-files.ts";

/** The phone's JavaScript until something is tapped, compressed: thousands of phones share one access point. */
const phoneScriptBytesMax = 130_000;
/** The page with everything that it loads at first. */
const phonePageBytesMax = 170_000;
/** The page itself fits into the first packets of a new connection. */
const phoneHtmlBytesMax = 14_000;

type ViteManifest = Readonly<
  Record<string, { file: string; isEntry?: boolean; imports?: readonly string[] }>
>;

/** The scripts a page loads before anything is tapped: its entries and what they import statically. A story holds it to that. */
function initialScripts(manifest: ViteManifest): string[] {
  const keys = new Set<string>();
  const visit = (key: string): void => {
    if (keys.has(key)) return;
    keys.add(key);
    for (const imported of manifest[key]?.imports ?? []) visit(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) visit(key);
  return [...keys]
    .map((key) => manifest[key]?.file ?? "")
    .filter((file) => file.endsWith(".js"))
    .sort();
}

/** What a built file names and the build does not have: it would fail only when somebody taps. */
function missingFiles(folder: string, file: string): readonly Finding[] {
  const named = readFileSync(file, "utf8").matchAll(/assets\/[\w.-]+\.(?:js|css)\b/g);
  return [...new Set(Array.from(named, ([name]) => name))]
    .filter((name) => !existsSync(join(folder, name)))
    .map((name) => ({ path: file, message: `names ${name}, which is not there` }));
}

/** Page, scripts and styles together, and the page alone. */
export function checkPageBudget(folder: string): CheckResult {
  const assets = join(folder, "assets");
  const page = join(folder, "index.html");
  const unit = "files of the page";
  if (!existsSync(page) || !existsSync(assets)) {
    const message = "is not built; run npm run build -- phone";
    return { seen: 0, unit, findings: [{ path: folder, message }] };
  }
  const files = [page, ...readdirSync(assets).map((name) => join(assets, name))].filter((file) =>
    /\.(html|js|css)$/.test(file),
  );
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(file)).length;
  const html = gzipSync(readFileSync(page)).length;
  const findings: Finding[] = [];
  const figure = `${(bytes / 1000).toFixed(1)} of ${phonePageBytesMax / 1000} KB gzip`;
  if (bytes > phonePageBytesMax) findings.push({ path: folder, message: `loads ${figure} in all` });
  if (html > phoneHtmlBytesMax) findings.push({ path: page, message: `is ${html} bytes, gzip` });
  findings.push(...files.flatMap((file) => missingFiles(folder, file)));
  return { seen: files.length, unit: `${unit}, ${figure}`, findings };
}

/** What the build has compressed is what the gateway sends. */
function bytesOnTheWire(file: string): number {
  const compressed = `${file}.gz`;
  return existsSync(compressed) ? statSync(compressed).size : gzipSync(readFileSync(file)).length;
}

/** Adds up what a built page loads at first, compressed one by one as the gateway sends it. */
export function checkBundleBudget(folder: string, bytesMax = phoneScriptBytesMax): CheckResult {
  const manifestPath = join(folder, ".vite", "manifest.json");
  if (!existsSync(manifestPath)) {
    const message = "is not built; run npm run build -- phone";
    return { seen: 0, unit: "initial scripts", findings: [{ path: folder, message }] };
  }
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8")) as ViteManifest;
  const scripts = initialScripts(manifest);
  let bytes = 0;
  for (const script of scripts) bytes += bytesOnTheWire(join(folder, script));
  const figure = `${(bytes / 1000).toFixed(1)} of ${bytesMax / 1000} KB`;
  const message = `loads ${figure} of JavaScript at first; load what is not needed at once by import()`;
  return {
    seen: scripts.length,
    unit: `initial scripts, ${figure} gzip`,
    findings: bytes > bytesMax ? [{ path: folder, message }] : [],
  };
}
