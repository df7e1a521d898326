import type { LocalizedText } from "@cablecut/protocol";

/** Why a report is not believed. */
export const findingKinds = [
  /** report.json is not the one text of its content, or no report at all. */
  "not-a-report",
  "not-canonical",
  /** A report that another version of the program reads. */
  "other-version",
  "not-signed",
  "wrong-signature",
  /** Signed, by another key than the report, the receipts or whoever asks name. */
  "other-key",
  "file-missing",
  /** It is there, and nobody can read it: a folder, not allowed, too long. */
  "file-unreadable",
  "file-changed",
  /** A line of a file that cannot be. */
  "bad-line",
  /** A figure that follows from others is another one. */
  "does-not-follow",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What is not a value out of the report, in the languages of whoever reads it. */
export class Words implements LocalizedText {
  readonly en: string;
  readonly zh: string;

  constructor(en: string, zh: string) {
    this.en = en;
    this.zh = zh;
  }
}

export interface Finding {
  readonly kind: FindingKind;
  /** Which file or field: "told.incidents.0.durationMs", "transfers.csv line 12". */
  readonly where: string;
  /** What stands there, and what it should be; null where that is not one value. */
  readonly have: string | Words | null;
  readonly want: string | Words | null;
}

/** Collects findings; of very many of them only the first are told. */
export class Findings {
  readonly all: Finding[] = [];
  readonly #max: number;
  #more = 0;

  constructor(max = 200) {
    this.#max = max;
  }

  add(kind: FindingKind, where: string, have: unknown = null, want: unknown = null): void {
    if (this.all.length >= this.#max) this.#more += 1;
    else this.all.push({ kind, where, have: told(have), want: told(want) });
  }

  /** One value that must be another one. */
  same(where: string, have: unknown, want: unknown): void {
    if (told(have) !== told(want)) this.add("does-not-follow", where, have, want);
  }

  /** Something that must hold of a field. */
  holds(isSo: boolean, where: string, have: unknown, want: unknown): void {
    if (!isSo) this.add("does-not-follow", where, have, want);
  }

  /** Findings that are not listed. */
  get more(): number {
    return this.#more;
  }
}

function told(value: unknown): string | Words | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" || value instanceof Words ? value : JSON.stringify(value);
}

/** Compares two JSON values leaf by leaf, and tells each that differs under its own path. */
export function compareLeaves(
  findings: Findings,
  where: string,
  have: unknown,
  want: unknown,
): void {
  if (isTree(have) && isTree(want) && Array.isArray(have) === Array.isArray(want)) {
    const [ours, theirs] = [new Map(Object.entries(have)), new Map(Object.entries(want))];
    for (const key of new Set([...ours.keys(), ...theirs.keys()]))
      compareLeaves(findings, `${where}.${key}`, ours.get(key), theirs.get(key));
    return;
  }
  if (have !== want) findings.add("does-not-follow", where, have, want);
}

function isTree(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
