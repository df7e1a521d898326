import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  isNode,
  parse,
  walk,
  type CheckResult,
  type Finding,
  type SyntaxNode,
} from "./source-files.ts";

/** iOS 15.0 and Chromium 90, which in-app browsers still are, and a venue's own machines. What came later must not be called. */
const newerMethods = new Set([
  "at",
  "canParse",
  "checkVisibility",
  "difference",
  "findLast",
  "findLastIndex",
  "fromAsync",
  "groupBy",
  "hasOwn",
  "intersection",
  "isSubsetOf",
  "isSupersetOf",
  "isWellFormed",
  "moveBefore",
  "randomUUID",
  "requestIdleCallback",
  "showModal",
  "showPopover",
  "symmetricDifference",
  "throwIfAborted",
  "toReversed",
  "toSorted",
  "toSpliced",
  "toWellFormed",
  "union",
  "withResolvers",
]);
const newerFunctions = new Set(["structuredClone", "requestIdleCallback", "reportError"]);
const newerClasses = new Set(["BroadcastChannel", "Temporal", "URLPattern", "SharedWorker"]);
/** What packages/ui/src/older-browsers.ts brings along, for the pages that begin with it. */
export const brought: ReadonlySet<string> = new Set([
  "at",
  "findLast",
  "hasOwn",
  "toReversed",
  "toSorted",
  "toSpliced",
]);
const newerRegex = /\(\?<[=!]/;
const newerStyle =
  /\d(?:dvh|svh|lvh|dvw|cqw)\b|:has\(|@container|@layer|color-mix\(|oklch\(|@scope/;

/** Looks through the scripts and styles of a built page, libraries and what stands in the page itself included. */
export function checkOldBrowsers(
  folder: string,
  brings: ReadonlySet<string> = new Set(),
): CheckResult {
  const assets = join(folder, "assets");
  const page = basename(folder);
  const unit = `scripts and styles of ${page}, for iOS 15 and Chromium 90`;
  if (!existsSync(assets)) {
    const message = `is not built; run npm run build -- ${page}`;
    return { seen: 0, unit, findings: [{ path: folder, message }] };
  }
  const files = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name));
  const findings = files.flatMap((name) => {
    const text = readFileSync(join(assets, name), "utf8");
    return name.endsWith(".js") ? tooNewInScript(name, text, brings) : tooNewInStyle(name, text);
  });
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const within = [...html.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)];
  for (const [, kind, text = ""] of within)
    findings.push(
      ...(kind === "script" ? tooNewInScript : tooNewInStyle)(`${page}/index.html`, text),
    );
  return { seen: files.length + within.length, unit, findings };
}

export function tooNewInStyle(path: string, text: string): Finding[] {
  const found = newerStyle.exec(withoutSaidBefore(text))?.[0];
  return found === undefined
    ? []
    : [{ path, message: `${found} is newer than iOS 15 or Chromium 90` }];
}

/** A length whose property stands in the same block in older words is passed over by whoever does not know the newer ones. */
function withoutSaidBefore(text: string): string {
  return text.replace(/\{[^{}]*\}/g, (block) => {
    const said = new Set<string>();
    const kept = block
      .slice(1, -1)
      .split(";")
      .filter((declaration) => {
        const property = declaration.split(":", 1)[0]!.trim();
        const isRepeated = said.has(property) && /\d[dsl]vh\b/.test(declaration);
        said.add(property);
        return !isRepeated;
      });
    return `{${kept.join(";")}}`;
  });
}

export function tooNewInScript(
  path: string,
  text: string,
  brings: ReadonlySet<string> = new Set(),
): Finding[] {
  const program = parse({ path, text });
  if (!isNode(program)) return [program];
  const found = new Set<string>();
  // What is tested for by `typeof` first is used only where it is there.
  const tests = text.matchAll(/typeof (?:[\w$]+\.)*([\w$]+)/g);
  const tested = new Set(Array.from(tests, ([, name = ""]) => name));
  walk(program, (node) => {
    const name = newerNameOf(node);
    if (name !== null && !tested.has(name) && !brings.has(name)) found.add(name);
    return undefined;
  });
  return [...found].map((name) => ({
    path,
    message: `${name} is newer than iOS 15 or Chromium 90; write it with what they have`,
  }));
}

function newerNameOf(node: SyntaxNode): string | null {
  if (node.type === "StaticBlock") return "a static block";
  if (node.type === "ChainExpression" && spreadsInChain(node.expression))
    return "f?.(...all), which Chromium 90 calls with other arguments,";
  if (
    node.type === "BinaryExpression" &&
    isNode(node.left) &&
    node.left.type === "PrivateIdentifier"
  )
    return "#private in an object";
  if (node.type === "Literal" && typeof node.regex === "object" && node.regex !== null) {
    const { pattern, flags } = node.regex as { pattern: string; flags: string };
    if (newerRegex.test(pattern) || flags.includes("v"))
      return `the expression /${pattern}/${flags}`;
  }
  if (node.type === "NewExpression" && isNode(node.callee))
    return nameIn(newerClasses, node.callee.name);
  if (node.type !== "CallExpression" || !isNode(node.callee)) return null;
  const { callee } = node;
  if (callee.type === "Identifier") return nameIn(newerFunctions, callee.name);
  if (callee.type !== "MemberExpression" || !isNode(callee.property)) return null;
  return nameIn(newerMethods, callee.property.name);
}

/** Of the calls of a chain that is left where something is missing. */
function spreadsInChain(link: unknown): boolean {
  if (!isNode(link)) return false;
  const given: readonly unknown[] = Array.isArray(link.arguments) ? link.arguments : [];
  if (given.some((one) => isNode(one) && one.type === "SpreadElement")) return true;
  return spreadsInChain(link.callee ?? link.object);
}

function nameIn(names: ReadonlySet<string>, name: unknown): string | null {
  return typeof name === "string" && names.has(name) ? name : null;
}
