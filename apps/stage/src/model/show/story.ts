import {
  quorumOf,
  type IncidentView,
  type LocalizedText,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { formatCount, stageTexts, startSourceTexts, storyTexts } from "@cablecut/ui";
import { cutCables } from "./cables.ts";
import type { ShownTime } from "./timer.ts";
import type { StageView } from "./view.ts";

/** What the engineer's view says of the moment: a headline, and facts beside it. */
export interface Story {
  readonly headline: LocalizedText;
  readonly facts: readonly LocalizedText[];
}

/** `endTime` is the time of the incident as it stands beside the words; null while it runs. */
export function tellStory(
  view: StageView,
  snapshot: ShowSnapshot,
  topology: Topology,
  endTime: ShownTime | null,
): Story {
  switch (view) {
    case "blank":
    case "lobby":
    case "live":
      return {
        headline: copiesHeadline(snapshot, topology),
        facts: presenceFacts(snapshot),
      };
    case "starting":
      return {
        headline: stageTexts.startingHeadline,
        facts: [stageTexts.roomsAnswering(snapshot.quorum.answering, topology.rooms.length)],
      };
    case "cue":
      return {
        headline: stageTexts.cueHeadline,
        facts: [stageTexts.tappedBy(formatCount(snapshot.cue.tapped))],
      };
    case "cut":
      return {
        headline: stageTexts.abnormalHeadline,
        facts: [stageTexts.cablesCut(cutCables(snapshot)), ...rateFact(snapshot, "paymentsGoOn")],
      };
    case "switching":
      return {
        headline: stageTexts.switchingHeadline,
        facts: [progressFact(snapshot), keptFact(snapshot)],
      };
    case "recovered":
      return recoveredStory(snapshot, endTime);
    case "no-failover":
      return {
        headline: noFailoverHeadline(snapshot.incident),
        facts: [keptOrBooked(snapshot), ...rateFact(snapshot, "bookedNow")],
      };
    case "quorum-lost":
      return {
        headline: stageTexts.quorumLostHeadline,
        facts: [
          stageTexts.roomsAnswering(snapshot.quorum.answering, topology.rooms.length),
          stageTexts.needed(quorumOf(topology)),
        ],
      };
  }
}

function recoveredStory(snapshot: ShowSnapshot, endTime: ShownTime | null): Story {
  const run = runLabel(snapshot.incident ?? { pace: snapshot.pace, record: false });
  return {
    headline:
      endTime === null || endTime.text === null
        ? stageTexts.recoveredTimeNotKnown(run)
        : stageTexts.recoveredIn(endTime.text, run),
    facts: [],
  };
}

function noFailoverHeadline(incident: IncidentView | null): LocalizedText {
  if (incident?.state === "returned-by-itself") return stageTexts.returnedByItselfHeadline;
  return stageTexts.restoredByHandHeadline;
}

/**
 * How a finished run may be called, and since when it was timed if not by the cables' own stamp. "Record" is said only of a
 * full-speed run, and only if it beat an earlier one.
 */
export function runLabel(
  run: Pick<IncidentView, "pace" | "record"> & Partial<Pick<IncidentView, "startSource">>,
): LocalizedText {
  const pace = paceLabel(run);
  const since = startSourceTexts[run.startSource ?? "fabric"];
  if (since === null) return pace;
  return { en: `${pace.en}, ${since.en}`, zh: `${pace.zh}，${since.zh}` };
}

function paceLabel(run: Pick<IncidentView, "pace" | "record">): LocalizedText {
  switch (run.pace) {
    case "keynote":
    case "booth":
      return stageTexts.pacedTo2018;
    case "full-speed":
      return run.record ? stageTexts.fullSpeedRecord : stageTexts.fullSpeed;
    case "custom":
      return stageTexts.customPace;
  }
}

/**
 * So many copies are what the rooms have that answer: of another one nobody can say what it has. A gateway that has just started
 * has not heard some, which is no silence of theirs.
 */
export function copiesHeadline(
  { quorum: { answering }, rooms }: Pick<ShowSnapshot, "quorum" | "rooms">,
  { rooms: { length: copies } }: Topology,
): LocalizedText {
  if (rooms.some((room) => room.condition === "starting")) return storyTexts.askingRooms;
  if (answering < copies) return storyTexts.copiesAnswer(copies, answering);
  return copies === 5 ? storyTexts.fiveCopies : storyTexts.manyCopies(copies);
}

function presenceFacts(snapshot: ShowSnapshot): readonly LocalizedText[] {
  const booked = stageTexts.booked(formatCount(snapshot.traffic.booked));
  if (snapshot.people.hidden) return [booked];
  return [stageTexts.people(snapshot.people.joined), booked];
}

/** What each room makes of the end of a wait differs by less, ms: told by one and by another it would come back. */
const waitsDifferMs = 300;

/** Somebody waits, and will in the next picture too. */
export function isWaitOf(leaseRemainingMs: number | null): leaseRemainingMs is number {
  return leaseRemainingMs !== null && leaseRemainingMs > waitsDifferMs;
}

/** What is left of the wait while it lasts (the band says whose pace it is), then the accounts that are back; shards where nobody's account was hit. */
function progressFact(snapshot: ShowSnapshot): LocalizedText {
  const incident = snapshot.incident;
  if (incident === null) return stageTexts.cablesCut(cutCables(snapshot));
  if (incident.shardsMoved === 0) {
    const leaseMs = incident.leaseRemainingMs;
    if (isWaitOf(leaseMs)) return stageTexts.waiting(Math.ceil(leaseMs / 1_000));
  }
  const { back, hit, of } = recoveryProgress(snapshot);
  const text = of === "accounts" ? stageTexts.back : stageTexts.shardsBack;
  return text(formatCount(back), formatCount(hit));
}

/** Where nobody knows how many, nobody knows that any are booked either. */
function rateFact(
  { traffic: { perSecond } }: ShowSnapshot,
  text: "paymentsGoOn" | "bookedNow",
): readonly LocalizedText[] {
  return perSecond === null ? [] : [stageTexts[text](formatCount(perSecond))];
}

/** Added up of the phones that have told: as long as some are on their way back it is not all. */
function keptFact({ traffic, people }: ShowSnapshot): LocalizedText {
  const { heard, hidden } = people;
  const kept = formatCount(traffic.kept);
  return heard.phones < heard.of && !hidden
    ? stageTexts.keptAsHeard(kept, formatCount(heard.phones), formatCount(heard.of))
    : stageTexts.kept(kept);
}

function keptOrBooked(snapshot: ShowSnapshot): LocalizedText {
  return snapshot.traffic.kept > 0
    ? keptFact(snapshot)
    : stageTexts.booked(formatCount(snapshot.traffic.booked));
}

export interface RecoveryProgress {
  readonly of: "accounts" | "shards";
  readonly back: number;
  readonly hit: number;
  /** 0 .. 1; nothing hit is 0, never "complete". */
  readonly fraction: number;
}

/** People's accounts that are back; shards where no account of a person was hit, or the head count is hidden. */
export function recoveryProgress(
  snapshot: Pick<ShowSnapshot, "incident" | "people">,
): RecoveryProgress {
  const incident = snapshot.incident;
  if (incident === null) return { of: "shards", back: 0, hit: 0, fraction: 0 };
  const ofAccounts = incident.accountsHit > 0 && !snapshot.people.hidden;
  const back = ofAccounts ? incident.accountsBack : incident.shardsBack;
  const hit = ofAccounts ? incident.accountsHit : incident.shardsHit;
  return {
    of: ofAccounts ? "accounts" : "shards",
    back,
    hit,
    fraction: hit === 0 ? 0 : Math.min(1, back / hit),
  };
}
