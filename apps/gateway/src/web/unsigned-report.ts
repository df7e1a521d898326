import { createHash, hash } from "node:crypto";
import type { ReportFacts } from "@cablecut/protocol";
import { buildReport, type Charts, type ReportFile } from "@cablecut/report";
import { tellEvent, tellTimeline } from "@cablecut/ui/show-events";
import type { Response } from "express";

/** However many ask, it is made at most once in this time, ms. */
const freshMs = 1_000;
/** Nor sooner than after so many times what making it took: the whole hall is in it, and payments wait meanwhile. */
const restPerMade = 50;
/** Nobody is shown an older one, ms. */
const staleMaxMs = 20_000;
/** Whoever has not read it by then is ended, ms: as long as one of them reads on, the report that was made then is held. */
const readMaxMs = 60_000;

/** Made once, for whoever asks: each answer refers to these bytes, and has no copy of its own to wait with. */
interface ServedFile {
  readonly name: ReportFile["name"];
  readonly bytes: Buffer;
  readonly etag: string;
  /** What the page may do; null for what is none. */
  readonly policy: string | null;
}

/**
 * The report of the show so far, as this gateway can tell it: without transfers, and signed by nobody, since a process that
 * faces strangers holds no key.
 */
export class UnsignedReport {
  readonly #facts: () => ReportFacts | null;
  readonly #nowMs: () => number;
  readonly #charts: Charts;
  #made: { readonly untilMs: number; readonly files: readonly ServedFile[] } | null = null;

  constructor(facts: () => ReportFacts | null, nowMs: () => number, charts: Charts) {
    this.#facts = facts;
    this.#nowMs = nowMs;
    this.#charts = charts;
  }

  /** With who draws the charts, a megabyte of library: to be called when somebody asks for the first time. */
  static async of(facts: () => ReportFacts | null, nowMs: () => number): Promise<UnsignedReport> {
    const { charts } = await import("@cablecut/report-charts");
    return new UnsignedReport(facts, nowMs, charts);
  }

  /** Null before a room was heard. */
  files(): readonly ServedFile[] | null {
    const nowMs = this.#nowMs();
    if (this.#made !== null && nowMs < this.#made.untilMs) return this.#made.files;
    const told = this.#facts();
    if (told === null) return null;
    const files = buildReport(
      { told, operator: null, archive: null, phones: null },
      {
        sha256: (bytes) => hash("sha256", bytes, "hex"),
        encodeText: (text) => Buffer.from(text),
        tell: { event: tellEvent, timeline: tellTimeline },
        charts: this.#charts,
        key: null,
      },
    ).map(servedFile);
    const madeMs = this.#nowMs();
    const restMs = Math.max(freshMs, restPerMade * (madeMs - nowMs));
    this.#made = { untilMs: madeMs + Math.min(restMs, staleMaxMs), files };
    return files;
  }

  /** Answers with one of them; false where there is none yet. */
  serve(name: ReportFile["name"], response: Response): boolean {
    const file = this.files()?.find((each) => each.name === name);
    if (file === undefined) return false;
    response.setHeader("cache-control", "no-store");
    response.setHeader("etag", file.etag);
    if (file.policy !== null) response.setHeader("content-security-policy", file.policy);
    const tooLong = setTimeout(() => response.destroy(), readMaxMs).unref();
    response.once("close", () => clearTimeout(tooLong));
    response.type(name.slice(name.lastIndexOf(".") + 1)).send(file.bytes);
    return true;
  }
}

function servedFile({ name, text }: ReportFile): ServedFile {
  const bytes = Buffer.from(text);
  const etag = `"${hash("sha256", bytes, "base64url")}"`;
  return { name, bytes, etag, policy: name === "report.html" ? policyOf(text) : null };
}

/** The page is whole: it loads nothing, and runs only the script that it was made with. */
function policyOf(html: string): string {
  const scripts = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script = ""]) => {
    const digest = createHash("sha256").update(script).digest("base64");
    return `'sha256-${digest}'`;
  });
  const allowed = scripts.length === 0 ? "'none'" : scripts.join(" ");
  return `default-src 'none'; style-src 'unsafe-inline'; script-src ${allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
