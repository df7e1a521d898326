/** What a room has applied, kept for whoever checks a show afterwards; the files are described in format.ts. */
export { archiveReader, archiveSegments, type ArchiveItem } from "./archive-reader.ts";
export { transfersOf, openingsOf } from "./archived-records.ts";
export type { ArchivedTransfer } from "./archived-records.ts";
export { openArchive } from "./open-archive.ts";
export type { ArchivedEntry, ArchivedGap } from "./items.ts";
export type { ArchiveNotice, ArchiveWriter } from "./archive-writer.ts";
export { blockBytes, hasNoSuchWay, type BlockFile, type BlockFiles } from "./files.ts";
