import { ArchiveWriter, defaultArchiveLimits } from "./archive-writer.ts";
import type { ArchiveLimits, ArchiveParts, ArchiveState } from "./archive-writer.ts";
import { segmentFile, segmentNumbers } from "./format.ts";
import { SegmentReader, type Sha256 } from "./segment-reader.ts";

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
    const segments = segmentNumbers(await files.list(directory));
    const found = await newestWhole(options, segments);
    if (found === "other-owner") {
      return { ok: false, refusal: found, detail: `${directory} is of another show or room` };
    }
    const limits = { ...defaultArchiveLimits, ...options.limits };
    return { ok: true, archive: new ArchiveWriter({ ...options, limits }, found) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, refusal: "io", detail };
  }
}

/** Of the newest segment that begins at all; those behind it never got as far as their first frame. */
async function newestWhole(
  { files, directory, owner, sha256, genesisChain }: OpenArchiveOptions,
  segments: readonly number[],
): Promise<ArchiveState | "other-owner"> {
  for (const number of segments.toReversed()) {
    const path = `${directory}/${segmentFile(number)}`;
    const bytes = await files.readWhole(path);
    if (bytes === null) continue;
    const reader = new SegmentReader(bytes, sha256);
    const of = reader.owner;
    if (of === null) continue;
    if (of.show !== owner.show || of.room !== owner.room) return "other-owner";
    while (reader.next() !== null);
    const { position, end } = reader;
    if (position === null) continue;
    const { index, chain } = position;
    if (number !== segments.at(-1)) return { segments, current: null, index, chain };
    const file = await files.open(path, "write", false);
    await file.resize(end);
    return { segments, current: { file, bytes: end }, index, chain };
  }
  return { segments, current: null, index: 0, chain: genesisChain };
}
