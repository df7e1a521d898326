import {
  fundsDifference,
  isProofIn,
  missingAfter,
  quorumOf,
  type Hall,
  type IncidentView,
  type Pace,
  type RoomStatus,
} from "@cablecut/protocol";
import type { Cue } from "../people/cue.ts";
import type { IncidentWatch } from "../recovery/incident-watch.ts";
import type { LastNeededPayment } from "../recovery/last-needed.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { Copies } from "./copies.ts";
import type { Counts } from "./counts.ts";

interface HallParts {
  readonly cue: Pick<Cue, "on">;
  readonly counts: Pick<Counts, "tapped" | "verification">;
  readonly copies: Pick<Copies, "view">;
  readonly incidents: Pick<IncidentWatch, "view">;
  readonly lastNeeded: Pick<LastNeededPayment, "of">;
  readonly rooms: Pick<RoomWatch, "topology" | "best">;
  readonly countHidden: boolean;
}

/** What phones are told of the hall as a whole. */
export function hallOf(parts: HallParts): Hall {
  const { cue, counts, incidents, rooms, countHidden } = parts;
  const best = rooms.best();
  const view = incidents.view();
  return {
    cue:
      cue.on && !countHidden && best !== null
        ? { tapped: counts.tapped.people, joined: best.funds.people.accounts }
        : null,
    incident:
      view === null || best === null
        ? null
        : {
            id: view.id,
            state: view.state,
            pace: view.pace,
            elapsedMs: view.elapsedMs === null ? null : Math.round(view.elapsedMs),
            waited: waitedOf(view, best.pace),
            accountsHit: view.accountsHit,
            accountsBack: view.accountsBack,
            differenceCents: isProven(view, best, parts) ? 0 : null,
            stoppedBy: stopperOf(view, parts.lastNeeded),
          },
  };
}

function stopperOf({ id, state }: IncidentView, lastNeeded: HallParts["lastNeeded"]) {
  const last = state === "recovered" && id !== null ? lastNeeded.of(id) : null;
  return last?.by === "person" ? last.account : null;
}

/** Two decimals: finer than a ring of a phone can show. */
function waitedOf({ state, leaseRemainingMs, id }: IncidentView, { leaseMs }: Pace): number {
  if (state !== "running") return 1;
  if (leaseRemainingMs === null) return id === null ? 0 : 1;
  return Math.round(100 * (1 - Math.min(1, leaseRemainingMs / leaseMs))) / 100;
}

/**
 * What a phone keeps as the hall's figure is what the stage may say, and no sooner: nowhere while the stage is red. Whoever has
 * called for the next run meanwhile has made nothing of this one good.
 */
function isProven(
  incident: IncidentView,
  best: RoomStatus,
  { rooms, copies, counts }: Pick<HallParts, "rooms" | "copies" | "counts">,
): boolean {
  if (incident.state !== "recovered") return false;
  const told = {
    incident,
    funds: { differenceCents: fundsDifference(best.funds) },
    copies: copies.view(),
    quorum: { needed: quorumOf(rooms.topology) },
  };
  // Receipts last: for them every phone is looked at.
  return isProofIn(told) && missingAfter({ ...told, verification: counts.verification }) === null;
}
