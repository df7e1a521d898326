import { stageViews } from "@cablecut/protocol";

/**
 * The messages with which the stage window hands pressed keys to the console that opened it, and says that it is there.
 * Both windows come from the same origin; the receiver checks that as well as the sender.
 */
interface StageKeyMessage {
  readonly from: "cablecut-stage";
  /** As in KeyboardEvent.key. */
  readonly key: string;
}
export interface StageHello {
  readonly from: "cablecut-stage";
  readonly hello: true;
  /** What it shows by its own key where the console has chosen otherwise; null: what the console has chosen. */
  readonly ownView: StageView | null;
}
type StageView = (typeof stageViews)[number];

/** The stage window says so often that it is there, ms. */
export const stageHelloMs = 2_000;

export function stageKeyMessage(key: string): StageKeyMessage {
  return { from: "cablecut-stage", key };
}

export function stageHello(ownView: StageView | null): StageHello {
  return { from: "cablecut-stage", hello: true, ownView };
}

/** Null for everything that is not such a message. */
export function readStageKey(data: unknown): string | null {
  return isFromStage(data) && "key" in data && typeof data.key === "string" ? data.key : null;
}

/** The same; a stage of an earlier build does not say what it shows. */
export function readStageHello(data: unknown): StageHello | null {
  if (!isFromStage(data) || !("hello" in data) || data.hello !== true) return null;
  const said = "ownView" in data ? data.ownView : null;
  return stageHello(stageViews.find((view) => view === said) ?? null);
}

function isFromStage(data: unknown): data is { readonly from: "cablecut-stage" } {
  if (typeof data !== "object" || data === null || !("from" in data)) return false;
  return data.from === "cablecut-stage";
}
