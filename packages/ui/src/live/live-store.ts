import { createStore, type StoreApi } from "zustand/vanilla";

/**
 * `connecting`: not yet been connected. `connected`: to the gateway; says nothing about rooms.
 * `lost`: was connected; the client library is trying again.
 */
export type ConnectionState = "connecting" | "connected" | "lost";

/** Every live store knows its connection; whatever else was last heard stays as it was while the connection is lost. */
export interface LiveState {
  readonly connection: ConnectionState;
}

/** What a message does to the state: what it returns is merged in; an empty object changes nothing. */
export type Reducers<State, Incoming extends object> = {
  readonly [Event in keyof Incoming]?: Incoming[Event] extends (...values: infer Values) => void
    ? (state: State, ...values: Values) => Partial<State>
    : never;
};

/** The part of a socket.io client that is used here, so that a test can stand in for it. */
export interface FeedingSocket {
  readonly connected: boolean;
  on(event: string, listener: (...values: never[]) => void): unknown;
  off(event?: string, listener?: (...values: never[]) => void): unknown;
}

export interface LiveStore<State> {
  readonly store: StoreApi<State>;
  /** Stops listening; the store keeps what it has. */
  stop(): void;
}

/**
 * A store that is fed by a socket and by nothing else but its owner: each named event runs its reducer. Contains no
 * React; components select from it with `useLive`.
 */
export function createLiveStore<State extends LiveState, Incoming extends object>(
  socket: FeedingSocket,
  initial: State,
  reducers: Reducers<State, Incoming>,
): LiveStore<State> {
  const store = createStore<State>(() => initial);
  const listeners = new Map<string, (...values: never[]) => void>();
  listeners.set("connect", () => store.setState(connectionPatch<State>("connected")));
  listeners.set("disconnect", () => store.setState(connectionPatch<State>("lost")));
  for (const [event, reduce] of Object.entries(reducers)) {
    const apply = reduce as (state: State, ...values: never[]) => Partial<State>;
    listeners.set(event, (...values) => store.setState((state) => apply(state, ...values)));
  }
  for (const [event, listener] of listeners) socket.on(event, listener);
  if (socket.connected) store.setState(connectionPatch<State>("connected"));
  return {
    store,
    stop() {
      for (const [event, listener] of listeners) socket.off(event, listener);
    },
  };
}

function connectionPatch<State extends LiveState>(connection: ConnectionState): Partial<State> {
  return { connection } as Partial<State>;
}
