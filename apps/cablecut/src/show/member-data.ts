import { existsSync } from "node:fs";
import { join } from "node:path";
import { quorumOf } from "@cablecut/protocol";
import { foreignOwner } from "@cablecut/replicated-log/etcd-place";
import { engineOf, type Show } from "./show-file.ts";

/** More etcd members have lost their data than the others can make good. */
export interface MembersLost {
  readonly kind: "members-lost";
  readonly rooms: readonly string[];
  /** Of so many. */
  readonly count: number;
  /** Where their data belong. */
  readonly path: string;
}

/** What lies where a member's data belong is another one's. */
export interface MemberForeign {
  readonly kind: "member-foreign";
  readonly room: string;
  readonly path: string;
  /** Whose it is; `unreadable`: it says so, and cannot be read. */
  readonly owner: { readonly show: string; readonly room: string } | "unreadable";
}

export function memberDirectory(dataDirectory: string, room: string): string {
  return join(dataDirectory, "etcd", room);
}

/** Beside it, so that it is of no concern to etcd: by this file the operator says that the member's log begins. */
export function memberBeginMark(dataDirectory: string, room: string): string {
  return `${memberDirectory(dataDirectory, room)}.begin`;
}

/**
 * Null where a quorum of members still has what it promised: then each of the others gives its place to a member that
 * catches up. Without one nobody can agree to that, and what was committed may be gone.
 */
export function lostMembers(show: Show, dataDirectory: string): MembersLost | null {
  const lost = membersWithoutLog(show, dataDirectory);
  const count = show.topology.rooms.length;
  if (lost.length <= count - quorumOf(show.topology)) return null;
  return { kind: "members-lost", rooms: lost, count, path: join(dataDirectory, "etcd") };
}

/** Rooms beside which no member has what the one there promised; none where rooms make the log themselves. */
export function membersWithoutLog(show: Show, dataDirectory: string): readonly string[] {
  if (engineOf(show) !== "etcd") return [];
  const rooms = show.topology.rooms.map(({ id }) => id);
  return rooms.filter((room) => isLost(show, dataDirectory, room));
}

function isLost(show: Show, dataDirectory: string, room: string): boolean {
  const log = join(memberDirectory(dataDirectory, room), "member", "wal");
  return show.roomsRan.includes(room) && !existsSync(log);
}

/**
 * The first room whose member would be started on what another one has promised. Of one whose mark cannot be read that is not
 * known: it does not start, and that is its own trouble as long as the others are a quorum of whole ones.
 */
export function foreignMember(show: Show, dataDirectory: string): MemberForeign | null {
  if (engineOf(show) !== "etcd") return null;
  const rooms = show.topology.rooms.map(({ id }) => id);
  const strange = rooms.flatMap((room) => {
    const path = memberDirectory(dataDirectory, room);
    const owner = foreignOwner(path, { show: show.showId, room });
    return owner === null ? [] : [{ kind: "member-foreign" as const, room, path, owner }];
  });
  const another = strange.find(({ owner }) => owner !== "unreadable");
  if (another !== undefined) return another;
  const unread = strange.map(({ room }) => room);
  const whole = rooms.filter(
    (room) => !unread.includes(room) && !isLost(show, dataDirectory, room),
  );
  return whole.length < quorumOf(show.topology) ? (strange[0] ?? null) : null;
}
