import { createHash } from "node:crypto";
import { join } from "node:path";
import type { LocalizedText, ReportFacts } from "@cablecut/protocol";
import { buildReport, type Charts, type ReportFile, type Tellers } from "@cablecut/report";
import { tellEvent, tellTimeline } from "@cablecut/ui/show-events";
import { reportKeyOf } from "../show/report-key.ts";
import type { Show } from "../show/show-file.ts";
import { reportTexts } from "../texts/report-texts.ts";
import type { Told, ToldFacts } from "./told-facts.ts";
import { readShowArchives, type ReadArchives } from "./show-archives.ts";

/** The words of a report are those of the screens. */
export const tell: Tellers = { event: tellEvent, timeline: tellTimeline };

/** Who draws the charts: a megabyte of library, and few commands make or check a report. */
export async function loadCharts(): Promise<Charts> {
  return (await import("@cablecut/report-charts")).charts;
}

export type MadeReport =
  | {
      readonly ok: true;
      readonly files: readonly ReportFile[];
      readonly fingerprint: string;
      /** What whoever has it made must be told of the archives. */
      readonly warnings: readonly LocalizedText[];
    }
  | Extract<ReadArchives, { ok: false }>;

/** The report of a show, signed with its operator's key: what gateways told, and what the rooms' archives hold. */
export async function makeReport(
  show: Pick<Show, "showId" | "createdAt" | "topology" | "pace" | "reportKey">,
  dataDirectory: string,
  { told, phones, gateways }: Told & Pick<Extract<ToldFacts, { ok: true }>, "gateways">,
): Promise<MadeReport> {
  const read = await readUpTo(show, dataDirectory, told);
  if (!read.ok && !isTooMuch(read.refusal)) return read;
  const archive = read.ok ? read.archives : null;
  const key = reportKeyOf(show);
  const { createdAt, pace } = show;
  const files = buildReport(
    {
      told,
      gateways,
      operator: { createdAt, firstPace: pace, keyFingerprint: key.fingerprint },
      archive,
      phones,
    },
    {
      sha256: hexHash,
      encodeText: (text) => Buffer.from(text),
      tell,
      charts: await loadCharts(),
      key: { publicKey: key.publicKey, sign: (text) => key.sign(Buffer.from(text)) },
    },
  );
  const warnings = [
    ...(gateways.silent > 0 ? [reportTexts.silentGateways(gateways.silent)] : []),
    ...archiveWarnings(read, show.topology.rooms, join(dataDirectory, "rooms")),
  ];
  return { ok: true, files, fingerprint: key.fingerprint, warnings };
}

type TooMuch = "too-many-entries" | "too-many-transfers";

/** A show that has run for days has a report all the same, without its transfers. */
function isTooMuch(refusal: Extract<ReadArchives, { ok: false }>["refusal"]): refusal is TooMuch {
  return refusal === "too-many-entries" || refusal === "too-many-transfers";
}

function archiveWarnings(
  read: ReadArchives,
  rooms: readonly { readonly id: string }[],
  directory: string,
): readonly LocalizedText[] {
  if (!read.ok) return [reportTexts.withoutTransfers(reportTexts[read.refusal])];
  const unreadable = read.unreadable.map(({ room, code }) =>
    reportTexts.archiveUnreadable(room, code),
  );
  if (read.archives === null) {
    const why =
      unreadable.length > 0
        ? reportTexts.noArchiveReadable
        : reportTexts.archivesNotHere(directory);
    return [...unreadable, reportTexts.withoutTransfers(why)];
  }
  const { rooms: archived, gaps } = read.archives.transfers;
  const [first] = gaps;
  return [
    ...unreadable,
    ...archived.flatMap(({ room, differsAt }) =>
      differsAt === null
        ? []
        : [reportTexts.archiveDiffers(rooms[room]?.id ?? String(room), differsAt)],
    ),
    ...(first?.from === 1 ? [reportTexts.archivesBeginLate(first.to, first.reason)] : []),
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
