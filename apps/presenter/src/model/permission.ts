import type { PresenterCommand, ShowSnapshot } from "@cablecut/protocol";
import type { ConsoleState } from "./store.ts";

/** Why a control is disabled; the words for it stand beside the control. */
export type Hindrance =
  | "not-connected"
  | "silent"
  | "starting"
  | "switching"
  | "quorum-lost"
  /** Nothing can be cut or restored from here, so that is nothing to be done instead either. */
  | "real-cables"
  | "silent-by-hand"
  | "switching-by-hand"
  | "quorum-lost-by-hand";

/** `silent`: commands can be sent, and nothing is heard of what is. */
export type ConsoleLine = "open" | "silent" | "closed";

export function lineOf({
  connection,
  access,
}: Pick<ConsoleState, "connection" | "access">): ConsoleLine {
  if (access.kind !== "in") return "closed";
  if (connection === "connected") return "open";
  return connection === "silent" ? "silent" : "closed";
}

/** The gateway takes these at any age: whoever wants them wants them now, whatever the page shows. */
export function isTakenAtAnyAge(kind: PresenterCommand["kind"]): boolean {
  return kind === "blank" || kind === "restore" || kind === "restore-everything";
}

function isOfCables(kind: PresenterCommand["kind"]): boolean {
  return ["cut", "impair", "restore", "restore-everything"].includes(kind);
}

/** Nothing of it could be carried out without a quorum, or it would make things worse. */
const needsQuorum: readonly PresenterCommand["kind"][] = [
  "cut",
  "impair",
  "cue",
  "set-pace",
  "set-failback",
  "crowd",
  "reset",
];

/**
 * Whoever takes faults away makes cables carry again, and may do so whenever they may be restored. A crowd is stopped without a
 * room being asked, as the doors are shut, and the call to pay ends where its dial is turned.
 */
export function hinderedAs(command: PresenterCommand): PresenterCommand["kind"] {
  if (command.kind === "crowd" && command.wish.people === 0) return "doors";
  if (command.kind === "cue" && !command.on) return "turn";
  const isTakenAway = command.kind === "impair" && command.impairment.kind === "none";
  return isTakenAway ? "restore" : command.kind;
}

/**
 * What works when. While rooms switch only the blank screen and "restore everything" do, so that no slip of a finger
 * disturbs what the audience is watching; without a quorum nothing more may be cut and nobody is asked to pay. Null where it works.
 */
export function hindranceOf(
  kind: PresenterCommand["kind"],
  scene: ShowSnapshot["scene"],
  line: ConsoleLine,
  cablesAreReal = false,
): Hindrance | null {
  if (cablesAreReal && isOfCables(kind)) return "real-cables";
  const hindrance = hindranceOfScene(kind, scene, line);
  return hindrance !== null && cablesAreReal ? (byHand[hindrance] ?? hindrance) : hindrance;
}

/** The same where nobody is pointed to restoring from here. */
const byHand: Partial<Record<Hindrance, Hindrance>> = {
  silent: "silent-by-hand",
  switching: "switching-by-hand",
  "quorum-lost": "quorum-lost-by-hand",
};

function hindranceOfScene(
  kind: PresenterCommand["kind"],
  scene: ShowSnapshot["scene"],
  line: ConsoleLine,
): Hindrance | null {
  if (line === "closed") return "not-connected";
  if (line === "silent" && !isTakenAtAnyAge(kind)) return "silent";
  if (kind === "blank" || kind === "restore-everything") return null;
  if (scene === "switching") return "switching";
  if (scene === "starting" && needsQuorum.includes(kind)) return "starting";
  if (scene === "quorum-lost" && needsQuorum.includes(kind)) return "quorum-lost";
  // Between the first room without a cable and the decision the cut goes on; everything else would come in between.
  const belongsToTheCut = kind === "cut" || kind === "restore";
  return scene === "cut" && !belongsToTheCut ? "switching" : null;
}
