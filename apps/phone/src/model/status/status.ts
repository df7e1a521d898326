import {
  shardAt,
  type LocalizedText,
  type Person,
  type RoomCondition,
  type RoomIndex,
  type Topology,
  type World,
} from "@cablecut/protocol";
import { cityOfRoom, commonTexts, phoneTexts, refusalTexts, roomName } from "@cablecut/ui";
import type { PhoneState, Profile } from "../phone-state.ts";
import { countChecks, type Verification } from "../receipts/receipt-book.ts";
import { checkingCount, keptCount } from "../transfer/outbox-counts.ts";
import { shardServes } from "../transfer/scheduler.ts";
import { isOut, isOwnerOut } from "./rooms-out.ts";

/** The head of the account page: what is the matter with the line, the rooms, the own room. Observed, never scripted. */
export interface Headline {
  readonly mark: RoomCondition;
  readonly title: LocalizedText;
  readonly detail: LocalizedText;
}

/** The line below: what it means for this person, or what to try. */
export interface Prompt {
  readonly tone: "quiet" | "switching" | "invite" | "good" | "missing";
  readonly text: LocalizedText;
  readonly more: LocalizedText | null;
  /** What a tap on it does. */
  readonly opens: "nothing" | "receipts" | "paying";
}

export function headlineOf(state: PhoneState, profile: Profile): Headline {
  const { topology } = profile;
  const copies = topology.rooms.length;
  const offline = lineTrouble(state);
  if (offline !== null) return offline;
  const { world } = state;
  if (world === null) {
    return {
      mark: "starting",
      title: phoneTexts.askingRoom,
      detail: phoneTexts.copiesUnheard(copies),
    };
  }
  if (world.starting) {
    const detail = phoneTexts.copiesUnheard(copies);
    return { mark: "starting", title: phoneTexts.askingRoom, detail };
  }
  const detail = phoneTexts.copies(copies, world.answering);
  if (!world.quorum) {
    return { mark: "abnormal", title: phoneTexts.noQuorum, detail: phoneTexts.noQuorumDetail };
  }
  const own = shardAt(world.shards, profile.me.shard);
  if (own === null) return { mark: "starting", title: phoneTexts.askingRoom, detail };
  const condition = world.conditions[own.owner] ?? "normal";
  // Until a live room owns the account, the page says what is the case: abnormal.
  if (own.status === "switching" || isOut(condition)) {
    const mark = own.status === "switching" ? "switching" : "abnormal";
    return { mark, title: commonTexts.systemAbnormal, detail };
  }
  const room = roomName(topology, own.owner);
  return state.episode.servedBy === own.owner
    ? { mark: "normal", title: phoneTexts.nowServedBy(room), detail }
    : { mark: "normal", title: phoneTexts.roomNormal(room), detail };
}

export function promptOf(state: PhoneState, profile: Profile): Prompt {
  const { world } = state;
  if (state.entry.kind === "entering" && state.connection === "connected") {
    const { refusal } = state.entry;
    if (refusal === "switching") return switchingPrompt(state, false);
    if (refusal !== null && refusal !== "unknown") return quiet(refusalTexts[refusal]);
  }
  if (world === null || state.connection !== "connected") return quiet(phoneTexts.asOf);
  // Nobody is invited to pay what cannot be booked.
  if (world.starting || !world.quorum) {
    const checking = checkingCount(state) > 0;
    return quiet(checking ? phoneTexts.checkingPrompt : phoneTexts.moneyStays);
  }
  if (!shardServes(world.shards, profile.me.shard)) return switchingPrompt(state, false);
  if (waitsForPayee(state, world)) return switchingPrompt(state, true);
  if (checkingCount(state) > 0) return quiet(phoneTexts.checkingPrompt);
  if (isOwnerOut(world, profile.me.shard)) return quiet(phoneTexts.roomSilent);
  return invitation(state, profile, world);
}

/** A city other than the own of which no room is well while accounts still live there: they can be paid nevertheless. */
export function cutCityElsewhere(
  topology: Topology,
  world: World,
  ownRoom: RoomIndex | null,
): { readonly id: string; readonly name: LocalizedText } | null {
  const ownCity = ownRoom === null ? null : topology.rooms[ownRoom]?.city;
  const isDown = (cityId: string): boolean =>
    topology.rooms.every(
      (room, at) => room.city !== cityId || isOut(world.conditions[at] ?? "normal"),
    );
  const livesSomebody = (cityId: string): boolean =>
    Array.from(world.shards, (_, shard) => shardAt(world.shards, shard)).some(
      (shard) => shard !== null && topology.rooms[shard.owner]?.city === cityId,
    );
  return (
    topology.cities.find(
      (city) => city.id !== ownCity && isDown(city.id) && livesSomebody(city.id),
    ) ?? null
  );
}

/** What lies between this phone and the show: its own network, or the show's server. */
function lineTrouble(state: PhoneState): Headline | null {
  if (state.connection === "connected") return null;
  if (!state.deviceOnline) {
    return {
      mark: "dark",
      title: phoneTexts.networkGone,
      detail: phoneTexts.networkGoneDetail,
    };
  }
  return state.unreachable
    ? { mark: "dark", title: phoneTexts.serverGone, detail: phoneTexts.serverGoneDetail }
    : { mark: "starting", title: phoneTexts.reconnecting, detail: phoneTexts.moneyStays };
}

function switchingPrompt(state: PhoneState, forPayee: boolean): Prompt {
  const own =
    checkingCount(state) > 0
      ? phoneTexts.checkingPrompt
      : keptCount(state) > 0
        ? phoneTexts.keptPrompt
        : null;
  return {
    tone: "switching",
    text: phoneTexts.switchingPrompt,
    more: forPayee ? phoneTexts.keptPrompt : own,
    opens: "nothing",
  };
}

/** Some payment is kept because its payee's shard is switching. */
function waitsForPayee(state: PhoneState, world: World): boolean {
  return state.book.payments.some(
    ({ state: at, payee }) => at.kind === "unsent" && !shardServes(world.shards, payee.shard),
  );
}

/** The city of the room that owns a person's account; it stays the same while the shard is switching. */
export function cityOf(
  person: Pick<Person, "shard">,
  topology: Topology,
  world: World | null,
): LocalizedText | null {
  const owner = world === null ? null : shardAt(world.shards, person.shard);
  return owner === null ? null : cityOfRoom(topology, owner.owner);
}

/** What became of the receipts in the last incident; an older one is no news once the next has begun. */
function verificationPrompt(verification: Verification, world: World): Prompt | null {
  switch (verification.kind) {
    case "none":
      return null;
    case "waiting":
    case "asking": {
      const text =
        verification.kind === "asking" ? phoneTexts.receiptsAsking : phoneTexts.receiptsWaiting;
      return { tone: "quiet", text, more: null, opens: "receipts" };
    }
    case "done": {
      if (verification.result.incident < world.incident) return null;
      const counts = countChecks(verification.result);
      const survived = phoneTexts.receiptsSurvived(counts.verified, counts.asked);
      return counts.missing > 0
        ? {
            tone: "missing",
            text: phoneTexts.receiptsMissing(counts.missing),
            more: survived,
            opens: "receipts",
          }
        : { tone: "good", text: survived, more: phoneTexts.payAgain, opens: "receipts" };
    }
  }
}

function invitation(state: PhoneState, profile: Profile, world: World): Prompt {
  const { partner, topology, me } = profile;
  const { servedBy, partnerIsBack } = state.episode;
  const own = shardAt(world.shards, me.shard);
  const cut = cutCityElsewhere(topology, world, own?.owner ?? null);
  const back = partnerIsBack && partner !== null && !isOwnerOut(world, partner.shard);
  if (cut !== null && !back && servedBy === null) {
    return { tone: "invite", text: phoneTexts.cutElsewhere(cut.name), more: null, opens: "paying" };
  }
  const verified = verificationPrompt(state.verification, world);
  if (verified !== null) return verified;
  if (world.cue.on) return { ...quiet(phoneTexts.everyonePay), tone: "invite" };
  if (back) return { ...quiet(phoneTexts.partnerIsBack), tone: "good", more: phoneTexts.payAgain };
  if (servedBy !== null) return { ...quiet(phoneTexts.payAgain), tone: "good" };
  return quiet(partner === null ? phoneTexts.noPartnerYet : phoneTexts.tryPartner(partner.name));
}

function quiet(text: LocalizedText): Prompt {
  return { tone: "quiet", text, more: null, opens: "nothing" };
}
