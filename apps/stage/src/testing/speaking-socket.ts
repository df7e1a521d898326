import type { FeedingSocket } from "@cablecut/ui";

/** A connection to a gateway that says what a test lets it say. */
export interface SpeakingSocket extends FeedingSocket {
  say(event: string, value?: unknown): void;
}

export function speakingSocket(): SpeakingSocket {
  const listeners = new Map<string, Set<(...values: never[]) => void>>();
  return {
    connected: false,
    on: (event, listener) => listeners.set(event, new Set(listeners.get(event)).add(listener)),
    off: (event = "", listener = () => {}) => listeners.get(event)?.delete(listener),
    say(event, value) {
      for (const listener of listeners.get(event) ?? []) listener(value as never);
    },
  };
}
