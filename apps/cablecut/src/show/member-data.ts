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
  if (engineOf(show) !== "etcd") return null;
  const rooms = show.topology.rooms.map(({ id }) => id);
  const lost = rooms.filter(
    (room) =>
      show.roomsRan.includes(room) &&
      !existsSync(join(memberDirectory(dataDirectory, room), "member", "wal")),
  );
  if (lost.length <= rooms.length - quorumOf(show.topology)) return null;
  return {
    kind: "members-lost",
    rooms: lost,
    count: rooms.length,
    path: join(dataDirectory, "etcd"),
  };
}

/** The first room whose member would be started on what another one has promised. */
export function foreignMember(show: Show, dataDirectory: string): MemberForeign | null {
  if (engineOf(show) !== "etcd") return null;
  for (const { id: room } of show.topology.rooms) {
    const path = memberDirectory(dataDirectory, room);
    const owner = foreignOwner(path, { show: show.showId, room });
    if (owner !== null) return { kind: "member-foreign", room, path, owner };
  }
  return null;
}
