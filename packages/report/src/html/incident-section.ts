import {
  nameOf,
  asAccountId,
  type IncidentFacts,
  type LocalizedText,
  type ShardFacts,
  type Topology,
} from "@cablecut/protocol";
import { shardsOf } from "../derive.ts";
import type { Tellers } from "../events-csv.ts";
import { loggedOf, type LoggedFacts } from "../logged-incident.ts";
import type { DerivedIncident, ReportBody } from "../schema.ts";
import { accountText, countText, moneyText, secondsText, utcText } from "../words.ts";
import { phasesChart, shardsChart, type Charts } from "./charts.ts";
import { both, card, cards, details, soft, table } from "./elements.ts";
import { endWords, paceWords, sourceWords, stateWords, words } from "./words-of-report.ts";

/** What a page is made with: the words of the screens, and who draws. */
export interface PageParts {
  readonly tell: Tellers;
  readonly charts: Charts;
}

const paymentsShownMax = 500;
const unknown = words.notKnown;

/** One incident: when it began, how long it took, part by part, and what was in flight. */
export function incidentSection(
  body: ReportBody,
  incident: IncidentFacts,
  derived: DerivedIncident,
  { tell, charts }: PageParts,
): string {
  const { topology } = body.show;
  const known = loggedOf(body, incident.number);
  const logged = known?.logged ?? null;
  const shards = shardsOf(incident, known);
  const rooms = incident.rooms.map((room) => topology.rooms[room]?.name ?? unknown);
  const pace = paceWords[incident.pace] ?? unknown;
  const source = sourceWords[incident.startSource ?? ""] ?? unknown;
  const started = incident.startedAtMs === null ? both(unknown) : utcText(incident.startedAtMs);
  // While it goes on parts may still move, and of one whose end nobody knows nothing is said; what is over and moved none was
  // no recovery.
  const isOpen = incident.state === "running" || incident.endedAt === 0;
  const isSwitch = isOpen || incident.shardsMoved > 0;
  return [
    `<h3>${both(words.incident)} ${incident.number} · ${both(stateWords[incident.state] ?? unknown)} · ${both(pace)}</h3>`,
    `<p>${both(words.roomsLost)}: ${rooms.map(both).join(", ")}<br>${both(words.start)}: ${started} (${both(words.startSource)}: ${both(source)})</p>`,
    togetherPart(derived),
    cards(
      card(isSwitch ? words.rto : words.lasted, secondsText(derived.rtoMs)),
      card(words.median, secondsText(derived.medianMs)),
      card(words.rpo, lostText(derived), (derived.lostReceipts ?? 0) > 0),
      card(words.parts, `${incident.shardsHit} · ${incident.shardsMoved}`),
      card(words.peopleHit, countText(incident.peopleHit)),
      card(keptWords(body), countText(incident.keptMost)),
    ),
    phasesChart(charts, derived.phases),
    shardsChart(charts, derived.shardsMs, isSwitch ? words.shardsChart : words.shardsChartLasted),
    untimedPart(incident, derived),
    timelinePart(incident, topology, tell),
    shards === null ? "" : shardTable(shards, isSwitch),
    inFlightPart(incident, derived),
    fundsOfIncident(incident, logged),
    verificationPart(incident, derived),
  ].join("");
}

/** Each gateway knows when its own phones kept the most, which need not be the same moment. */
function keptWords({ gateways = null }: ReportBody): LocalizedText {
  return gateways !== null && gateways.told > 1 ? words.keptOfGateways : words.kept;
}

/** Since the beginning; what led to it is negative. */
function timelinePart({ timeline }: IncidentFacts, topology: Topology, tell: Tellers): string {
  if (timeline.length === 0) return "";
  const rows = timeline.map((line) => [
    `${(line.atMs / 1_000).toFixed(2)} s`.replace("-", "−"),
    both(tell.timeline(line, topology)),
  ]);
  const columns = [{ title: words.sinceStart, figures: true }, { title: words.events }];
  return details(words.timeline, table(columns, rows));
}

/** One cut that is two incidents says so: neither figure alone is what the hall has seen. */
function togetherPart({ together, number }: DerivedIncident): string {
  if (together === null) return "";
  const { since, spanMs } = together;
  return `<p class="note">${both(words.together(since, number, secondsText(spanMs)))}</p>`;
}

/** Of parts that were not timed the chart and the median say nothing. */
function untimedPart({ shardsHit }: IncidentFacts, { shardsMs }: DerivedIncident): string {
  if (shardsMs.length === 0 || shardsMs.length >= shardsHit) return "";
  return soft(words.timed(shardsMs.length, shardsHit));
}

function lostText({ lostReceipts, differenceCents }: DerivedIncident): string {
  return `${countText(lostReceipts)} · ${moneyText(differenceCents)}`;
}

function shardTable(shards: readonly ShardFacts[], isSwitch: boolean): string {
  const rows = shards.map((each) => [
    String(each.shard),
    countText(each.people),
    countText(each.hitAt),
    // No entry is the zeroth: it has not settled, or nobody has paid again.
    countText(each.settledAt || null),
    countText(each.backAt || null),
    secondsText(each.measuredMs),
    each.backAt === 0 ? countText(null) : both(each.byPerson ? words.person : words.probe),
  ]);
  const columns = [
    { title: words.shard },
    { title: words.people, figures: true },
    { title: words.hitAt, figures: true },
    { title: words.settledAt, figures: true },
    { title: words.backAt, figures: true },
    { title: isSwitch ? words.recovery : words.waited, figures: true },
    { title: words.byWhom },
  ];
  return details(words.shardTable, table(columns, rows));
}

function inFlightPart({ inFlight }: IncidentFacts, { inFlight: counts }: DerivedIncident): string {
  const title = `<h4>${both(words.inFlight)}</h4>`;
  if (counts.phones === 0) return title + soft(words.notHeard);
  const summary = ["booked", "cancelled", "refused", "other", "open"] as const;
  const told = cards(
    card(words.phonesHeard, countText(counts.phones)),
    card(words.inFlight, countText(counts.payments)),
    ...summary
      .filter((end) => counts[end] > 0)
      .map((end) => card(endWords[end] ?? unknown, countText(counts[end]))),
    card(words.verified, countText(counts.verified)),
    card(words.missing, countText(counts.missing), counts.missing > 0),
    ...(counts.contradicted === 0
      ? []
      : [card(words.contradicted, countText(counts.contradicted))]),
    ...(inFlight.payments.length === 0
      ? []
      : [card(words.meanInFlight, meansOf(counts, inFlight.payments))]),
  );
  const rows = inFlight.payments
    .slice(0, paymentsShownMax)
    .map((each) => [
      `${accountText(each.account)} ${both(nameOf(asAccountId(each.account)))}`,
      String(each.sequence),
      secondsText(each.sentBeforeMs),
      both(endWords[each.end] ?? unknown),
      secondsText(each.endedAfterMs),
      countText(each.index),
      each.check === null ? "—" : both(checkWords[each.check] ?? unknown),
    ]);
  const columns = [
    { title: words.account },
    { title: words.number, figures: true },
    { title: words.sentBefore, figures: true },
    { title: words.end },
    { title: words.after, figures: true },
    { title: words.entry, figures: true },
    { title: words.check },
  ];
  const list = rows.length === 0 ? "" : details(words.inFlight, table(columns, rows));
  const unlisted = counts.payments - rows.length;
  return title + soft(words.inFlightWhy) + told + list + (unlisted > 0 ? notListed(unlisted) : "");
}

function notListed(payments: number): string {
  return `<p class="soft">${countText(payments)} ${both(words.notListed)}</p>`;
}

/** How long before the beginning they were sent, and how long after it they ended; those that are open are in the first only. */
function meansOf(
  { sentBeforeMs, endedAfterMs }: DerivedIncident["inFlight"],
  payments: IncidentFacts["inFlight"]["payments"],
): string {
  const ended = payments.filter((each) => each.endedAfterMs !== null).length;
  const after = ended === 0 ? null : endedAfterMs / ended;
  return `−${secondsText(sentBeforeMs / payments.length)} · ${secondsText(after)}`;
}

const checkWords: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  verified: words.verified,
  missing: words.missing,
  forged: words.forged,
  archived: words.archived,
  "not-yet": words.notYet,
};

function fundsOfIncident(
  { fundsAtCut, fundsAtEnd }: IncidentFacts,
  logged: LoggedFacts | null,
): string {
  const before = logged?.fundsBefore ?? fundsAtCut;
  const after = logged?.fundsAtEnd ?? fundsAtEnd;
  const rows = [
    ...(before === null ? [] : [{ when: words.atCut, funds: before }]),
    ...(after === null ? [] : [{ when: words.atEnd, funds: after }]),
  ];
  return rows.length === 0 ? "" : `<h4>${both(words.funds)}</h4>${fundsTable(rows)}`;
}

type Funds = NonNullable<IncidentFacts["fundsAtEnd"]>;

/** Three groups and their sum, as of entries. */
export function fundsTable(
  rows: readonly {
    readonly when: { readonly en: string; readonly zh: string };
    readonly funds: Funds;
  }[],
): string {
  const columns = [
    { title: words.when },
    { title: words.entry, figures: true },
    { title: words.people, figures: true },
    { title: words.synthetic, figures: true },
    { title: words.house, figures: true },
    { title: words.total, figures: true },
    { title: words.difference, figures: true },
  ];
  return table(
    columns,
    rows.map(({ when, funds }) => {
      const { people, house, synthetic } = funds;
      const sum = (of: (group: Funds["people"]) => number): number =>
        of(people) + of(house) + of(synthetic);
      const actual = sum(({ actualCents }) => actualCents);
      const group = ({ accounts, actualCents }: Funds["people"]): string =>
        `${moneyText(actualCents)}<br><span class="soft">${countText(accounts)} ${both(words.accounts)}</span>`;
      return [
        both(when),
        countText(funds.asOf),
        group(people),
        group(synthetic),
        group(house),
        moneyText(actual),
        `<b>${moneyText(actual - sum(({ expectedCents }) => expectedCents))}</b>`,
      ];
    }),
  );
}

function verificationPart({ verification }: IncidentFacts, { receipts }: DerivedIncident): string {
  if (verification === null || receipts === null) return "";
  const { phones, verified, missing, forged, archived, notYetHeard } = verification;
  return `<h4>${both(words.verification)}</h4>${cards(
    card(words.phones, countText(phones)),
    card(words.receiptsChecked, `${countText(receipts.checked)} / ${countText(receipts.all)}`),
    card(words.verified, countText(verified)),
    card(words.missing, countText(missing + forged), missing + forged > 0),
    card(words.notYet, countText(notYetHeard)),
    ...(archived > 0 ? [card(words.archived, countText(archived))] : []),
  )}`;
}
