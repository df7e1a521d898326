import {
  formatSeconds,
  shardAt,
  type LocalizedText,
  type Person,
  type RoomCondition,
  type RoomIndex,
  type World,
} from "@cablecut/protocol";
import { commonTexts, conditionTexts, phoneTexts, refusalTexts, roomName } from "@cablecut/ui";
import type { PhoneState, Profile } from "../phone-state.ts";
import { countChecks } from "../receipts/receipt-book.ts";
import { shardServes } from "../transfer/scheduler.ts";
import { cutCityElsewhere, placeOutFor } from "./cities.ts";
import { isEverybodyHome } from "./episode.ts";
import { heardWorld, isOwnerOut, isSilent } from "./rooms-out.ts";

/**
 * What heads the account page where there is something to say. Observed, never scripted. `trouble`: between this phone
 * and the show; `abnormal`: a room does not answer; `switching`: decided by the log.
 */
export interface Band {
  readonly kind: "trouble" | "abnormal" | "switching" | "invite" | "recovered" | "missing";
  readonly title: LocalizedText;
  readonly detail: LocalizedText | null;
  /** What a tap on it does. */
  readonly opens: "nothing" | "receipts" | "paying";
}

/** Null where all is well and nothing is news. */
export function bandOf(state: PhoneState, profile: Profile): Band | null {
  const line = lineTrouble(state);
  if (line !== null) return line;
  const { world } = state;
  if (world === null || world.starting)
    return doorTrouble(state) ?? band("trouble", phoneTexts.askingRoom, phoneTexts.moneyStays);
  if (!world.quorum) return band("abnormal", phoneTexts.noQuorum, phoneTexts.noQuorumDetail);
  const own = ownTrouble(state, profile, world) ?? waitsForPayee(state, profile, world);
  if (own !== null) return own;
  const door = doorTrouble(state);
  if (door !== null) return door;
  if (world.paused) return band("trouble", phoneTexts.paused, phoneTexts.pausedDetail);
  return (
    invitation(state, profile, world) ?? stopping(state, profile, recovery(state, profile, world))
  );
}

/** What the rooms card says below the five rooms. */
export function roomsLineOf(
  state: PhoneState,
  { topology, me }: Profile,
): { readonly words: LocalizedText; readonly copies: LocalizedText } {
  const copies = topology.rooms.length;
  const world = heardWorld(state);
  if (world === null) {
    return { words: phoneTexts.roomsLine(copies), copies: { en: "", zh: "" } };
  }
  const own = shardAt(world.shards, me.shard);
  return {
    words: own === null ? commonTexts.systemAbnormal : wordsOf(own),
    copies: phoneTexts.copiesAnswer(copies, world.answering),
  };

  /** Once the band has the words of the switch, the line goes on saying that it is not over. */
  function wordsOf({ owner, status }: NonNullable<typeof own>): LocalizedText {
    if (status !== "serving" || world?.quorum === false) return commonTexts.systemAbnormal;
    const room = roomName(topology, owner);
    const { en, zh } = roomWords(world?.conditions[owner] ?? "normal");
    return { en: `${room.en} · ${en}`, zh: `${room.zh} · ${zh}` };
  }
}

/** Only what is well is called so, and only what is silent: a room that differs answers, and serves nobody. */
function roomWords(condition: RoomCondition): LocalizedText {
  if (condition === "normal") return phoneTexts.allWell;
  return isSilent(condition) ? phoneTexts.noAnswer : conditionTexts[condition];
}

/**
 * The call to pay fills the page until somebody's room is out: from then on the page has more to say. A room that was away
 * before the call, and serves nobody any more, ends none.
 */
export function isCalledToPay({ world, connection, entry, hall }: PhoneState): boolean {
  if (connection !== "connected" || entry.kind !== "entered" || world?.cue.on !== true)
    return false;
  const incident = hall?.incident ?? null;
  // Between the last account's move and the first payment there the call of before the cut is still on.
  const isSwitching = incident?.state === "running" && incident.id !== null;
  return !isSwitching && !Array.from(world.shards).some((_, shard) => isOwnerOut(world, shard));
}

/** The own account is not served: no answer from its room, or its shard is switching. */
export function isOwnOut({ world }: Pick<PhoneState, "world">, { me }: Profile): boolean {
  if (world === null) return false;
  return !shardServes(world.shards, me.shard) || isOwnerOut(world, me.shard);
}

/** What happens to the own account would be booked, and told here: what makes a window of the hall a lit one. */
export function isServed(state: PhoneState, profile: Profile): boolean {
  return (
    state.entry.kind === "entered" &&
    heardWorld(state)?.quorum === true &&
    !isOwnOut(state, profile)
  );
}

/** The partner's account was switching and serves again, by what is heard now. */
export function isPartnerBack(state: PhoneState, { partner }: Profile): boolean {
  const world = heardWorld(state);
  return (
    partner !== null &&
    state.episode.partnerIsBack &&
    world?.quorum === true &&
    !isOwnerOut(world, partner.shard)
  );
}

/** Whoever can be paid in the cut city: the partner if it lives there; null: anybody, by number. */
export function partnerInCut(state: PhoneState, profile: Profile): Person | null {
  const { world } = state;
  const { topology, me, partner } = profile;
  if (world === null || partner === null) return null;
  const own = shardAt(world.shards, me.shard);
  const cut = cutCityElsewhere(topology, world, own?.owner ?? null);
  const owner = shardAt(world.shards, partner.shard);
  return owner !== null && topology.rooms[owner.owner]?.city === cut?.id ? partner : null;
}

const takesOver = band("switching", phoneTexts.switchingPrompt, phoneTexts.takesOver);

/** What lies between this phone and the show: its own network, or the show's server. */
function lineTrouble(state: PhoneState): Band | null {
  if (state.connection === "connected") return null;
  if (!state.deviceOnline)
    return band("trouble", phoneTexts.networkGone, phoneTexts.networkGoneDetail);
  return state.unreachable
    ? band("trouble", phoneTexts.serverGone, phoneTexts.serverGoneDetail)
    : band("trouble", phoneTexts.reconnecting, phoneTexts.moneyStays);
}

function ownTrouble({ entry }: PhoneState, { topology, me }: Profile, world: World): Band | null {
  const own = shardAt(world.shards, me.shard);
  const refusedAsSwitching = entry.kind === "entering" && entry.refusal === "switching";
  if (own?.status === "switching" || refusedAsSwitching) return takesOver;
  if (own === null || !isOwnerOut(world, me.shard)) return null;
  const copies = phoneTexts.copies(topology.rooms.length, world.answering);
  const { en, zh } = phoneTexts.yourRoomSilent;
  // A room that differs does answer, though it serves nobody: the line of the rooms says so.
  const detail =
    world.conditions[own.owner] === "diverged"
      ? copies
      : { en: `${en} ${copies.en}`, zh: `${zh}${copies.zh}` };
  return band("abnormal", commonTexts.systemAbnormal, detail);
}

/** The door has said something else than that it is busy. It may be all that the gateway has said. */
function doorTrouble({ entry }: PhoneState): Band | null {
  if (entry.kind !== "entering" || entry.refusal === null || entry.refusal === "unknown")
    return null;
  if (entry.refusal === "switching") return takesOver;
  return band("trouble", refusalTexts[entry.refusal], phoneTexts.moneyStays);
}

/** Some payment is kept because its payee's shard is switching. */
function waitsForPayee({ book }: PhoneState, { topology }: Profile, world: World): Band | null {
  const waiting = book.payments.find(
    ({ state: at, payee }) => at.kind === "unsent" && !shardServes(world.shards, payee.shard),
  );
  if (waiting === undefined) return null;
  const place = placeOutFor(waiting.payee, topology, world);
  return band(
    "switching",
    phoneTexts.switchingPrompt,
    place === null ? phoneTexts.keptPrompt : phoneTexts.payeeSwitching(place),
  );
}

function invitation(state: PhoneState, profile: Profile, world: World): Band | null {
  const { topology, me } = profile;
  const own = shardAt(world.shards, me.shard);
  const cut = cutCityElsewhere(topology, world, own?.owner ?? null);
  if (cut === null || isPartnerBack(state, profile) || state.episode.servedBy !== null) return null;
  return {
    ...band("invite", phoneTexts.cutElsewhere(cut.name), phoneTexts.payThere(cut.name)),
    opens: "paying",
  };
}

/** The last payment that the recovery needed was the own one: that is the news, and what else there is follows. */
function stopping({ hall }: PhoneState, { me }: Profile, news: Band | null): Band | null {
  const incident = hall?.incident ?? null;
  const isOwn = incident?.state === "recovered" && incident.stoppedBy === me.account;
  if (!isOwn || news?.kind !== "recovered") return news;
  const { elapsedMs } = incident;
  const seconds = elapsedMs === null ? null : formatSeconds(elapsedMs);
  const { title, detail } = news;
  const rest =
    detail === null ? title : { en: `${title.en}. ${detail.en}`, zh: `${title.zh}。${detail.zh}` };
  return { ...news, title: phoneTexts.stoppedTheClock(seconds), detail: rest };
}

/** Until the next cut, or until everybody is home. */
function recovery(
  { episode, verification }: PhoneState,
  { topology }: Profile,
  world: World,
): Band | null {
  const isNews = !isEverybodyHome(world);
  const served = episode.servedBy === null ? null : servedBand(episode.servedBy);
  if (verification.kind === "none") return served;
  if (verification.kind !== "done") {
    if (verification.incident < world.incident || !isNews) return served;
    const detail =
      verification.kind === "asking" ? phoneTexts.receiptsAsking : phoneTexts.receiptsWaiting;
    return { ...(served ?? band("recovered", phoneTexts.everybodyPays, null)), detail };
  }
  const { result } = verification;
  if (result.incident < world.incident) return served;
  const counts = countChecks(result);
  const survived = phoneTexts.receiptsSurvived(counts.verified, counts.asked);
  if (counts.lost > 0)
    return {
      ...band("missing", phoneTexts.receiptsMissing(counts.lost), survived),
      opens: "receipts",
    };
  if (!isNews) return served;
  const told = served ?? band("recovered", phoneTexts.everybodyPays, null);
  // Whoever moved here, or whose browser keeps nothing, had none to show.
  if (counts.asked === 0) return told;
  return { ...told, detail: survived, opens: "receipts" };

  function servedBand(room: RoomIndex): Band {
    return band("recovered", phoneTexts.nowServedBy(roomName(topology, room)), null);
  }
}

function band(kind: Band["kind"], title: LocalizedText, detail: LocalizedText | null): Band {
  return { kind, title, detail, opens: "nothing" };
}
