import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { ConditionMark, formatCount, roomName, stageTexts, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { typedAddress } from "../../model/show/join-address.ts";
import type { StageState } from "../../model/store.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";
import { Arrivals } from "./arrivals.tsx";
import { QrCode } from "../../shared/qr-code.tsx";

/** Everybody's first sight: how to get in, and that others already have. */
export function Lobby({
  store,
  description,
  snapshot,
}: {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
}): JSX.Element {
  const arrivals = useLive(store, (state) => state.arrivals);
  const address = typedAddress(description.joinUrl);
  return (
    <div className="lobby">
      <QrCode code={description.joinQr} label={description.joinUrl} className="lobby-qr" />
      <div className="lobby-words">
        <h1 className="lobby-title">
          <Bilingual text={stageTexts.scanToJoin} />
        </h1>
        <p className="lobby-address figures" data-long={address.length > 22} data-testid="join-url">
          {address}
        </p>
        <p className="lobby-funds">
          <Bilingual text={stageTexts.fundsEach} lines />
        </p>
        <div className="lobby-people">
          <div className="lobby-count">
            {snapshot.people.hidden ? null : (
              <>
                <p className="lobby-figure figures" data-testid="joined">
                  {formatCount(snapshot.people.joined)}
                </p>
                <p className="lobby-figure-label">
                  <Bilingual text={stageTexts.joinedLabel} />
                </p>
                {snapshot.people.synthetic === 0 ? null : (
                  <p className="lobby-synthetic">
                    <Bilingual text={stageTexts.syntheticBeside(snapshot.people.synthetic)} />
                  </p>
                )}
              </>
            )}
          </div>
          {description.wifi === null ? (
            <Arrivals arrivals={arrivals} topology={description.topology} rows={4} />
          ) : (
            <figure className="lobby-wifi">
              <QrCode
                code={description.wifi.qr}
                label={`Wi-Fi ${description.wifi.ssid}`}
                className="lobby-wifi-qr"
              />
              <figcaption>
                <Bilingual text={stageTexts.wifi} lines />
                <span className="lobby-wifi-name">{description.wifi.ssid}</span>
              </figcaption>
            </figure>
          )}
        </div>
        {description.wifi === null ? null : (
          <Arrivals arrivals={arrivals} topology={description.topology} rows={1} />
        )}
        <RoomsSmall snapshot={snapshot} description={description} />
      </div>
    </div>
  );
}

function RoomsSmall({
  snapshot,
  description,
}: {
  readonly snapshot: ShowSnapshot;
  readonly description: ShowDescription;
}): JSX.Element {
  const [language] = useStageLanguages();
  return (
    <ul className="lobby-rooms">
      {snapshot.rooms.map((health) => (
        <li key={health.room}>
          <ConditionMark condition={health.condition} size={24} />
          {roomName(description.topology, health.room)[language]}
        </li>
      ))}
    </ul>
  );
}
