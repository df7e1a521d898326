import type { ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import type { ShownTime } from "../model/show/timer.ts";
import type { StageView } from "../model/show/view.ts";
import type { StageState } from "../model/store.ts";
import type { StoryScene } from "../model/story/scene.ts";

/** What both views of the one truth are drawn from. */
export interface ViewProps {
  readonly store: StoreApi<StageState>;
  readonly description: ShowDescription;
  readonly snapshot: ShowSnapshot;
  readonly view: StageView;
  readonly scene: StoryScene;
  readonly endTime: ShownTime | null;
}
