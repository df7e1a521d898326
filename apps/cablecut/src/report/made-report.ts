import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, writeSynced } from "@cablecut/named-files";
import type { LocalizedText, ReportFacts } from "@cablecut/protocol";
import { buildReport, type ReportFile, type Tellers } from "@cablecut/report";
import { tellEvent, tellTimeline } from "@cablecut/ui/show-events";
import { reportKeyOf } from "../show/report-key.ts";
import type { Show } from "../show/show-file.ts";
import { reportTexts } from "../texts/report-texts.ts";
import type { Told, ToldFacts } from "./told-facts.ts";
import { readShowArchives, type ReadArchives } from "./show-archives.ts";

/** The words of a report are those of the screens. */
export const tell: Tellers = { event: tellEvent, timeline: tellTimeline };

export type MadeReport =
  | {
      readonly ok: true;
      readonly files: readonly ReportFile[];
      readonly fingerprint: string;
      /** No room has an archive: there are no transfers in it. */
      readonly withoutTransfers: boolean;
      /** Archives that are another log than most others, from an entry on. */
      readonly differing: readonly { readonly room: string; readonly entry: number }[];
    }
  | Extract<ReadArchives, { ok: false }>;

/** The report of a show, signed with its operator's key: what gateways told, and what the rooms' archives hold. */
export async function makeReport(
  show: Pick<Show, "showId" | "createdAt" | "topology" | "pace" | "reportKey">,
  dataDirectory: string,
  { told, phones }: Told,
): Promise<MadeReport> {
  const read = await readUpTo(show, dataDirectory, told);
  if (!read.ok) return read;
  const key = reportKeyOf(show);
  const { createdAt, pace } = show;
  const files = buildReport(
    {
      told,
      operator: { createdAt, firstPace: pace, keyFingerprint: key.fingerprint },
      archive: read.archives,
      phones,
    },
    {
      sha256: hexHash,
      encodeText: (text) => Buffer.from(text),
      tell,
      key: { publicKey: key.publicKey, sign: (text) => key.sign(Buffer.from(text)) },
    },
  );
  const withoutTransfers = read.archives === null;
  const rooms = read.archives?.transfers.rooms ?? [];
  const differing = rooms.flatMap(({ room, differsAt }) =>
    differsAt === null
      ? []
      : [{ room: show.topology.rooms[room]?.id ?? String(room), entry: differsAt }],
  );
  return { ok: true, files, fingerprint: key.fingerprint, withoutTransfers, differing };
}

/** What whoever has a report made must be told of it. */
export function warningsOf(
  { differing, withoutTransfers }: Extract<MadeReport, { ok: true }>,
  { silent }: Extract<ToldFacts, { ok: true }>,
): readonly LocalizedText[] {
  return [
    ...(silent > 0 ? [reportTexts.silentGateways(silent)] : []),
    ...differing.map(({ room, entry }) => reportTexts.archiveDiffers(room, entry)),
    ...(withoutTransfers ? [reportTexts.withoutTransfers] : []),
  ];
}

/** A room writes its archive a moment after it has applied, and not at all where its disk refuses. */
const patienceMs = 2_000;
const againMs = 200;

/** What was told is as of an entry: the archives are read as far, so that both tell of the same moment. */
async function readUpTo(
  show: Parameters<typeof readShowArchives>[0],
  dataDirectory: string,
  { transfers: { asOf: entry }, digests }: ReportFacts,
): Promise<ReadArchives> {
  const readTo = { upTo: entry, digestsAt: digests.map(({ at }) => at) };
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const read = await readShowArchives(show, dataDirectory, readTo);
    const isFar = !read.ok || read.archives === null || read.archives.transfers.lastEntry >= entry;
    if (isFar || performance.now() >= untilMs) return read;
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}

export function hexHash(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Writes the files of a report, report.json last: where that is, the others are whole. */
export function writeReport(directory: string, files: readonly ReportFile[]): void {
  makeFolder(directory);
  rmSync(join(directory, "report.json"), { force: true });
  for (const { name, text } of files) writeSynced(join(directory, name), text);
}
