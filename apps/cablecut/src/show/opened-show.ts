import { paceProfiles } from "@cablecut/failover";
import { defaultTopology } from "@cablecut/protocol";
import type { EtcdFound } from "@cablecut/replicated-log/etcd-place";
import { foreignMember, lostMembers } from "./member-data.ts";
import { findRoomLogs, type LogsFound } from "./room-logs.ts";
import { engineOf, openShow, type Show, type ShowWishes } from "./show-file.ts";
import type { StartRefusal } from "./start-refusal.ts";

/** A show and what its rooms have of it. */
export type OpenedShow =
  | {
      readonly ok: true;
      readonly show: Show;
      readonly continued: boolean;
      /** Until then nothing was changed. */
      readonly keep: () => void;
      readonly logs: Extract<LogsFound, { ok: true }>;
    }
  | { readonly ok: false; readonly refusal: StartRefusal };

interface OpeningChoices {
  readonly acceptLoss: boolean;
  readonly findEtcd: () => EtcdFound;
}

/** Opens the show of a directory or begins one there, and looks whether its rooms have enough of it to go on. */
export async function openShowAndLogs(
  dataDirectory: string,
  wishes: ShowWishes,
  { acceptLoss, findEtcd }: OpeningChoices,
): Promise<OpenedShow> {
  const without = wishes.engine === "etcd" ? whyNoEngine(findEtcd()) : null;
  if (without !== null) return { ok: false, refusal: without };
  const defaults = { topology: defaultTopology, pace: paceProfiles.keynote };
  const opened = openShow(dataDirectory, defaults, wishes);
  if (!opened.ok) return opened;
  const { show, continued, keep } = opened;
  const lacks = engineOf(show) === "etcd" ? whyNoEngine(findEtcd()) : null;
  if (lacks !== null) return { ok: false, refusal: lacks };
  const foreign = foreignMember(show, dataDirectory);
  if (foreign !== null) return { ok: false, refusal: foreign };
  const logs = await findRoomLogs(show, dataDirectory, acceptLoss);
  if (!logs.ok) return logs;
  const membersLost = lostMembers(show, dataDirectory);
  if (membersLost !== null) return { ok: false, refusal: membersLost };
  return { ok: true, show, continued, keep, logs };
}

function whyNoEngine(etcd: EtcdFound): StartRefusal | null {
  switch (etcd.kind) {
    case "there":
      return null;
    case "missing":
      return { kind: "engine-missing" };
    case "other-version":
      return { kind: "engine-version", version: etcd.version };
  }
}
