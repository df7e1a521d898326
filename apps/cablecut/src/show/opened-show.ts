import { paceProfiles } from "@cablecut/failover";
import { defaultTopology } from "@cablecut/protocol";
import { lostMembers } from "./member-data.ts";
import { findRoomLogs, type LogsFound } from "./room-logs.ts";
import { engineOf, openShow, type Show, type ShowWishes } from "./show-file.ts";
import type { StartRefusal } from "./start-refusal.ts";

/** A show and what its rooms have of it. */
export type OpenedShow =
  | {
      readonly ok: true;
      readonly show: Show;
      readonly continued: boolean;
      readonly logs: Extract<LogsFound, { ok: true }>;
    }
  | { readonly ok: false; readonly refusal: StartRefusal };

interface OpeningChoices {
  readonly acceptLoss: boolean;
  readonly etcdIsInstalled: () => boolean;
}

/** Opens the show of a directory or begins one there, and looks whether its rooms have enough of it to go on. */
export async function openShowAndLogs(
  dataDirectory: string,
  wishes: ShowWishes,
  { acceptLoss, etcdIsInstalled }: OpeningChoices,
): Promise<OpenedShow> {
  const engineMissing = { ok: false, refusal: { kind: "engine-missing" } } as const;
  if (wishes.engine === "etcd" && !etcdIsInstalled()) return engineMissing;
  const defaults = { topology: defaultTopology, pace: paceProfiles.keynote };
  const opened = openShow(dataDirectory, defaults, wishes);
  if (!opened.ok) return opened;
  const { show, continued } = opened;
  if (engineOf(show) === "etcd" && !etcdIsInstalled()) return engineMissing;
  const logs = await findRoomLogs(show, dataDirectory, acceptLoss);
  if (!logs.ok) return logs;
  const membersLost = lostMembers(show, dataDirectory);
  if (membersLost !== null) return { ok: false, refusal: membersLost };
  return { ok: true, show, continued, logs };
}
