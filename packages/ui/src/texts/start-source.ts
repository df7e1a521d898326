import type { LocalizedText, MeasureSource } from "@cablecut/protocol";

/** Since when a time was counted, where it was not the cables' own stamp: everything else is a sign of life, or later. */
export const startSourceTexts: Readonly<Record<MeasureSource, LocalizedText | null>> = {
  fabric: null,
  "last-heartbeat": { en: "since the last heartbeat", zh: "自最后一次心跳起" },
  "path-silence": { en: "since the last sign over the cables", zh: "自光缆上最后的信号起" },
  suspicion: { en: "since the log's suspicion", zh: "自日志判定失联起" },
};
