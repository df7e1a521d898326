import type { LocalizedText } from "@cablecut/protocol";
import type { LoggedFacts } from "./logged-incident.ts";
import type { LogFacts } from "./schema.ts";
import type { ToldLine } from "./told-lines.ts";

/** What the log comes to when it is applied, and what it decided in each incident: that has entries, and no time. */
export function linesOfLog({ incidents, ...log }: LogFacts): readonly ToldLine[] {
  const untimed = { atMs: null, sinceMs: null };
  const { lastEntry } = log;
  const text = {
    en: `The log, applied up to entry ${lastEntry}`,
    zh: `日志，应用至条目${lastEntry}`,
  };
  const whole: ToldLine = { ...untimed, incident: null, kind: "log", values: log, text };
  const ofIncidents = incidents.flatMap(({ number, shards, ...values }): ToldLine[] => [
    {
      ...untimed,
      incident: number,
      kind: "logged",
      values,
      text: { en: `The log's incident ${number}`, zh: `日志中的故障${number}` },
    },
    ...shards.map((each) => ({
      ...untimed,
      incident: number,
      kind: "logged-shard" as const,
      values: each,
      text: shardText(each),
    })),
  ]);
  return [whole, ...ofIncidents];
}

function shardText({
  shard,
  hitAt,
  settledAt,
  backAt,
}: LoggedFacts["shards"][number]): LocalizedText {
  const steps = [
    { at: hitAt, en: "hit", zh: "受影响" },
    { at: settledAt, en: "settled", zh: "确定归属" },
    { at: backAt, en: "paid again", zh: "恢复付款" },
  ].filter(({ at }) => at > 0);
  const en = steps.map(({ at, en: what }) => `${what} at entry ${at}`).join(", ");
  const zh = steps.map(({ at, zh: what }) => `条目${at}${what}`).join("，");
  return { en: `Ledger part ${shard}: ${en}`, zh: `账本第${shard}部分：${zh}` };
}
