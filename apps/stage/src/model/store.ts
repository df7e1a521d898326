import {
  idleHand,
  type Arrival,
  type ConsoleHand,
  type GatewayToStage,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";
import {
  createLiveStore,
  type FeedingSocket,
  type KeyValueStore,
  type LiveState,
  type LiveStore,
} from "@cablecut/ui";
import type { StoreApi } from "zustand/vanilla";
import { emptyEngine, engineHeard, momentsHeard, type EngineState } from "./engine/engine.ts";
import { engineKept, keepEngine } from "./engine/kept-engine.ts";
import { cutsSeen, type CutsSeen } from "./show/cuts-seen.ts";
import { hasEnded } from "./show/stop-seen.ts";
import { timeToShow, type ShownTime } from "./show/timer.ts";
import { nobodyFound, someoneFound, type Found } from "./story/found.ts";
import { emptyHall, hallHeard, type HallState } from "./story/hall.ts";
import {
  dialTurned,
  firstViewChoice,
  inShow,
  keepView,
  keyPressed,
  viewKept,
  type ViewChoice,
} from "./view-choice.ts";

/** What the stage knows: the last word of the gateway, kept while the connection is lost. */
export interface StageState extends LiveState {
  readonly description: ShowDescription | null;
  readonly snapshot: ShowSnapshot | null;
  /** This page's monotonic clock when `snapshot` arrived, ms. */
  readonly arrivedAtMs: number;
  /** Of the incident in `snapshot`; null without one. Changes together with it, and between two of them by `letTimePass`. */
  readonly time: ShownTime | null;
  /** Cables whose cut is so new that it is drawn as it happens. */
  readonly cutsSeen: CutsSeen;
  /** When this page saw the incident in `snapshot` stop, on its own clock, ms; null while it runs, and where it came later. */
  readonly stopSeenAtMs: number | null;
  /** Newest first, at most `arrivalsMax`. */
  readonly arrivals: readonly Arrival[];
  /** Payments of the last message. A new array for every message, so that each is drawn once. */
  readonly flows: FlowBatch;
  readonly hall: HallState;
  /** Who has asked to be found lately. */
  readonly found: readonly Found[];
  /** The presenter's hand, and when it was heard of. */
  readonly hand: HeardHand;
  readonly engine: EngineState;
  readonly view: ViewChoice;
}
/** `atMs`: on this page's clock. */
export type HeardHand = ConsoleHand & { readonly atMs: number };
export type FlowBatch = Parameters<GatewayToStage["flows"]>[0];

export const arrivalsMax = 12;
/** Snapshots come five times a second. */
const snapshotAgeMaxMs = 3_000;

export const initialStageState: StageState = {
  connection: "connecting",
  description: null,
  snapshot: null,
  arrivedAtMs: 0,
  time: null,
  cutsSeen: new Map(),
  stopSeenAtMs: null,
  arrivals: [],
  flows: { items: [], more: 0 },
  hall: emptyHall,
  found: nobodyFound,
  hand: { ...idleHand, atMs: 0 },
  engine: emptyEngine,
  view: firstViewChoice(""),
};

/** After a reconnection the gateway tells recent arrivals again; each account stands on the screen once. */
function newestFirst(heard: readonly Arrival[], before: readonly Arrival[]): readonly Arrival[] {
  const told = new Set(heard.map((arrival) => arrival.accountNumber));
  const others = before.filter((arrival) => !told.has(arrival.accountNumber));
  return [...heard.toReversed(), ...others].slice(0, arrivalsMax);
}

/**
 * A page that begins takes up what the one before it kept. A reset begins another show at the same address: of the one before
 * nothing is true any more but how this screen is set.
 */
function begun(
  state: StageState,
  { showId }: ShowDescription,
  storage: KeyValueStore | null,
): Partial<StageState> {
  const view = inShow(state.view, showId);
  if (state.description === null)
    return { engine: { ...state.engine, kept: engineKept(showId, storage) }, view };
  if (state.description.showId === showId) return {};
  return { ...initialStageState, connection: state.connection, view };
}

function stopSeen(
  { snapshot: before, stopSeenAtMs }: StageState,
  now: ShowSnapshot,
  nowMs: number,
): number | null {
  if (now.incident === null || now.incident.state === "running") return null;
  return hasEnded(before, now) ? nowMs : stopSeenAtMs;
}

/** How long ago this page saw the stop, ms, as of the newest snapshot; null where it saw none. */
export function sinceStopMs({ arrivedAtMs, stopSeenAtMs }: StageState): number | null {
  return stopSeenAtMs === null ? null : arrivedAtMs - stopSeenAtMs;
}

/**
 * `clock` is monotonic, ms (performance.now in a browser); `search` is of the page's address; `storage` is this screen's own, and
 * ends with it.
 */
export function createStageStore(
  socket: FeedingSocket,
  clock: () => number,
  search = "",
  storage: KeyValueStore | null = null,
): LiveStore<StageState> {
  const live = createLiveStore<StageState, GatewayToStage>(
    socket,
    { ...initialStageState, view: viewKept(firstViewChoice(search), storage) },
    {
      description: (state, description) => ({ ...begun(state, description, storage), description }),
      snapshot: (state, snapshot) => {
        const nowMs = clock();
        const time = timeToShow(snapshot.incident, nowMs, nowMs, state.time);
        const view = dialTurned(state.view, snapshot.stage.view, snapshot.stage.viewSetAt);
        const engine = momentsHeard(state.engine, snapshot.incident);
        const stopSeenAtMs = stopSeen(state, snapshot, nowMs);
        const seen = cutsSeen(state.cutsSeen, state.snapshot, snapshot, nowMs);
        const heard = { snapshot, arrivedAtMs: nowMs, time, stopSeenAtMs };
        return { ...heard, cutsSeen: seen, view, engine };
      },
      flows: (_state, flows) => ({ flows }),
      hall: (state, frame) => ({ hall: hallHeard(state.hall, frame) }),
      findMe: (state, person) => ({ found: someoneFound(state.found, person.account, clock()) }),
      consoleHand: (_state, hand) => ({ hand: { ...hand, atMs: clock() } }),
      engine: (state, frame) => ({ engine: engineHeard(state.engine, frame) }),
      arrivals: (state, arrivals) => ({ arrivals: newestFirst(arrivals, state.arrivals) }),
    },
    {
      signs: ["snapshot"],
      maxAgeMs: snapshotAgeMaxMs,
      showsEarlier: ({ snapshot }) => snapshot !== null,
    },
  );
  live.store.subscribe(({ view, engine, description }, before) => {
    if (view !== before.view) keepView(view, storage);
    if (description !== null && engine.seconds !== before.engine.seconds)
      keepEngine(description.showId, engine, storage);
  });
  return live;
}

/** The key that changes between the two views, at this screen only. */
export function changeView(store: StoreApi<StageState>): void {
  store.setState(({ view }) => ({ view: keyPressed(view) }));
}

/** Brings the time of a running incident up to `nowMs`, on the clock of the store. To be called once per frame. */
export function letTimePass(store: StoreApi<StageState>, nowMs: number): void {
  const { snapshot, arrivedAtMs, time: before } = store.getState();
  const time = timeToShow(snapshot?.incident ?? null, arrivedAtMs, nowMs, before);
  if (time?.text !== before?.text) store.setState({ time });
}
