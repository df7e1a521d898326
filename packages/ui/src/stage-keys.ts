/**
 * The message with which the stage window hands a pressed key to the console that opened it. Both windows come from
 * the same origin; the receiver checks that as well as the sender.
 */
export interface StageKeyMessage {
  readonly from: "cablecut-stage";
  /** As in KeyboardEvent.key. */
  readonly key: string;
}

export function stageKeyMessage(key: string): StageKeyMessage {
  return { from: "cablecut-stage", key };
}

/** Null for everything that is not such a message. */
export function readStageKey(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const message = data as Partial<StageKeyMessage>;
  if (message.from !== "cablecut-stage" || typeof message.key !== "string") return null;
  return message.key;
}
