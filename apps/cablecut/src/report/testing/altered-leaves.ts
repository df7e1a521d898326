import { isDeepStrictEqual } from "node:util";
import type { CheckedReport, ReportFile } from "@cablecut/report";
import {
  inFlightEnds,
  measureSources,
  paceNames,
  receiptChecks,
  showEventKinds,
} from "@cablecut/protocol";
import { checkFiles, signedAnew, textOf } from "./checked-files.ts";

/** The way to a field, list or part. */
export type Leaf = readonly (string | number)[];

/** Every field, list and part of it. */
function nodesOf(value: unknown, path: Leaf = []): readonly Leaf[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([name, inside]) => nodesOf(inside, [...path, name]))];
}

/** Values that may stand for one another. */
const alike: readonly (readonly string[])[] = [
  ["running", "recovered", "restored-by-hand", "returned-by-itself", "not-known"],
  measureSources,
  inFlightEnds,
  receiptChecks,
  paceNames,
  ["room-lost", "abnormal", "suspected", "first-shard-moved", "last-shard-moved", "room-back"],
  ["nothing-lost", "lost", "differs", "not-known"],
  showEventKinds,
];

/** Another text of the same length, a shorter one, and whatever may stand there instead. */
function otherTexts(value: string): readonly string[] {
  const near = value.replace(/.$/, (end) => (end === "1" ? "2" : "1"));
  const front = (value.startsWith("1") ? "2" : "1") + value.slice(1);
  const mates = alike.filter((texts) => texts.includes(value)).flat();
  return [near, front, value.slice(0, -1), ...mates];
}

/** One part left out, doubled, or exchanged with the next. */
function otherLists(parts: readonly unknown[]): readonly unknown[] {
  return parts.flatMap((part, at) => [
    parts.toSpliced(at, 1),
    parts.toSpliced(at, 0, part),
    ...(at > 0 ? [parts.with(at, parts[at - 1]).with(at - 1, part)] : []),
  ]);
}

function changedAt(value: unknown, path: Leaf, to: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return to;
  if (Array.isArray(value))
    return value.map((each, at) => (at === name ? changedAt(each, rest, to) : each));
  const object = value as Record<string, unknown>;
  return { ...object, [name]: changedAt(object[name], rest, to) };
}

/** What a field, a list or a part is changed to; nothing instead of anything as well. */
function othersThan(value: unknown): readonly unknown[] {
  const others = ((): readonly unknown[] => {
    if (typeof value === "number") return [value + 1, value - 1, 0, value + 1_000];
    if (typeof value === "boolean") return [!value];
    if (typeof value === "string") return otherTexts(value);
    if (Array.isArray(value)) return [...otherLists(value), []];
    return value === null ? [0, 1, "x", true] : [];
  })();
  return [...others, null].filter((other) => !isDeepStrictEqual(other, value) && other !== value);
}

/** Findings, but for those of the page: it holds all of it once more, and whoever signs anew would draw it anew. */
export function besidePage({
  findings,
}: Pick<CheckedReport, "findings">): CheckedReport["findings"] {
  return findings.filter(
    ({ where, kind }) =>
      where !== "report.html" || (kind !== "does-not-follow" && kind !== "file-missing"),
  );
}

function valueAt(value: unknown, path: Leaf): unknown {
  return path.reduce((inside, name) => (inside as Record<string | number, unknown>)[name], value);
}

/** What may be otherwise, and no figure of the report with it. */
function isFree([name, ...rest]: Leaf, value: unknown, other: unknown): boolean {
  // In which order the files are named says nothing.
  if (name === "files" && rest.length === 0 && Array.isArray(value) && Array.isArray(other))
    return other.length === value.length;
  // Whether the presenter hid the head count nobody else tells.
  return [name, ...rest].join(".") === "told.phones.joined" && other === null;
}

/**
 * What is changed in any of these parts and not found, the report signed anew. Without the page, which holds all of it once more and
 * whoever signs anew would draw anew: drawing takes most of the time. Where files or the drawing are named otherwise, with it.
 */
export function unnoticedIn(
  made: readonly ReportFile[],
  isPart: (path: Leaf) => boolean,
): { readonly tried: number; readonly unnoticed: readonly string[] } {
  const report: unknown = JSON.parse(textOf(made, "report.json"));
  const before = besidePage(checkFiles(made));
  if (before.length > 0) throw new Error(`it does not hold as it is: ${JSON.stringify(before)}`);
  let tried = 0;
  const unnoticed = nodesOf(report)
    .filter(isPart)
    .flatMap((path) =>
      othersThan(valueAt(report, path)).flatMap((other) => {
        if (isFree(path, valueAt(report, path), other)) return [];
        tried += 1;
        const page = path[0] === "files" || path[0] === "drawing" ? {} : { "report.html": "" };
        const text = signedAnew(changedAt(report, path, other));
        const { length } = besidePage(checkFiles(made, { ...page, "report.json": text }));
        return length === 0 ? [`${path.join(".")}: ${JSON.stringify(other)}`] : [];
      }),
    );
  return { tried, unnoticed };
}
