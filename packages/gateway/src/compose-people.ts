import {
  drawsWindows,
  tapsAreFree,
  type Hall,
  type ShowSnapshot,
  type World,
} from "@cablecut/protocol";
import type { DialBoard } from "./console/dial-board.ts";
import { Arrivals } from "./people/arrivals.ts";
import { Balances } from "./people/balances.ts";
import { Cue } from "./people/cue.ts";
import { KeptFate } from "./people/kept-fate.ts";
import { Directory } from "./people/directory.ts";
import { Enter } from "./people/enter.ts";
import { FindMe } from "./people/find-me.ts";
import { Moves } from "./people/moves.ts";
import { OpeningBudget } from "./people/opening-budget.ts";
import { PartnerRound } from "./people/partner-round.ts";
import { Partners } from "./people/partners.ts";
import { PhoneDesk } from "./people/phone-desk.ts";
import { Placement } from "./people/placement.ts";
import { RandomAttendee } from "./people/random-attendee.ts";
import { ReceiptRound } from "./people/receipt-round.ts";
import { ShardLookups } from "./people/shard-lookups.ts";
import { Sessions } from "./people/sessions.ts";
import type { GatewayOptions } from "./ports.ts";
import { LastNeededPayment } from "./recovery/last-needed.ts";
import { AnswerMeter } from "./views/answer-meter.ts";
import { Counts } from "./views/counts.ts";
import { hallOf } from "./views/hall-view.ts";
import { Recent } from "./views/recent.ts";
import { worldOf } from "./views/world-view.ts";
import type { Recovery, Routing } from "./composition.ts";

/** What was looked up of the whole hall is told to those who come in, or ask to be found, within this time, ms. */
const hallRecentMs = 50;

function composeReceiptRound(
  sessions: Sessions,
  ports: Pick<GatewayOptions["ports"], "people" | "seal" | "wallMs">,
  { rooms, calls }: Pick<Routing, "rooms" | "calls">,
  incidents: Pick<Recovery["incidents"], "startedAgoMs">,
) {
  return new ReceiptRound({
    sessions,
    owners: rooms,
    calls,
    people: ports.people,
    seal: (text) => ports.seal(text),
    startedAgoMs: (incident) => incidents.startedAgoMs(incident),
    wallMs: () => ports.wallMs(),
  });
}

/** Whoever is at this gateway, and what phones ask of it. `snapshot`: what the stage is told, once there is a stage. */
export function composePeople(
  { topology, description, boot, ports }: GatewayOptions,
  { rooms, calls, router, feed, stamps, others, copies }: Routing,
  { incidents }: Recovery,
  dials: DialBoard,
  snapshot: () => ShowSnapshot,
) {
  const { people } = ports;
  const random = (): number => ports.random();
  const sessions = new Sessions();
  const arrivals = new Arrivals();
  const directory = new Directory(topology, rooms, calls);
  const lookups = new ShardLookups(directory);
  const cue = new Cue(directory);
  const partners = new Partners(topology, directory, random);
  const openings = new OpeningBudget(rooms, () => ports.nowMs(), stamps);
  const placement = new Placement(rooms, () => ports.nowMs());
  const receiptRound = composeReceiptRound(sessions, ports, { rooms, calls }, incidents);
  const balances = composeBalances({ sessions, directory, feed }, ports);
  const keptFate = new KeptFate();
  const lastNeeded = new LastNeededPayment(directory);
  const counts = new Counts({ sessions, cue, receiptRound, keptFate, people, others });
  const answers = new AnswerMeter(() => ports.nowMs());
  const world = (): World => worldOf(rooms, cue, dials, ports);
  const hall = composeHall({ cue, counts, copies, incidents, lastNeeded, rooms }, dials, ports);
  const known = { sessions, known: directory, partners, people };
  const partnerRound = composePartnerRound(known, world, hall);
  const findMe = composeFindMe(directory, ports, snapshot);
  const moves = new Moves({ boot, ports, words: () => others.words });
  const phones = new PhoneDesk({
    show: description,
    sessions,
    directory,
    enter: new Enter({ rooms, calls, placement, directory, ports, balances }),
    openings,
    partners,
    router: answers.watching(router),
    balances,
    receiptRound,
    cue,
    keptFate,
    findMe,
    moves,
    randomAttendee: composeRandomAttendee({ sessions, directory, doors: dials, random }, others),
    doors: dials,
    people,
    world,
    hall: () => hall.recent(),
  });
  return {
    sessions,
    cue,
    arrivals,
    directory,
    lookups,
    openings,
    partnerRound,
    receiptRound,
    balances,
    counts,
    keptFate,
    lastNeeded,
    answers,
    world,
    hall,
    findMe,
    moves,
    phones,
  };
}
export type People = ReturnType<typeof composePeople>;

function composeBalances(
  parts: Omit<ConstructorParameters<typeof Balances>[0], "people" | "after">,
  ports: Pick<GatewayOptions["ports"], "people" | "after">,
): Balances {
  return new Balances({
    ...parts,
    people: ports.people,
    after: (ms, task) => ports.after(ms, task),
  });
}

function composeFindMe(
  directory: Directory,
  ports: Pick<GatewayOptions["ports"], "people" | "nowMs">,
  snapshot: () => ShowSnapshot,
): FindMe {
  const nowMs = (): number => ports.nowMs();
  const shown = new Recent(snapshot, nowMs, hallRecentMs);
  return new FindMe({
    nowMs,
    drawsWindows: () => drawsWindows(shown.recent()),
    directory,
    people: ports.people,
  });
}

function composePartnerRound(
  parts: Omit<ConstructorParameters<typeof PartnerRound>[0], "tapsAreFree">,
  world: () => World,
  hall: Recent<Hall>,
): PartnerRound {
  const free = (): boolean => tapsAreFree({ world: world(), hall: hall.recent() });
  return new PartnerRound({ ...parts, tapsAreFree: free });
}

function composeHall(
  parts: Omit<Parameters<typeof hallOf>[0], "countHidden">,
  dials: { readonly countHidden: boolean },
  ports: GatewayOptions["ports"],
): Recent<Hall> {
  return new Recent(
    () => hallOf({ ...parts, countHidden: dials.countHidden }),
    () => ports.nowMs(),
    hallRecentMs,
  );
}

function composeRandomAttendee(
  parts: Omit<ConstructorParameters<typeof RandomAttendee>[0], "peopleElsewhere">,
  others: Routing["others"],
): RandomAttendee {
  const peopleElsewhere = (): number =>
    others.words.reduce((sum, word) => sum + word.counts.people, 0);
  return new RandomAttendee({ ...parts, peopleElsewhere });
}
