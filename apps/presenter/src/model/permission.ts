import type { PresenterCommand, ShowSnapshot } from "@cablecut/protocol";

/** Why a control is disabled; the words for it stand beside the control. */
export type Hindrance = "not-connected" | "switching" | "quorum-lost";

/**
 * What works when. While rooms switch only the blank screen and "restore everything" do, so that no slip of a finger
 * disturbs what the audience is watching; without a quorum nothing more may be cut. Null where it works.
 */
export function hindranceOf(
  kind: PresenterCommand["kind"],
  scene: ShowSnapshot["scene"],
  connected: boolean,
): Hindrance | null {
  if (!connected) return "not-connected";
  if (kind === "blank" || kind === "restore-everything") return null;
  if (scene === "switching") return "switching";
  if (scene === "quorum-lost" && kind === "cut") return "quorum-lost";
  if (scene === "quorum-lost" && (kind === "set-pace" || kind === "set-failback")) {
    return "quorum-lost";
  }
  if (scene === "cut" && kind === "set-pace") return "switching";
  return null;
}
