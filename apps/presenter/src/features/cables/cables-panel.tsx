import {
  cableId,
  cableNames,
  type CutUnderWay,
  type EventLine,
  type LocalizedText,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { conditionTexts, ConditionMark, presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { cutCityCommand, cutIntervalMs } from "../../model/acts.ts";
import { isCarrying } from "../../model/cables.ts";
import { cutNumbers } from "../../model/cut-numbers.ts";
import { HoldButton } from "../../shared/hold-button.tsx";
import { hindranceTexts } from "../../shared/refusal-texts.ts";
import { useHindrance } from "../../shared/use-hindrance.ts";
import { CableSwitch } from "./cable-switch.tsx";

/** Every cable as it is, by city and room. What the switches show is told by the fabric, or by both ends of real cables, which have no switches. */
export function CablesPanel({
  topology,
  show,
  events,
  cutsUnderWay,
  notSaved,
}: {
  readonly topology: Topology;
  readonly show: ShowSnapshot;
  readonly events: readonly EventLine[];
  readonly cutsUnderWay: readonly CutUnderWay[];
  /** The disk has not taken the last changes. */
  readonly notSaved: boolean;
}): JSX.Element {
  const t = useSay();
  const hindrance = useHindrance("cut");
  const numbers = cutNumbers(events);
  return (
    <section className="card cables" data-testid="cables">
      <div className="cables-title">
        <h2>{t(presenterTexts.cables)}</h2>
        <p className="hint panel-reason" data-testid="cables-reason">
          {hindrance === null
            ? cutsUnderWay.map(({ at, cables }) => (
                <span key={at}>{t(presenterTexts.beingCut(cables.length, at))} </span>
              ))
            : t(hindranceTexts[hindrance])}
          {notSaved ? <span> {t(presenterTexts.cablesNotSaved)}</span> : null}
        </p>
      </div>
      {topology.cities.map((city) => (
        <section key={city.id} className="city">
          <Place
            name={city.name}
            target={city.id}
            cut={cutCityCommand(topology, city.id)}
            show={show}
            roomIds={topology.rooms.filter((room) => room.city === city.id).map((room) => room.id)}
          />
          {topology.rooms.map((room, index) =>
            room.city === city.id ? (
              <RoomRow key={room.id} room={room} index={index} show={show} numbers={numbers} />
            ) : null,
          )}
        </section>
      ))}
    </section>
  );
}

function RoomRow({
  room,
  index,
  show,
  numbers,
}: {
  readonly room: Topology["rooms"][number];
  readonly index: number;
  readonly show: ShowSnapshot;
  readonly numbers: ReadonlyMap<string, number>;
}): JSX.Element {
  const t = useSay();
  const condition = show.rooms.find((health) => health.room === index)?.condition ?? "starting";
  return (
    <div className="room-row" data-testid="room-row" data-room={room.id}>
      <div className={condition === "normal" ? "room-title" : "room-title room-title-noted"}>
        <ConditionMark condition={condition} />
        <span className="room-title-name">{t(room.name)}</span>
        <span className={condition === "normal" ? "unseen" : "room-title-state"}>
          {t(conditionTexts[condition])}
        </span>
      </div>
      <div className="room-switches">
        {cableNames.map((name) => (
          <CableSwitch
            key={name}
            cable={cableId(room.id, name)}
            label={`${t(room.name)} ${name}`}
            name={name}
            number={numbers.get(cableId(room.id, name)) ?? null}
            fault={
              show.cables.find((entry) => entry.cable === cableId(room.id, name))?.fault ??
              "unknown"
            }
          />
        ))}
        <HoldOrRestore
          target={room.id}
          carries={show.cables.filter((cable) => cable.room === index).every(isCarrying)}
          cut={{
            kind: "cut",
            targets: [room.id],
            intervalMs: cutIntervalMs,
            evenIfQuorumIsLost: false,
          }}
          cutText={presenterTexts.cutRoom}
          place={t(room.name)}
        />
      </div>
    </div>
  );
}

function Place({
  name,
  target,
  cut,
  show,
  roomIds,
}: {
  readonly name: LocalizedText;
  readonly target: string;
  readonly cut: ReturnType<typeof cutCityCommand>;
  readonly show: ShowSnapshot;
  readonly roomIds: readonly string[];
}): JSX.Element {
  const t = useSay();
  const carries = show.cables
    .filter((cable) => roomIds.some((roomId) => cable.cable.startsWith(`${roomId}/`)))
    .every(isCarrying);
  return (
    <div className="city-title">
      <h3>{t(name)}</h3>
      <HoldOrRestore
        target={target}
        carries={carries}
        cut={cut}
        cutText={presenterTexts.cutCity}
        place={t(name)}
      />
    </div>
  );
}

/** A whole room or city: held to be cut, tapped to be restored; nothing where cables are real. */
function HoldOrRestore({
  target,
  carries,
  cut,
  cutText,
  place,
}: {
  readonly target: string;
  readonly carries: boolean;
  readonly cut: ReturnType<typeof cutCityCommand>;
  readonly cutText: LocalizedText;
  readonly place: string;
}): JSX.Element | null {
  const t = useSay();
  const { commands } = useConsole();
  const cutHindrance = useHindrance("cut");
  const restoreHindrance = useHindrance("restore");
  if (cutHindrance === "real-cables") return null;
  if (!carries) {
    return (
      <button
        type="button"
        className="button button-small"
        disabled={restoreHindrance !== null}
        aria-label={`${t(presenterTexts.restore)} ${place}`}
        onClick={() => void commands.send({ kind: "restore", targets: [target] })}
      >
        {t(presenterTexts.restore)}
      </button>
    );
  }
  return (
    <HoldButton
      className="button-small"
      disabled={cutHindrance !== null}
      label={`${t(cutText)} ${place}`}
      onHeld={() => void commands.send(cut)}
    >
      {t(cutText)}
    </HoldButton>
  );
}
