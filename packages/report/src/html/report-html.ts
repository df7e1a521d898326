import {
  spacedFingerprint,
  type EventLine,
  type LocalizedText,
  type Topology,
} from "@cablecut/protocol";
import { canonicalJson } from "../canonical-json.ts";
import { differenceOf, isOneState, unknownsOf } from "../derive.ts";
import type { Tellers } from "../events-csv.ts";
import type { GatewaysTold, ReportBody, TransfersFacts } from "../schema.ts";
import type { TransferRow } from "../transfer-rows.ts";
import { countText, moneyText, utcText } from "../words.ts";
import { both, card, cards, details, section, soft, table } from "./elements.ts";
import { dataElement, escaped } from "./html-data.ts";
import { fundsTable, incidentSection, type PageParts } from "./incident-section.ts";
import { paperScript, receiptScript } from "./script.ts";
import { style } from "./style.ts";
import { endsWords, gapWords, paceWords, verdictWords, words } from "./words-of-report.ts";

/** Counts the ways in which this page was ever drawn: to be raised with every change of what it looks like. */
export const drawing = 15;

const generator = "cablecut report, drawing ";

/** As a page says itself; null where it does not. */
export function drawingOf(html: string): number | null {
  const said = new RegExp(`<meta name="generator" content="${generator}(\\d+)">`).exec(html)?.[1];
  return said === undefined ? null : Number(said);
}

/** The page of a report: everything in one file, without a server. `rows`: of transfers.csv, null where there are none. */
export function reportHtml(
  body: ReportBody,
  rows: readonly TransferRow[] | null,
  parts: PageParts,
): string {
  const { show, told } = body;
  const mark = show.rehearsal
    ? `<span class="badge rehearsal">${both(words.rehearsal)}</span>`
    : `<span class="badge">${both(words.test)}</span>`;
  const title = `Cablecut 断缆 · ${words.title.en} · ${words.title.zh} · ${show.showId}`;
  const sections = [
    `<h1>${both(words.title)} ${mark}</h1>`,
    soft(words.what),
    heading(body),
    verdictPart(body),
    section(words.incidents, ...incidentParts(body, parts)),
    fundsPart(body),
    section(words.paced, soft(words.pacedWhy), paceTable(body)),
    roomsPart(body),
    digestsPart(body),
    transfersPart(body),
    rows === null ? section(words.receiptsTitle, soft(noTransfersWords(body))) : receiptsPart(),
    eventsPart(told, parts.tell),
  ];
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="generator" content="${generator}${body.drawing}">`,
    `<title>${escaped(title)}</title><style>${style}</style></head><body><main>`,
    sections.join("\n"),
    "</main>",
    dataElement(canonicalJson(body)),
    rows === null ? "" : transfersElement(rows),
    rows === null ? "" : `<script>${receiptScript}</script>`,
    `<script>${paperScript}</script>`,
    "</body></html>\n",
  ].join("\n");
}

function verdictPart(body: ReportBody): string {
  const { verdict, differenceCents } = body.derived;
  const { receipts, funds, log } = unknownsOf(body);
  const why = [
    ...(receipts.length > 0 ? [words.receiptsNotKnown(receipts)] : []),
    ...(funds ? [words.fundsNotKnown] : []),
    ...(log.length > 0 ? [words.logNotKnown(log)] : []),
  ].map((each) => `<p>${both(each)}</p>`);
  return `<div class="verdict" data-verdict="${verdict}"><strong>${both(verdictWords[verdict])}</strong>${both(words.difference)}: ${moneyText(differenceCents)}${why.join("")}</div>`;
}

/** Those of attendees: a phone has no receipts of canaries. */
function transfersElement(rows: readonly TransferRow[]): string {
  const lines = rows
    .filter(({ who }) => who !== "house")
    .map((row) =>
      [
        row.account,
        row.number,
        row.payee ?? row.account,
        row.amountCents,
        row.result,
        row.entry,
        row.chain,
      ].join(","),
    );
  return `<script type="text/plain" id="report-transfers">${lines.join("\n")}</script>`;
}

/** Only the operator knows the pace that a show began with, and only the operator signs. */
function isOperators({ show }: ReportBody): boolean {
  return show.firstPace !== null;
}

function noTransfersWords(body: ReportBody): LocalizedText {
  return isOperators(body) ? words.noTransfersHere : words.noTransfers;
}

function heading(body: ReportBody): string {
  const { show, told } = body;
  const key = show.keyFingerprint;
  const lines = [
    `${escaped(show.program)} · ${both(words.show)} <b class="hash">${escaped(show.showId)}</b> · ${both(words.told)} ${utcText(told.toldAtMs)}`,
    key === null
      ? ""
      : `${both(words.key)}: <b class="hash">${spacedFingerprint(key)}</b> <span class="soft">${both(words.keyWhere)}</span>`,
    both(isOperators(body) ? words.offline : words.unsigned),
  ];
  return lines
    .filter((line) => line !== "")
    .map((line) => `<p>${line}</p>`)
    .join("");
}

function incidentParts(body: ReportBody, parts: PageParts): readonly string[] {
  if (body.told.incidents.length === 0) return [soft(words.none)];
  return body.told.incidents.flatMap((incident) => {
    const derived = body.derived.incidents.find(({ number }) => number === incident.number);
    return derived === undefined ? [] : [incidentSection(body, incident, derived, parts)];
  });
}

function fundsPart({ told, log, gateways = null }: ReportBody): string {
  // The log's own word, where it was applied as far as was told.
  const applied = log?.fundsNow ?? null;
  const last = told.rooms.toSorted((one, other) => other.appliedIndex - one.appliedIndex)[0];
  const isLast = applied !== null && applied.asOf >= told.transfers.asOf;
  const now = isLast ? applied : (last?.funds ?? applied);
  const rows = [
    ...(log === null ? [] : [{ when: words.atStart, funds: log.fundsAtStart }]),
    ...(now === null ? [] : [{ when: words.now, funds: now }]),
  ];
  const { kept, keptCents, checking } = told.phones;
  return section(
    words.funds,
    soft(words.fundsWhy),
    fundsTable(rows),
    cards(
      card(words.keptNow, `${countText(kept)} · ${moneyText(keptCents)}`),
      card(words.checkingNow, countText(checking)),
      card(words.phonesHeard, `${countText(told.phones.heard)} / ${countText(told.phones.here)}`),
      ...(gateways === null ? [] : [card(words.gatewaysTold, gatewaysText(gateways))]),
    ),
    gateways === null || gateways.silent === 0 ? "" : note(words.silentGateways(gateways.silent)),
  );
}

function gatewaysText({ told, silent }: GatewaysTold): string {
  return `${countText(told)} / ${countText(told + silent)}`;
}

function note(text: LocalizedText): string {
  return `<p class="note">${both(text)}</p>`;
}

function paceTable({ told, show, log }: ReportBody): string {
  const named = [
    ...(show.firstPace === null ? [] : [show.firstPace]),
    ...(log?.incidents ?? []).map(({ pace }) => pace),
    told.pace,
  ];
  const distinct = [...new Map(named.map((pace) => [canonicalJson(pace), pace])).values()];
  const columns = [words.heartbeatMs, words.suspectMs, words.waitMs, words.moveIntervalMs];
  return table(
    [{ title: words.pace }, ...columns.map((title) => ({ title, figures: true }))],
    distinct.map((pace) => [
      both(paceWords[pace.name] ?? words.notKnown),
      countText(pace.heartbeatMs),
      countText(pace.suspectMs),
      countText(pace.leaseMs),
      countText(pace.moveIntervalMs),
    ]),
  );
}

function roomsPart({ told, show, transfers, derived }: ReportBody): string {
  const columns = [
    { title: words.room },
    { title: words.answers },
    { title: words.applied, figures: true },
    { title: words.difference, figures: true },
    { title: words.statesTold, figures: true },
    { title: words.gaps },
  ];
  // Also those that were never heard: what their archives lack is known all the same.
  const rows = show.topology.rooms.map(({ name }, room) => {
    const heard = told.rooms.find((each) => each.room === room);
    return [
      both(name),
      heard?.answering === true ? "✓" : "—",
      countText(heard?.appliedIndex ?? null),
      heard === undefined ? moneyText(null) : moneyText(differenceOf(heard.funds)),
      countText(derived.rooms[room]?.digests ?? null),
      transfers === null ? "—" : missingOfRoom(transfers, room, told.transfers.asOf),
    ];
  });
  return section(words.rooms, table(columns, rows));
}

/** What its archive does not hold of all that was told; a dash where nothing is missing. */
function missingOfRoom({ rooms }: TransfersFacts, room: number, asOf: number): string {
  const archived = rooms.find((each) => each.room === room);
  if (archived === undefined) return both(words.noArchive);
  const gaps = archived.gaps.map(({ from, to, reason }) => gapLine(from, to, gapWords[reason]));
  if (archived.lastEntry < asOf) gaps.push(gapLine(archived.lastEntry + 1, asOf, endsWords));
  if (archived.differsAt !== null)
    gaps.push(`<b class="missing">${both(words.otherFrom)} ${countText(archived.differsAt)}</b>`);
  return gaps.join("<br>") || "—";
}

function gapLine(from: number, to: number, why: LocalizedText): string {
  return `${countText(from)}–${countText(to)} (${both(why)})`;
}

function digestsPart({ told, show, log }: ReportBody): string {
  const columns = [
    { title: words.entry, figures: true },
    ...show.topology.rooms.map(({ name }) => ({ title: name })),
    { title: words.digests },
  ];
  const rows = told.digests.map(({ at, rooms }) => {
    const marks = show.topology.rooms.map((_, index) => {
      const found = rooms.find(({ room }) => room === index);
      return found === undefined ? "—" : `<code>${found.state}<br>${found.chain}</code>`;
    });
    const isOne = isOneState({ at, rooms }, log);
    const verdict = isOne ? words.equal : words.differs;
    return [
      countText(at),
      ...marks,
      `<b${isOne ? "" : ' class="missing"'}>${rooms.length} ${both(verdict)}</b>`,
    ];
  });
  return section(
    words.digests,
    soft(words.digestsWhy),
    details(words.digests, table(columns, rows)),
  );
}

function transfersPart(body: ReportBody): string {
  const { derived, transfers, log, told, show } = body;
  const chain =
    log === null
      ? ""
      : `<p>${both(words.chain)}: ${both(words.genesis)} <span class="hash">${log.genesis}</span>, ${both(words.entry)} ${countText(log.lastEntry)} <span class="hash">${log.chain}</span></p>`;
  if (derived.transfers === null || transfers === null) {
    const { booked, byPeople, bySynthetic } = told.transfers;
    const house = booked - byPeople - bySynthetic;
    return section(
      words.transfers,
      isOperators(body) ? note(words.notAddedUp) : "",
      cards(
        card(words.people, countText(byPeople)),
        card(words.synthetic, countText(bySynthetic)),
        card(words.house, countText(house)),
      ),
      chain,
    );
  }
  const { booked, bookedCents, refused, cancelled, openings } = derived.transfers;
  const columns = [
    { title: words.booked },
    { title: words.transfers, figures: true },
    { title: words.funds, figures: true },
  ];
  const row = (title: LocalizedText, group: keyof typeof booked): readonly string[] => [
    both(title),
    countText(booked[group]),
    moneyText(bookedCents[group]),
  ];
  const rows = (["people", "synthetic", "house"] as const).map((group) => row(words[group], group));
  if (booked.notKnown > 0) rows.push(row(words.ofUnknown, "notKnown"));
  return section(
    words.transfers,
    readFrom(transfers, show.topology),
    rowsMissing(transfers, told.transfers.asOf),
    table(columns, rows),
    cards(
      card(words.refused, countText(refused)),
      card(words.cancelled, countText(cancelled)),
      card(words.openings, countText(openings)),
    ),
    chain,
  );
}

/** Where more than one room's archive was needed, which entries each of them gave. */
function readFrom({ sources }: TransfersFacts, { rooms }: Topology): string {
  if (new Set(sources.map(({ room }) => room)).size < 2) return "";
  const stretches = sources.map(({ from, to, room }) => {
    const name = rooms[room]?.name ?? words.notKnown;
    return `${both(name)} ${countText(from)}–${countText(to)}`;
  });
  return `<p class="soft">${both(words.readFrom)}: ${stretches.join(" · ")}</p>`;
}

/** What is not in transfers.csv of all that was told. */
function rowsMissing({ gaps, lastEntry }: TransfersFacts, asOf: number): string {
  const lines = gaps.map(({ from, to, reason }) => gapLine(from, to, gapWords[reason]));
  if (lastEntry < asOf) lines.push(gapLine(lastEntry + 1, asOf, endsWords));
  return lines.length === 0
    ? ""
    : `<p class="note">${both(words.rowsMissing)}<br>${lines.join("<br>")}</p>`;
}

function receiptsPart(): string {
  return `<section class="screen"><h2>${both(words.receiptsTitle)}</h2>${soft(words.receiptsHow)}<textarea id="receipt-text" autocomplete="off" aria-label="${escaped(words.receiptsTitle.en)}" spellcheck="false"></textarea><button type="button" id="receipt-check">${both(words.receiptsButton)}</button><div id="receipt-answer" role="status"></div></section>`;
}

function eventsPart(told: ReportBody["told"], tell: Tellers): string {
  const rows = told.events.map((event) => {
    const line: EventLine = event;
    return [utcText(event.atMs), both(tell.event(line, told.topology))];
  });
  const forgotten =
    told.eventsNotKept === 0
      ? ""
      : `<p class="soft">${countText(told.eventsNotKept)} ${both(words.eventsNotKept)}</p>`;
  return section(
    words.events,
    forgotten,
    details(words.events, table([{ title: words.when }, { title: words.events }], rows)),
  );
}
