import {
  formatCents,
  initialFundsCents,
  quorumOf,
  type EngineSecond,
  type IncidentView,
  type LocalizedText,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { formatCount, stageTexts, storyTexts } from "@cablecut/ui";
import { carryingCables, cutCables, roomsWithoutCable } from "../show/cables.ts";
import { countText } from "../show/count-text.ts";
import { copiesHeadline, isWaitOf, recoveryProgress, runLabel } from "../show/story.ts";
import type { ShownTime } from "../show/timer.ts";
import { verificationOf } from "../show/verified-counts.ts";
import { paymentsLately } from "./payments-lately.ts";
import type { StoryScene } from "./scene.ts";

/**
 * The band over the hall: the statement of the moment, and the phase that runs. Its shape tells the state without colour:
 * a line, a solid or severed band, hatched ends, arrows for ends, a white band.
 */
export interface Band {
  readonly shape: "line" | "teal" | "severed" | "amber" | "hatched" | "arrows" | "white";
  readonly headline: LocalizedText;
  readonly second: LocalizedText | null;
  /** What the other half of a severed band says where one language stands alone. */
  readonly otherHalf?: LocalizedText;
  /** What a phone is asked for, at both ends of the band: it is read where words are too small. */
  readonly sign?: "button" | "phones";
}

/** Null where the scene has no band: there the words stand elsewhere. */
export function bandOf(
  scene: StoryScene,
  snapshot: ShowSnapshot,
  topology: Topology,
  time: ShownTime | null,
): Band | null {
  switch (scene) {
    case "live":
      return liveBand(snapshot, topology);
    case "starting":
      return { shape: "line", headline: storyTexts.askingRooms, second: null };
    case "cue":
      return {
        shape: "teal",
        headline: storyTexts.cue,
        second: storyTexts.cueAmount(formatCents(snapshot.cue.amountCents)),
        sign: "button",
      };
    case "hold-up":
      return {
        shape: "teal",
        headline: storyTexts.holdUp,
        second: storyTexts.holdUpSecond,
        sign: "phones",
      };
    case "cut":
      return {
        shape: "severed",
        headline: stageTexts.cablesCut(cutCables(snapshot)),
        second: null,
        otherHalf: stageTexts.roomsCutOff(roomsWithoutCable(snapshot.cables).size),
      };
    case "abnormal":
      return {
        shape: "amber",
        headline: storyTexts.abnormal,
        second: storyTexts.copiesAnswer(topology.rooms.length, snapshot.quorum.answering),
      };
    case "switching":
      return {
        shape: "hatched",
        headline: storyTexts.switching,
        second: isWaiting(snapshot) ? waiting(snapshot) : back(snapshot),
      };
    case "moving":
      return { shape: "arrows", headline: storyTexts.switching, second: back(snapshot) };
    case "recovered":
    case "full-speed":
      return {
        shape: "white",
        headline: storyTexts.everybodyPays,
        second: timeAndPace(snapshot, time),
      };
    case "no-failover":
      return noFailoverBand(snapshot.incident, time);
    case "blank":
    case "lobby":
    case "report":
    case "proof":
    case "missing":
    case "quorum-lost":
      return null;
  }
}

function liveBand(snapshot: ShowSnapshot, topology: Topology): Band {
  const cut = cutCables(snapshot);
  const copies = topology.rooms.length;
  const { people, cables, quorum } = snapshot;
  const carrying = carryingCables(cables);
  const goesOn = cut > 0 && quorum.answering === copies;
  return {
    shape: "line",
    headline: goesOn ? storyTexts.fewerCut(cut) : copiesHeadline(snapshot, topology),
    second: storyTexts.whatIsThere(people.hidden ? null : people.joined, copies, carrying),
  };
}

/** The wait of the pace goes on. Once it is over, or a room is back before it was, something else is waited for. */
function isWaiting({ incident, pace }: ShowSnapshot): boolean {
  const leaseMs = incident?.leaseRemainingMs ?? null;
  return isWaitOf(leaseMs) || (incident?.pace ?? pace) === "full-speed";
}

function waiting({ incident, pace }: ShowSnapshot): LocalizedText {
  switch (incident?.pace ?? pace) {
    case "keynote":
    case "booth":
      return storyTexts.waitingAt2018;
    case "full-speed":
      return storyTexts.atFullSpeed;
    case "custom":
      return storyTexts.waitingAtCustom;
  }
}

function back(snapshot: ShowSnapshot): LocalizedText {
  const progress = recoveryProgress(snapshot);
  const say = progress.of === "accounts" ? storyTexts.accountsBack : storyTexts.partsBack;
  return say(progress.back, progress.hit);
}

function noFailoverBand(incident: IncidentView | null, time: ShownTime | null): Band {
  const byItself = incident?.state === "returned-by-itself";
  const seconds = time?.text ?? null;
  return {
    shape: "line",
    headline: byItself ? storyTexts.cameBack : storyTexts.noFailover,
    second:
      seconds === null ? storyTexts.noAccountMovedTimeNotKnown : storyTexts.noAccountMoved(seconds),
  };
}

/** How a run ended, in short: where nothing was moved there is no time in which it recovered. */
export function howItEnded(snapshot: ShowSnapshot, time: ShownTime | null): LocalizedText {
  const { incident } = snapshot;
  return incident === null || incident.state === "recovered"
    ? timeAndPace(snapshot, time)
    : noFailoverBand(incident, time).headline;
}

/** "26.0 s, paced to 2018": the run and its time as it stands in the digits. */
export function timeAndPace(snapshot: ShowSnapshot, time: ShownTime | null): LocalizedText {
  const run = runLabel(snapshot.incident ?? { pace: snapshot.pace, record: false });
  const seconds = time?.text ?? null;
  return seconds === null
    ? stageTexts.recoveredTimeNotKnown(run)
    : stageTexts.recoveredIn(seconds, run);
}

/** The large figure where it is not the timer, and the word under it. */
export interface Figure {
  readonly text: string;
  /** It is set no larger than this one, so that it does not change its size while it goes up and down. */
  readonly widest?: string;
  /** Of how many, where that is told. */
  readonly of?: string;
  readonly word: LocalizedText;
}

/** `seconds`: of the show until now, as far as they are known. */
export function figureOf(
  scene: StoryScene,
  snapshot: ShowSnapshot,
  topology: Topology,
  seconds: readonly EngineSecond[],
): Figure | null {
  const { traffic, people, cue, quorum } = snapshot;
  switch (scene) {
    case "live": {
      const { areMany, mostPerSecond } = paymentsLately(seconds, snapshot);
      if (!areMany && !people.hidden)
        return { text: formatCount(people.joined), word: storyTexts.people(people.joined) };
      return {
        text: countText(traffic.perSecond),
        widest: formatCount(mostPerSecond),
        word: storyTexts.perSecond,
      };
    }
    case "cue":
      return {
        text: formatCount(cue.tapped),
        ...(people.hidden ? {} : { of: formatCount(people.joined) }),
        word: storyTexts.tapped,
      };
    case "hold-up":
      if (people.hidden) return null;
      return { text: formatCount(people.online), word: storyTexts.phonesHere(people.online) };
    case "starting":
      return { text: `${quorum.answering}/${topology.rooms.length}`, word: storyTexts.roomsAnswer };
    case "blank":
    case "lobby":
    case "report":
    case "cut":
    case "abnormal":
    case "switching":
    case "moving":
    case "recovered":
    case "full-speed":
    case "proof":
    case "no-failover":
    case "quorum-lost":
    case "missing":
      return null;
  }
}

/** The difference as it is written everywhere; a dash where nobody has counted. */
export function differenceText(funds: ShowSnapshot["funds"]): string {
  return funds === null ? "—" : formatCents(funds.differenceCents);
}

/** How old it is; null while a room that answers tells it. */
export function fundsAge(funds: ShowSnapshot["funds"]): LocalizedText | null {
  const ageMs = funds?.ageMs;
  return ageMs === undefined ? null : storyTexts.asOfAgo(formatCount(ageMs / 1_000));
}

/** Whether something is told in the sky over the city that was cut, where its fibres are. */
export function areWordsOverTheCity(scene: StoryScene, snapshot: ShowSnapshot): boolean {
  if (scene === "recovered")
    return snapshot.lastNeeded?.by === "person" || keptSince(snapshot) !== null;
  return trayOf(scene, snapshot) !== null;
}

/** A number with its word, "800 people": the word in the languages of the screen. */
export interface Counted {
  readonly count: string;
  readonly word: LocalizedText | null;
}

/** What the money consists of, in two lines: nothing from which a hidden head count could be read. */
export function fundsParts(snapshot: ShowSnapshot): readonly (readonly Counted[])[] {
  const { funds, people } = snapshot;
  if (funds === null) return [];
  const part = (accounts: number, word: LocalizedText): Counted => ({
    count: formatCount(accounts),
    word,
  });
  const each: Counted = { count: `× ${formatCents(initialFundsCents)}`, word: null };
  const canaries = part(funds.house.accounts, storyTexts.canaryPart);
  if (people.hidden) return [[canaries], [each]];
  return [
    [
      part(funds.people.accounts, storyTexts.peoplePart(funds.people.accounts)),
      part(funds.synthetic.accounts, storyTexts.syntheticPart),
    ],
    [canaries, each],
  ];
}

/** What the phones keep for a dark city, and what is being found out. Null where there is nothing to tell. */
export interface Tray {
  /** Null where nothing was kept in this cut; zero where all of it has been booked. */
  readonly kept: number | null;
  readonly checking: number;
  /** Phones that have told, "390/400", while some have not: then it is not all. */
  readonly heard: string | null;
  /** Hollow slips, each for the same number of payments. */
  readonly slips: number;
}

export const slipsMax = 15;

export function trayOf(
  scene: StoryScene,
  { traffic, people }: Pick<ShowSnapshot, "traffic" | "people">,
): Tray | null {
  if (scene !== "switching" && scene !== "moving") return null;
  // Nothing was kept and nothing is open: a tray of zeros would ask what is meant.
  if (Math.max(traffic.kept, traffic.keptMost, traffic.checking) === 0) return null;
  const each = Math.max(1, Math.ceil(Math.max(traffic.kept, traffic.keptMost) / slipsMax));
  return {
    kept: Math.max(traffic.kept, traffic.keptMost) === 0 ? null : traffic.kept,
    checking: traffic.checking,
    heard:
      people.heard.phones < people.heard.of && !people.hidden
        ? `${formatCount(people.heard.phones)}/${formatCount(people.heard.of)}`
        : null,
    slips: Math.min(slipsMax, Math.ceil(traffic.kept / each)),
  };
}

/**
 * What became of what was kept, "412/412" booked; where the gateway cannot tell that, "412 → 0" kept. Null where nothing
 * was.
 */
export function keptSince({ traffic }: Pick<ShowSnapshot, "traffic">): KeptSince | null {
  const { keptFate, keptMost, kept } = traffic;
  if (keptFate !== null) {
    const { booked, of } = keptFate;
    const word = booked === of ? storyTexts.allBooked : storyTexts.someBooked;
    return { figure: `${formatCount(booked)}/${formatCount(of)}`, word };
  }
  if (keptMost === 0) return null;
  return { figure: `${formatCount(keptMost)} → ${formatCount(kept)}`, word: storyTexts.kept };
}

export interface KeptSince {
  readonly figure: string;
  readonly word: LocalizedText;
}

/** The audience's word: numbers that are never added up, and those that nobody has heard of yet. Phones are as many as heads. */
export function receiptsOf(snapshot: ShowSnapshot) {
  const told = verificationOf(snapshot);
  return { ...told, phonesTold: snapshot.people.hidden ? null : told.phones };
}

/**
 * What was under way at the cut, as far as phones have told; null where none has, and where it is fewer than half of those that
 * are here and can tell: a gateway that was started anew hears of it from few.
 */
export function inFlightOf({ inFlight, incident, people }: ShowSnapshot) {
  if (inFlight === undefined || inFlight === null || inFlight.phones === 0) return null;
  const { payments, ends, phones, of = people.online } = inFlight;
  if (inFlight.incident !== incident?.id || phones * 2 < of) return null;
  const { booked, open, refused, cancelled, other } = ends;
  const isPart = phones < of && !people.hidden;
  const told = isPart ? `${formatCount(phones)}/${formatCount(of)}` : null;
  return { payments, booked, open, notBooked: refused + cancelled + other, told };
}

/**
 * Copies that are known to be equal, those that nobody can ask, and the entry at which they were compared. Null where they were
 * not, and after a run as long as that entry is one from before its end.
 */
export function copiesOf({
  copies,
  incident,
  rooms,
}: Pick<ShowSnapshot, "copies" | "incident" | "rooms">): {
  readonly equal: number;
  readonly outOfReach: number;
  readonly at: number;
} | null {
  const { compared } = copies;
  if (compared === null || new Set(compared.digests).size !== 1) return null;
  const isOver = incident !== null && incident.state !== "running";
  if (isOver && compared.pastEndOf !== incident.id) return null;
  // One that catches up answers, and is not compared yet.
  const outOfReach = rooms.filter(({ answering }) => !answering).length;
  return { equal: copies.rooms.length, outOfReach, at: compared.at };
}

/** A gateway speaks for itself: at another one enough rooms may be heard. */
export function quorumWords(
  { quorum }: Pick<ShowSnapshot, "quorum">,
  topology: Topology,
): LocalizedText {
  const needed = quorumOf(topology);
  return quorum.othersMayHear === true
    ? storyTexts.nothingBookedHere(needed)
    : storyTexts.nothingBooked(needed);
}
