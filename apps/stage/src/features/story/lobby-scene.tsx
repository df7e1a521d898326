import {
  accountIdOf,
  formatCents,
  initialFundsCents,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { formatCount, storyTexts, useLive } from "@cablecut/ui";
import type { JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { typedAddress } from "../../model/show/join-address.ts";
import { fittingSize, textWidth } from "../../model/type/metrics.ts";
import type { StageState } from "../../model/store.ts";
import { QrCode } from "../../shared/qr-code.tsx";
import { Line } from "../../shared/line.tsx";
import { countBetween, useBoth, useStageLanguages } from "../../shared/stage-languages.ts";
import { AvatarTile } from "./avatar-tile.tsx";
import { ClosedDoors } from "./closed-doors.tsx";

const left = 868;
const width = 1_004;

/** How to get in, and that others already have. */
export function LobbyScene({
  store,
  description,
  snapshot,
}: {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
}): JSX.Element {
  const t = useBoth();
  const languages = useStageLanguages();
  const { wifi, joinQr, joinUrl } = description;
  const join = `${wifi === null ? "" : "2 "}${t(storyTexts.join, " ")}`;
  return (
    <g>
      {snapshot.doorsOpen ? (
        <QrCode code={joinQr} x={48} y={112} width={756} height={756} label={joinUrl} />
      ) : (
        <ClosedDoors />
      )}
      <Line
        text={snapshot.doorsOpen ? join : t(storyTexts.doorsClosed, " ")}
        x={left}
        y={208}
        size={84}
        weight={800}
        max={width}
        anchor="start"
        className="ink"
        testId="headline"
      />
      <Line
        text={typedAddress(joinUrl)}
        x={left}
        y={312}
        size={92}
        weight={700}
        max={width}
        anchor="start"
        className="teal"
        testId="join-url"
      />
      <Line
        text={countBetween(formatCents(initialFundsCents), storyTexts.funds, languages)}
        x={left}
        y={392}
        size={56}
        weight={500}
        max={width}
        anchor="start"
        className="ink"
      />
      <HeadCount snapshot={snapshot} max={wifi === null ? width : 560} />
      {wifi === null ? null : <WifiCode wifi={wifi} isFirstStep={snapshot.doorsOpen} />}
      <Newest store={store} max={wifi === null ? width : 760} />
    </g>
  );
}

/** The first of two steps, while there is a second one: with closed doors it is the way back for whoever has an account. */
function WifiCode({
  wifi,
  isFirstStep,
}: {
  readonly wifi: NonNullable<ShowDescription["wifi"]>;
  readonly isFirstStep: boolean;
}): JSX.Element {
  return (
    <g>
      <QrCode
        code={wifi.qr}
        x={1_652}
        y={420}
        width={220}
        height={220}
        label={`Wi-Fi ${wifi.ssid}`}
      />
      {isFirstStep ? (
        <Line
          text="1"
          x={1_616}
          y={544}
          size={92}
          weight={800}
          max={90}
          anchor="end"
          className="ink"
        />
      ) : null}
      <Line
        text="Wi-Fi"
        x={1_616}
        y={616}
        size={56}
        weight={600}
        max={160}
        anchor="end"
        className="ink"
      />
    </g>
  );
}

function HeadCount({
  snapshot,
  max,
}: {
  readonly snapshot: ShowSnapshot;
  readonly max: number;
}): JSX.Element | null {
  const languages = useStageLanguages();
  const { joined, hidden } = snapshot.people;
  if (hidden) return null;
  const count = formatCount(joined);
  const lines = languages.map((language) => storyTexts.joined[language]);
  const wordsWidth = Math.max(...lines.map((line) => textWidth(line, 56, 600)));
  // What hangs below a comma stays above the newest name.
  const tallest = count.includes(",") ? { size: 190, y: 588 } : { size: 230, y: 598 };
  const size = fittingSize(count, tallest.size, 700, max - wordsWidth - 24);
  const wordsX = left + textWidth(count, size, 700) + 24;
  return (
    <g>
      <text
        className="line ink"
        x={left}
        y={tallest.y}
        fontSize={size}
        fontWeight={700}
        data-testid="joined"
      >
        {count}
      </text>
      {lines.map((line, position) => (
        <Line
          key={line}
          text={line}
          x={wordsX}
          y={tallest.y - (lines.length - 1 - position) * 64}
          size={56}
          weight={600}
          max={wordsWidth + 4}
          anchor="start"
          className="ink"
        />
      ))}
    </g>
  );
}

/** The newest name. It was assigned automatically, so nothing here was typed by anybody. */
function Newest({
  store,
  max,
}: {
  readonly store: StoreApi<StageState>;
  readonly max: number;
}): JSX.Element | null {
  const t = useBoth();
  const newest = useLive(store, ({ arrivals }) => arrivals[0] ?? null);
  if (newest === null) return null;
  const account = accountIdOf(newest.accountNumber);
  return (
    <g data-testid="arrivals">
      {account === null ? null : <AvatarTile account={account} x={left} y={638} side={52} />}
      <Line
        text={t(newest.name, " ")}
        x={left + 70}
        y={684}
        size={56}
        weight={600}
        max={max - 70}
        anchor="start"
        className="ink"
      />
    </g>
  );
}
