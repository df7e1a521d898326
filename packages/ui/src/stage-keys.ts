/**
 * The messages with which the stage window hands pressed keys to the console that opened it, and says that it is there.
 * Both windows come from the same origin; the receiver checks that as well as the sender.
 */
interface StageKeyMessage {
  readonly from: "cablecut-stage";
  /** As in KeyboardEvent.key. */
  readonly key: string;
}
interface StageHello {
  readonly from: "cablecut-stage";
  readonly hello: true;
}

/** The stage window says so often that it is there, ms. */
export const stageHelloMs = 2_000;

export function stageKeyMessage(key: string): StageKeyMessage {
  return { from: "cablecut-stage", key };
}

export const stageHello: StageHello = { from: "cablecut-stage", hello: true };

/** Null for everything that is not such a message. */
export function readStageKey(data: unknown): string | null {
  return isFromStage(data) && "key" in data && typeof data.key === "string" ? data.key : null;
}

export function isStageHello(data: unknown): boolean {
  return isFromStage(data) && "hello" in data && data.hello === true;
}

function isFromStage(data: unknown): data is { readonly from: "cablecut-stage" } {
  if (typeof data !== "object" || data === null || !("from" in data)) return false;
  return data.from === "cablecut-stage";
}
