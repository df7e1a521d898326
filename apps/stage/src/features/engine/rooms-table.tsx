import type { EngineFrame, Percentiles, ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import {
  ConditionMark,
  conditionTexts,
  engineTexts,
  formatCount,
  roleTexts,
  roomName,
  roomRestsText,
} from "@cablecut/ui";
import type { JSX } from "react";
import { restingSeconds } from "../../model/show/resting.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

const columns = [
  engineTexts.room,
  engineTexts.state,
  engineTexts.role,
  engineTexts.term,
  engineTexts.applied,
  engineTexts.lag,
  engineTexts.heartbeat,
  engineTexts.commit,
  engineTexts.disk,
] as const;
const unknown = "—";

/** What each room says of itself, and the others of it. What nobody says is a dash. */
export function RoomsTable({
  description,
  snapshot,
  engine,
}: {
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly engine: EngineFrame | null;
}): JSX.Element {
  const [language] = useStageLanguages();
  return (
    <table className="engine-rooms figures" data-testid="engine-rooms">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.en} scope="col">
              <Bilingual text={column} lines />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {snapshot.rooms.map(({ room, condition, drainedMs }) => {
          const rests = restingSeconds({ condition, drainedMs });
          const state = rests === null ? conditionTexts[condition] : roomRestsText(rests);
          const told = engine?.rooms.find((each) => each.room === room);
          const now = told?.now ?? null;
          return (
            <tr key={room} data-condition={condition} data-testid="engine-room">
              <th scope="row">{roomName(description.topology, room)[language]}</th>
              <td className="engine-state">
                <ConditionMark condition={condition} size={24} />
                {state[language]}
              </td>
              <td>{now === null ? unknown : roleTexts[now.role][language]}</td>
              <td>{now?.term ?? unknown}</td>
              <td>{now === null ? unknown : formatCount(now.appliedIndex)}</td>
              <td>{now === null ? unknown : formatCount(now.lagEntries)}</td>
              <td>{durationText(told?.heartbeatAgeMs ?? null)}</td>
              <td>{percentilesText(now?.commitMs ?? null)}</td>
              <td>{percentilesText(now?.diskSyncMs ?? null)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function durationText(ms: number | null): string {
  if (ms === null) return unknown;
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function percentilesText(took: Percentiles | null): string {
  return took === null ? unknown : `${millis(took.p50Ms)} / ${millis(took.p99Ms)} ms`;
}

function millis(ms: number): string {
  return ms < 9.95 ? ms.toFixed(1) : formatCount(Math.round(ms));
}
