import type { FeedingSocket } from "@cablecut/ui";

/** A connection to a gateway that says what a test lets it say. */
export interface SpeakingSocket extends FeedingSocket {
  say(event: string, value?: unknown): void;
}

export function speakingSocket(): SpeakingSocket {
  const listeners = new Map<string, (...values: never[]) => void>();
  return {
    connected: false,
    on: (event, listener) => listeners.set(event, listener),
    off: (event = "") => listeners.delete(event),
    say: (event, value) => listeners.get(event)?.(value as never),
  };
}
