import {
  formatCents,
  type LocalizedText,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { formatCount, presenterTexts, roomName, storyTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { receiptsHeard } from "../../model/receipts-heard.ts";
import { differenceWord } from "./difference-word.ts";

/** The show in figures, the same that stage and phones have. */
export function Numbers({
  show,
  topology,
}: {
  readonly show: ShowSnapshot;
  readonly topology: Topology;
}): JSX.Element {
  const t = useSay();
  const { incident, traffic } = show;
  const heard = receiptsHeard(show);
  // Where no room answers nobody says who leads now.
  const isTold = show.funds?.ageMs === undefined;
  const leader = show.leader === null || !isTold ? "—" : t(roomName(topology, show.leader));
  return (
    <dl className="numbers">
      <Figure of={presenterTexts.joined} value={formatCount(show.people.joined)} />
      {show.people.synthetic === 0 ? null : (
        <Figure of={presenterTexts.synthetic} value={formatCount(show.people.synthetic)} />
      )}
      <Figure of={presenterTexts.online} value={formatCount(show.people.online)} />
      <Figure of={presenterTexts.perSecond} value={told(traffic.perSecond)} />
      <Figure of={presenterTexts.canaries} value={told(traffic.canariesPerSecond)} />
      <Figure of={presenterTexts.kept} value={formatCount(traffic.kept)} />
      <Figure of={presenterTexts.checking} value={formatCount(traffic.checking)} />
      <Figure of={presenterTexts.tapped} value={formatCount(show.cue.tapped)} />
      <Figure
        of={presenterTexts.answering}
        value={`${show.quorum.answering}/${topology.rooms.length}`}
      />
      <Figure of={presenterTexts.leader} value={leader} />
      <Figure
        of={differenceWord(show.funds, presenterTexts.fundsDifference)}
        value={show.funds === null ? "—" : formatCents(show.funds.differenceCents)}
        alarming={(show.funds?.differenceCents ?? 0) !== 0}
      />
      <Figure
        of={presenterTexts.accountsBack}
        value={
          incident === null
            ? "—"
            : `${formatCount(incident.accountsBack)}/${formatCount(incident.accountsHit)}`
        }
      />
      <Figure
        of={presenterTexts.waitLeft}
        value={
          incident === null || incident.leaseRemainingMs === null
            ? "—"
            : `${Math.ceil(incident.leaseRemainingMs / 1_000)}${t(storyTexts.secondUnit)}`
        }
      />
      <Figure of={presenterTexts.verified} value={told(heard?.verified)} />
      <Figure
        of={presenterTexts.missing}
        value={told(heard?.missing)}
        alarming={(heard?.missing ?? 0) > 0}
      />
      <Figure of={presenterTexts.notHeard} value={told(heard?.notYetHeard)} />
    </dl>
  );
}

/** A dash for what nobody has told. */
function told(count: number | null | undefined): string {
  return count === undefined || count === null ? "—" : formatCount(count);
}

function Figure({
  of,
  value,
  alarming = false,
}: {
  readonly of: LocalizedText;
  readonly value: string;
  readonly alarming?: boolean;
}): JSX.Element {
  const t = useSay();
  return (
    <div className="number" data-alarming={alarming}>
      <dt>{t(of)}</dt>
      <dd className="figures">{value}</dd>
    </div>
  );
}
