import {
  asAccountId,
  accountNumberOf,
  type IncidentFacts,
  type LocalizedText,
} from "@cablecut/protocol";
import { differenceOf } from "./derive.ts";
import type { ReportBody } from "./schema.ts";
import { moneyText } from "./words.ts";

type Told = ReportBody["told"];
type Payment = IncidentFacts["inFlight"]["payments"][number];
type Funds = NonNullable<IncidentFacts["fundsAtCut"]>;

/** Something that was told, with the moment where it has one. */
export interface ToldLine {
  readonly atMs: number | null;
  readonly incident: number | null;
  readonly sinceMs: number | null;
  readonly kind:
    | "shard"
    | "funds"
    | "in-flight"
    | "room"
    | "state"
    | "log"
    | "logged"
    | "logged-shard";
  readonly values: Readonly<Record<string, unknown>>;
  readonly text: LocalizedText;
}

/** How long each shard of an incident took, what was in flight, and the funds at its beginning and its end. */
export function linesOfIncident(incident: IncidentFacts): readonly ToldLine[] {
  const { number, startedAtMs, durationMs, shards, fundsAtCut, fundsAtEnd, inFlight } = incident;
  const line = (
    sinceMs: number | null,
    rest: Pick<ToldLine, "kind" | "values" | "text">,
  ): ToldLine => ({
    atMs: startedAtMs === null || sinceMs === null ? null : startedAtMs + sinceMs,
    incident: number,
    sinceMs,
    ...rest,
  });
  const ofShards = (shards ?? []).map((each) =>
    line(each.measuredMs, { kind: "shard", values: each, text: shardText(each) }),
  );
  const ofPayments = inFlight.payments.map((each) =>
    line(-each.sentBeforeMs, { kind: "in-flight", ...paymentOf(each) }),
  );
  const funds = (when: LocalizedText, sinceMs: number | null, values: Funds | null) =>
    values === null
      ? []
      : [line(sinceMs, { kind: "funds", values, text: fundsText(when, values) })];
  return [
    ...funds({ en: "before the cut", zh: "断网前" }, 0, fundsAtCut),
    ...ofShards,
    ...ofPayments,
    ...funds({ en: "at the end", zh: "结束时" }, durationMs, fundsAtEnd),
  ];
}

/** What each room had come to when all this was told, and the state that rooms told of an entry: that has no time. */
export function linesOfRooms({ rooms, digests, topology, toldAtMs }: Told): readonly ToldLine[] {
  const alone = { incident: null, sinceMs: null };
  const ofRooms = rooms.map(({ room, ...values }): ToldLine => {
    const known = topology.rooms[room];
    const id = known?.id ?? String(room);
    const { en, zh } = known?.name ?? { en: id, zh: id };
    const text = fundsText({ en: `in ${en}`, zh }, values.funds);
    return { ...alone, atMs: toldAtMs, kind: "room", values: { room: id, ...values }, text };
  });
  const ofDigests = digests.map(({ at, rooms: told }): ToldLine => ({
    ...alone,
    atMs: null,
    kind: "state",
    values: { at, rooms: told },
    text: {
      en: `${told.length} rooms told their state as of entry ${at}`,
      zh: `${told.length}个机房上报了条目${at}的状态`,
    },
  }));
  return [...ofRooms, ...ofDigests];
}

function shardText({ shard, backAt }: NonNullable<IncidentFacts["shards"]>[number]): LocalizedText {
  return backAt === 0
    ? { en: `Ledger part ${shard} has not paid again`, zh: `账本第${shard}部分尚未恢复付款` }
    : { en: `Ledger part ${shard} paid again`, zh: `账本第${shard}部分已恢复付款` };
}

/** With the number that people see: whoever looks for their own payment finds it. */
function paymentOf({ account, ...payment }: Payment): Pick<ToldLine, "values" | "text"> {
  const accountNumber = accountNumberOf(asAccountId(account));
  const { sequence } = payment;
  return {
    values: { accountNumber, ...payment },
    text: {
      en: `Payment number ${sequence} of account ${accountNumber} was in flight at the cut`,
      zh: `账户${accountNumber}序号${sequence}的付款，断网时在途`,
    },
  };
}

function fundsText({ en, zh }: LocalizedText, funds: Funds): LocalizedText {
  const difference = moneyText(differenceOf(funds));
  return {
    en: `Funds ${en}, as of entry ${funds.asOf}: difference ${difference}`,
    zh: `${zh}资金，截至条目${funds.asOf}：差额 ${difference}`,
  };
}
