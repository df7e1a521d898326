import {
  cableId,
  cableNames,
  type CableHealth,
  type Impairment,
  type ImpairedCable,
  type LocalizedText,
  type Topology,
} from "@cablecut/protocol";
import { consoleTexts, roomName, useSay } from "@cablecut/ui";
import { useId, useState, type JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { NumberField } from "../../shared/number-field.tsx";
import { Reason } from "../../shared/reason.tsx";
import { useHindrance } from "../../shared/use-hindrance.ts";

/** What can be wrong with cables besides being cut: per cable, room, city, or everywhere. */
export function FaultsPanel({
  topology,
  cables,
  impaired,
}: {
  readonly topology: Topology;
  readonly cables: readonly CableHealth[];
  readonly impaired: readonly ImpairedCable[];
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const disabled = useHindrance("impair") !== null;
  const [target, setTarget] = useState("all");
  const put = (impairment: Impairment): void =>
    void commands.send({
      kind: "impair",
      targets: [target],
      impairment,
      evenIfQuorumIsLost: false,
    });
  const areKnown = cables.every(({ fault }) => fault !== "unknown");
  const cannotClear = useHindrance("restore") !== null;
  const button = (text: LocalizedText, impairment: Impairment, cannot = disabled): JSX.Element => (
    <button type="button" className="button" disabled={cannot} onClick={() => put(impairment)}>
      {t(text)}
    </button>
  );
  return (
    <div className="fields">
      <Where topology={topology} target={target} onChange={setTarget} />
      <FaultFields disabled={disabled} put={put} />
      <h3>{t(consoleTexts.oneWay)}</h3>
      <div className="field-buttons">
        {button(consoleTexts.toRoom, { kind: "one-way", silent: "toward" })}
        {button(consoleTexts.fromRoom, { kind: "one-way", silent: "from" })}
      </div>
      <div className="field-buttons">
        {button(consoleTexts.resetConnections, { kind: "reset" })}
        {button(consoleTexts.clearFaults, { kind: "none" }, cannotClear)}
      </div>
      <Reason kind="impair" />
      <h3>{t(consoleTexts.faultsNow)}</h3>
      {impaired.length === 0 ? (
        <p className="hint">{t(areKnown ? consoleTexts.noFaults : consoleTexts.faultsUnknown)}</p>
      ) : null}
      <ul className="impaired" data-testid="impaired">
        {impaired.map((cable) => (
          <li key={cable.cable}>
            <strong>{t(cableText(cable.cable, topology))}</strong>
            <span>{faultTexts(cable).map(t).join(t(consoleTexts.listComma))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Where({
  topology,
  target,
  onChange,
}: {
  readonly topology: Topology;
  readonly target: string;
  readonly onChange: (target: string) => void;
}): JSX.Element {
  const t = useSay();
  const id = useId();
  return (
    <div className="field field-choice">
      <label htmlFor={id}>{t(consoleTexts.where)}</label>
      <select id={id} value={target} onChange={(event) => onChange(event.target.value)}>
        <option value="all">{t(consoleTexts.everywhere)}</option>
        {topology.cities.map((city) => (
          <optgroup key={city.id} label={t(city.name)}>
            <option value={city.id}>{t(city.name)}</option>
            {topology.rooms
              .filter((room) => room.city === city.id)
              .flatMap((room) => [
                <option key={room.id} value={room.id}>
                  {t(room.name)}
                </option>,
                ...cableNames.map((name) => (
                  <option key={`${room.id}/${name}`} value={cableId(room.id, name)}>
                    {t(consoleTexts.cable(t(room.name), name))}
                  </option>
                )),
              ])}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

/** Delay, loss and bandwidth: a figure each, put by its own button. */
function FaultFields({
  disabled,
  put,
}: {
  readonly disabled: boolean;
  readonly put: (impairment: Impairment) => void;
}): JSX.Element {
  const t = useSay();
  const [delayMs, setDelay] = useState(200);
  const [percent, setLoss] = useState(5);
  const [kilobytesPerSecond, setBandwidth] = useState(100);
  const row = (field: JSX.Element, name: LocalizedText, impairment: Impairment): JSX.Element => (
    <div className="field-row">
      {field}
      <button
        type="button"
        className="button"
        disabled={disabled}
        aria-label={`${t(consoleTexts.set)} ${t(name)}`}
        onClick={() => put(impairment)}
      >
        {t(consoleTexts.set)}
      </button>
    </div>
  );
  return (
    <>
      {row(
        <NumberField
          text={consoleTexts.delay}
          unit="ms"
          value={delayMs}
          min={0}
          max={10_000}
          onChange={setDelay}
        />,
        consoleTexts.delay,
        { kind: "delay", delayMs, jitterMs: 0 },
      )}
      {row(
        <NumberField
          text={consoleTexts.loss}
          unit="%"
          value={percent}
          min={0}
          max={90}
          onChange={setLoss}
        />,
        consoleTexts.loss,
        { kind: "loss", percent },
      )}
      {row(
        <NumberField
          text={consoleTexts.bandwidth}
          unit="kB/s"
          value={kilobytesPerSecond}
          min={1}
          max={1_000_000}
          onChange={setBandwidth}
        />,
        consoleTexts.bandwidth,
        { kind: "bandwidth", kilobytesPerSecond },
      )}
    </>
  );
}

function cableText(cable: string, topology: Topology): LocalizedText {
  const [roomId = "", name = ""] = cable.split("/");
  const room = roomName(
    topology,
    topology.rooms.findIndex(({ id }) => id === roomId),
  );
  return { en: consoleTexts.cable(room.en, name).en, zh: consoleTexts.cable(room.zh, name).zh };
}

function faultTexts(cable: ImpairedCable): readonly LocalizedText[] {
  const texts: LocalizedText[] = [];
  if (cable.delayMs + cable.jitterMs > 0)
    texts.push(consoleTexts.delayOf(cable.delayMs, cable.jitterMs));
  if (cable.lossPercent > 0) texts.push(consoleTexts.lossOf(cable.lossPercent));
  if (cable.kilobytesPerSecond !== null)
    texts.push(consoleTexts.bandwidthOf(cable.kilobytesPerSecond));
  if (cable.oneWay === "toward") texts.push(consoleTexts.silentToward);
  if (cable.oneWay === "from") texts.push(consoleTexts.silentFrom);
  return texts;
}
