import type { PresenterCommand } from "@cablecut/protocol";
import { useConsoleState } from "./console-context.ts";
import { hindranceOf, lineOf, type Hindrance } from "../model/permission.ts";

/** Why a command of this kind would not work now; null where it would. */
export function useHindrance(kind: PresenterCommand["kind"]): Hindrance | null {
  return useConsoleState((state) =>
    hindranceOf(
      kind,
      state.console?.show.scene ?? "lobby",
      lineOf(state),
      state.description?.realCables === true,
    ),
  );
}
