import { ArchiveWriter, defaultArchiveLimits } from "./archive-writer.ts";
import type { ArchiveLimits, ArchiveParts, ArchiveState } from "./archive-writer.ts";
import { blockBytes, type ArchiveFiles } from "./files.ts";
import { markBytes, segmentFile, segmentNumbers } from "./format.ts";
import { openInBlocks, type SegmentOnDisk } from "./segment-files.ts";
import { SegmentReader, type SegmentPlace, type Sha256 } from "./segment-reader.ts";

const placeEveryBytes = 1024 * 1024;
const checkedBytes = 4 * placeEveryBytes;

export interface OpenArchiveOptions extends Omit<ArchiveParts, "limits"> {
  readonly sha256: Sha256;
  /** Chain hash of the log before its first entry. */
  readonly genesisChain: Uint8Array;
  readonly limits?: Partial<ArchiveLimits>;
}

export type OpenedArchive =
  | { readonly ok: true; readonly archive: ArchiveWriter }
  | {
      readonly ok: false;
      /** `other-owner`: of another show or room. */
      readonly refusal: "other-owner" | "io";
      readonly detail: string;
    };

/**
 * Opens an archive, or begins one, to go on behind what is whole of it: an unfinished write of a process that was killed is
 * cut off, and what the log still has of it is applied, and so archived, once more.
 */
export async function openArchive(options: OpenArchiveOptions): Promise<OpenedArchive> {
  const { files, directory } = options;
  try {
    await files.makeDirectory(directory);
    const limits = boundedLimits({ ...defaultArchiveLimits, ...options.limits });
    const segments = await segmentsOf(options, limits);
    const found = await newestWhole(options, segments);
    if (found === "other-owner") {
      return { ok: false, refusal: found, detail: `${directory} is of another show or room` };
    }
    return { ok: true, archive: new ArchiveWriter({ ...options, limits }, found) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, refusal: "io", detail };
  }
}

/** There are always two segments, the one that is written and the one before: of a small archive they are small as well. */
function boundedLimits(limits: ArchiveLimits): ArchiveLimits {
  const half = Math.max(1, Math.floor(limits.bytesMax / 2));
  return { ...limits, segmentBytes: Math.min(limits.segmentBytes, half) };
}

/** One whose size cannot be had counts as a full one. */
async function segmentsOf(
  { files, directory }: OpenArchiveOptions,
  { segmentBytes }: ArchiveLimits,
): Promise<SegmentOnDisk[]> {
  const numbers = segmentNumbers(await files.list(directory));
  return Promise.all(
    numbers.map(async (number) => ({
      number,
      bytes: await files.size(`${directory}/${segmentFile(number)}`).catch(() => segmentBytes),
    })),
  );
}

/** Of the newest segment that can be read and begins at all. */
async function newestWhole(
  { files, blocks, directory, owner, sha256, genesisChain }: OpenArchiveOptions,
  found: readonly SegmentOnDisk[],
): Promise<ArchiveState | "other-owner"> {
  const segments = [...found];
  for (const segment of found.toReversed()) {
    const { number } = segment;
    const path = `${directory}/${segmentFile(number)}`;
    const bytes = await readOrNull(files, path);
    if (bytes === null) continue;
    const reader = new SegmentReader(bytes, sha256);
    const of = reader.owner;
    if (of !== null && (of.show !== owner.show || of.room !== owner.room)) return "other-owner";
    if (isUnbegun(bytes, of, number)) {
      // Left there, it would be taken for a damaged one once it is the oldest.
      await files.remove(path);
      segments.splice(segments.indexOf(segment), 1);
      continue;
    }
    if (of === null) continue;
    const { position, end } = wholeOf(reader);
    if (position === null) continue;
    const { index, chain } = position;
    if (segment !== segments.at(-1)) return { segments, current: null, index, chain };
    const file = await files.open(path, "write", false);
    await file.resize(end);
    const inBlocks = await openInBlocks(blocks, path);
    const tail = bytes.slice(end - (end % blockBytes), end);
    return { segments, current: { file, blocks: inBlocks, bytes: end, tail }, index, chain };
  }
  return { segments, current: null, index: 0, chain: genesisChain };
}

/** Killed before its first bytes were written: a new file, or an oldest one that was given its name. */
function isUnbegun(bytes: Uint8Array, of: SegmentReader["owner"], number: number): boolean {
  if (of !== null) return of.segment !== number;
  return bytes.subarray(0, markBytes).every((byte) => byte === 0);
}

/**
 * Up to the last frame that is sound: what is damaged at the very end the log may still have. Only so much of the end is made
 * certain by the chain as a loss of power may have torn: of small entries a whole segment would keep the room from starting for
 * some seconds, and whoever reads the archive checks every byte.
 */
function wholeOf(reader: SegmentReader): Pick<SegmentReader, "position" | "end"> {
  const places = [reader.place];
  while (reader.skip())
    if (reader.end - (places.at(-1)?.end ?? 0) >= placeEveryBytes) places.push(reader.place);
  const checkedFrom = reader.end - checkedBytes;
  reader.goTo(places.findLast(({ end }) => end <= checkedFrom) ?? (places[0] as SegmentPlace));
  let { position, end } = reader;
  for (let item = reader.next(); item !== null; item = reader.next()) {
    if (item.kind === "entry" || item.reason !== "damaged") ({ position, end } = reader);
  }
  return { position, end };
}

/** One that the disk does not give is left as it is, like one that is damaged: nothing of what comes is lost for its sake. */
async function readOrNull(files: ArchiveFiles, path: string): Promise<Uint8Array | null> {
  try {
    return await files.readWhole(path);
  } catch {
    return null;
  }
}
