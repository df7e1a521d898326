/** What is said to people, in both languages. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** What is wrong with bytes that were durable once. */
export const damageWords = {
  frameHeader: {
    en: "the header of a frame does not match its checksum",
    zh: "帧头与校验和不符",
  },
  frame: (sequence: number): Words => ({
    en: `frame ${sequence} does not match its checksum`,
    zh: `第${sequence}帧与校验和不符`,
  }),
  otherFrame: (due: FrameNumber, here: FrameNumber): Words => ({
    en: `frame ${due.sequence} of segment ${due.segment} is due, but frame ${here.sequence} of segment ${here.segment} is here`,
    zh: `应为第${due.segment}段的第${due.sequence}帧，实为第${here.segment}段的第${here.sequence}帧`,
  }),
  provedDurable: (sequence: number, later: number): Words => ({
    en: `frame ${sequence} is unreadable although a later frame at offset ${later} proves that it was durable`,
    zh: `第${sequence}帧无法读取，而偏移${later}处的后续帧证明它曾已落盘`,
  }),
  fileEnds: { en: "the file ends in the middle of a frame", zh: "文件在一帧中间结束" },
  firstFrameGone: { en: "the first frame of the segment is gone", zh: "该段的首帧缺失" },
  otherLength: (found: number, made: number): Words => ({
    en: `the file has ${found} bytes, but was made with ${made}`,
    zh: `文件有${found}字节，创建时为${made}字节`,
  }),
  unfinished: {
    en: "an unfinished write, although a newer segment exists",
    zh: "写入未完成，但已有更新的段",
  },
  senseless: {
    en: "the checksum is right, but the records make no sense",
    zh: "校验和正确，但记录无法解读",
  },
  segmentGone: (segment: number): Words => ({
    en: `segment ${segment}, which comes before it, is gone`,
    zh: `其前的第${segment}段缺失`,
  }),
  notContinued: {
    en: "the segment does not continue the log of the one before it",
    zh: "该段与前一段的日志不衔接",
  },
  termGoesBack: { en: "the term goes back", zh: "任期倒退" },
  entriesMissing: (entry: number, last: number): Words => ({
    en: `entry ${entry} follows entry ${last}`,
    zh: `条目${last}之后是条目${entry}`,
  }),
  olderSegmentGone: (first: number, needed: number): Words => ({
    en: `the log begins at entry ${first}, but entry ${needed} is needed: an older segment is gone`,
    zh: `日志从条目${first}开始，但需要条目${needed}：更早的段缺失`,
  }),
  identity: {
    en: "the identity does not match its checksum",
    zh: "标识与校验和不符",
  },
  snapshotGone: {
    en: "the snapshot that the log continues is gone",
    zh: "日志所依据的快照缺失",
  },
  snapshotHeader: { en: "the header does not match", zh: "快照文件头不符" },
  chunkShort: (chunk: number): Words => ({
    en: `chunk ${chunk} is cut short`,
    zh: `第${chunk}块不完整`,
  }),
  chunk: (chunk: number): Words => ({
    en: `chunk ${chunk} does not match its checksum`,
    zh: `第${chunk}块与校验和不符`,
  }),
  otherChunks: {
    en: "the chunks are not those that the pointer in the log describes",
    zh: "各块与日志中的指针不符",
  },
};

interface FrameNumber {
  readonly segment: number;
  readonly sequence: number;
}

/** What a directory lacks that has other parts of a wal. */
export const missingWords = {
  identity: { en: "the identity file", zh: "标识文件" },
  segments: { en: "every segment", zh: "所有段文件" },
};

/** What was asked of the system when it refused. */
export const operationWords = {
  open: { en: "open", zh: "打开" },
  read: { en: "read", zh: "读取" },
  write: { en: "write", zh: "写入" },
  remove: { en: "remove", zh: "删除" },
  "begin a segment after": { en: "begin a segment after", zh: "新建后续段" },
  "write and sync": { en: "write and sync", zh: "写入并落盘" },
};
export type WalOperation = keyof typeof operationWords;
