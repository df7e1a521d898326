import {
  formatCents,
  type LocalizedText,
  type ShowSnapshot,
  type Topology,
} from "@cablecut/protocol";
import { formatCount, presenterTexts, roomName, useSay } from "@cablecut/ui";
import type { JSX } from "react";

/** The show in figures, the same that stage and phones have. */
export function Numbers({
  show,
  topology,
}: {
  readonly show: ShowSnapshot;
  readonly topology: Topology;
}): JSX.Element {
  const t = useSay();
  const { incident, verification, traffic } = show;
  const leader = show.leader === null ? "—" : t(roomName(topology, show.leader));
  return (
    <dl className="numbers">
      <Figure of={presenterTexts.joined} value={formatCount(show.people.joined)} />
      {show.people.synthetic === 0 ? null : (
        <Figure of={presenterTexts.synthetic} value={formatCount(show.people.synthetic)} />
      )}
      <Figure of={presenterTexts.online} value={formatCount(show.people.online)} />
      <Figure of={presenterTexts.perSecond} value={formatCount(traffic.perSecond)} />
      <Figure of={presenterTexts.canaries} value={formatCount(traffic.canariesPerSecond)} />
      <Figure of={presenterTexts.kept} value={formatCount(traffic.kept)} />
      <Figure of={presenterTexts.checking} value={formatCount(traffic.checking)} />
      <Figure of={presenterTexts.tapped} value={formatCount(show.cue.tapped)} />
      <Figure
        of={presenterTexts.answering}
        value={`${show.quorum.answering}/${topology.rooms.length}`}
      />
      <Figure of={presenterTexts.leader} value={leader} />
      <Figure
        of={presenterTexts.fundsDifference}
        value={show.funds === null ? "—" : formatCents(show.funds.differenceCents)}
      />
      <Figure
        of={presenterTexts.accountsBack}
        value={incident === null ? "—" : `${incident.accountsBack}/${incident.accountsHit}`}
      />
      <Figure
        of={presenterTexts.waitLeft}
        value={
          incident === null || incident.leaseRemainingMs === null
            ? "—"
            : `${Math.ceil(incident.leaseRemainingMs / 1_000)} s`
        }
      />
      <Figure of={presenterTexts.verified} value={formatCount(verification?.verified ?? 0)} />
      <Figure
        of={presenterTexts.missing}
        value={formatCount(verification?.missing ?? 0)}
        alarming={(verification?.missing ?? 0) > 0}
      />
      <Figure of={presenterTexts.notHeard} value={formatCount(verification?.notYetHeard ?? 0)} />
    </dl>
  );
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
