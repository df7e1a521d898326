import { createStore, type StoreApi } from "zustand/vanilla";
import { leaveGateway } from "./live-socket.ts";

/**
 * `connecting`: not yet been connected. `connected`: to a gateway that speaks; says nothing about rooms.
 * `silent`: the socket is open, and nothing comes any more. `lost`: was connected; the client library is trying again.
 */
export type ConnectionState = "connecting" | "connected" | "silent" | "lost";

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

/** What must come again and again over an open socket, or the page is not connected to anything. */
export interface Freshness<State, Incoming extends object> {
  readonly signs: readonly (keyof Incoming & string)[];
  /** Signs that what was told over this connection still holds: worth nothing before anything was. Default: none. */
  readonly confirmations?: readonly (keyof Incoming & string)[];
  /** Without a sign for this long the connection counts as silent, ms. */
  readonly maxAgeMs: number;
  /** While this is false nothing is expected to come; default: always true. */
  readonly expected?: (state: State) => boolean;
  /**
   * Whether the page shows what it heard before: an open socket alone does not make that true again, the next sign does.
   * Default: never.
   */
  readonly showsEarlier?: (state: State) => boolean;
}

/** The age of the last sign is looked at this often, ms. */
const lookMs = 500;
/** So much of the time between two looks counts at most, ms: a page in the background is still looked at once a second. */
const lookAwakeMs = 2 * lookMs;

/** After so long in silence the page goes elsewhere, if there is anywhere to go to, ms. */
const leaveAfterMs = 3_000;

/**
 * A store that is fed by a socket and by nothing else but its owner: each named event runs its reducer. Contains no
 * React; components select from it with `useLive`.
 */
export function createLiveStore<State extends LiveState, Incoming extends object>(
  socket: FeedingSocket,
  initial: State,
  reducers: Reducers<State, Incoming>,
  freshness: Freshness<State, Incoming>,
): LiveStore<State> {
  const store = createStore<State>(() => initial);
  const listeners = reducing(store, reducers);
  let signMs = performance.now();
  let lookedMs = signMs;
  let hasLeft = false;
  /** All that the page shows was told over an earlier connection. */
  let showsOnlyEarlier = false;
  const turn = (connection: ConnectionState): void => {
    signMs = performance.now();
    hasLeft = false;
    if (store.getState().connection !== connection)
      store.setState(connectionPatch<State>(connection));
  };
  const heardSign = (): void => {
    showsOnlyEarlier = false;
    turn("connected");
  };
  const confirmed = (): void => {
    const { connection } = store.getState();
    // The owner may have said meanwhile that the page is connected: it was spoken to after all. If not, nothing that is
    // shown is confirmed by it, but a gateway that says something does not stand still.
    if (!showsOnlyEarlier || connection === "connected") heardSign();
    else turn(connection);
  };
  // What makes the owner say so is a sign itself: it may come long after the last one.
  const stopWatching = store.subscribe(({ connection }, before) => {
    if (connection === "connected" && before.connection !== "connected") signMs = performance.now();
  });
  const opened = (): void => {
    showsOnlyEarlier = freshness.showsEarlier?.(store.getState()) === true;
    turn(showsOnlyEarlier ? "silent" : "connected");
  };
  const look = setInterval(() => {
    const state = store.getState();
    const nowMs = performance.now();
    // Whoever slept does not judge others: what came meanwhile lies unread, perhaps behind this very timer.
    signMs = Math.min(nowMs, signMs + Math.max(0, nowMs - lookedMs - lookAwakeMs));
    lookedMs = nowMs;
    // Whoever is told nothing is not silent for that, and no longer if it was.
    if (freshness.expected?.(state) === false)
      turn(state.connection === "silent" ? "connected" : state.connection);
    if (state.connection === "connected") showsOnlyEarlier = false;
    const silentMs = nowMs - signMs - freshness.maxAgeMs;
    if (silentMs > 0 && state.connection === "connected")
      store.setState(connectionPatch<State>("silent"));
    if (silentMs <= leaveAfterMs || state.connection !== "silent" || hasLeft) return;
    hasLeft = true;
    leaveGateway(socket);
  }, lookMs);
  listeners.set("disconnect", () => store.setState(connectionPatch<State>("lost")));
  // How the connection stands is known before what came with it is taken in.
  const told: readonly (readonly [string, () => void])[] = [
    ["connect", opened],
    ...freshness.signs.map((sign) => [sign, heardSign] as const),
    ...(freshness.confirmations ?? []).map((sign) => [sign, confirmed] as const),
  ];
  for (const [event, listener] of told) socket.on(event, listener);
  for (const [event, listener] of listeners) socket.on(event, listener);
  if (socket.connected) heardSign();
  return {
    store,
    stop() {
      clearInterval(look);
      stopWatching();
      for (const [event, listener] of told) socket.off(event, listener);
      for (const [event, listener] of listeners) socket.off(event, listener);
    },
  };
}

/** Each event runs its reducer. */
function reducing<State extends LiveState, Incoming extends object>(
  store: StoreApi<State>,
  reducers: Reducers<State, Incoming>,
): Map<string, (...values: never[]) => void> {
  const listeners = new Map<string, (...values: never[]) => void>();
  for (const [event, reduce] of Object.entries(reducers)) {
    const apply = reduce as (state: State, ...values: never[]) => Partial<State>;
    listeners.set(event, (...values) => store.setState((state) => apply(state, ...values)));
  }
  return listeners;
}

function connectionPatch<State extends LiveState>(connection: ConnectionState): Partial<State> {
  return { connection } as Partial<State>;
}
