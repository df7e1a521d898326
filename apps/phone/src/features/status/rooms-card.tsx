import { shardAt, type RoomCondition } from "@cablecut/protocol";
import { conditionTexts, phoneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import { heardWorld } from "../../model/status/rooms-out.ts";
import { roomsLineOf } from "../../model/status/status.ts";
import { usePhoneState } from "../../shared/phone-context.ts";

/** The five rooms, each with its state as a shape: own filled, dashed where it does not answer. */
export function RoomsCard({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const state = usePhoneState((phone) => phone);
  const { world, episode } = state;
  const { topology, me } = profile;
  const isHeard = heardWorld(state) !== null;
  const owner = world === null ? null : shardAt(world.shards, me.shard);
  const { words, copies } = roomsLineOf(state, profile);
  return (
    <section className="card rooms-card">
      <ul className="rooms">
        {topology.rooms.map((room, at) => {
          const condition = world?.conditions[at] ?? "starting";
          const isMine = owner?.owner === at;
          const look = isHeard ? lookOf(condition, isMine, episode.servedBy === at) : "unheard";
          return (
            <li key={room.id} className="room" data-look={look}>
              {t({ en: room.id.toUpperCase().replace(/-/g, " "), zh: room.name.zh })}
              <span className="hidden-words">
                {` ${t(isHeard ? conditionTexts[condition] : phoneTexts.roomUnheard)}`}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="rooms-line">
        <strong>{t(words)}</strong>
        <span className="small">{t(copies)}</span>
      </p>
    </section>
  );
}

function lookOf(condition: RoomCondition, isMine: boolean, isNew: boolean): string {
  if (condition === "starting") return "unheard";
  if (condition !== "normal") return "out";
  if (!isMine) return "well";
  return isNew ? "new" : "mine";
}
