import type { Arrival, Topology } from "@cablecut/protocol";
import { roomName } from "@cablecut/ui";
import type { JSX } from "react";
import { useStageLanguages } from "../../shared/stage-languages.ts";

/** The newest names. They were assigned automatically, so nothing here was typed by anybody. */
export function Arrivals({
  arrivals,
  topology,
  rows,
}: {
  readonly arrivals: readonly Arrival[];
  readonly topology: Topology;
  readonly rows: number;
}): JSX.Element {
  const [language] = useStageLanguages();
  return (
    <ol
      className="arrivals"
      data-testid="arrivals"
      style={{ "--rows": rows } as React.CSSProperties}
    >
      {arrivals.slice(0, rows).map((arrival) => (
        <li key={arrival.accountNumber} className="appears">
          <span className="arrivals-name">{arrival.name[language]}</span>
          <span className="arrivals-room">{roomName(topology, arrival.room)[language]}</span>
        </li>
      ))}
    </ol>
  );
}
