import type {
  ConsoleSnapshot,
  GatewayToPresenter,
  PresenterCommand,
  ShowDescription,
  ShowSnapshot,
} from "@cablecut/protocol";
import {
  createLiveStore,
  type CommandRefusal,
  type FeedingSocket,
  type LiveState,
  type LiveStore,
  type LoginRefusal,
} from "@cablecut/ui";
import type { Besides } from "./acts.ts";
import type { Hindrance } from "./permission.ts";

/** `resuming`: a session of earlier is being presented. `in`: this connection may send commands. */
export type Access =
  | { readonly kind: "out"; readonly refusal: LoginRefusal | null }
  | { readonly kind: "resuming" }
  | { readonly kind: "in" };

/** The last command that was not carried out: refused by the gateway, or held back here. */
export interface Refused {
  readonly refusal: CommandRefusal | Hindrance;
  /** Counts refusals, so that the same one twice is seen twice. */
  readonly number: number;
}

export interface ConsoleState extends LiveState {
  readonly access: Access;
  readonly description: ShowDescription | null;
  readonly console: ConsoleSnapshot | null;
  readonly refused: Refused | null;
  /** The incident that runs: since when this page has seen it (its monotonic clock, ms), and how long that was with the last frame. */
  readonly running: RunningSeen | null;
  /** A cut that waits for a second word, because it would leave no quorum. */
  readonly guarded: GuardedCommand | null;
  /** What the clicker has armed, and until when (this page's monotonic clock, ms). */
  readonly armed: { readonly act: string; readonly untilMs: number } | null;
  /** When an act was last given from this page, and until when "next" gives none (this page's monotonic clock, ms). */
  readonly next: { readonly givenMs: number; readonly restsUntilMs: number };
  /** For the stage window that this console opens, and for its mirror; null until there is one. */
  readonly stageTicket: string | null;
  /** When the stage window last said that it is there (this page's monotonic clock, ms), and what it shows by its own key. */
  readonly stageHeard: {
    readonly atMs: number;
    readonly ownView: ShowSnapshot["stage"]["view"] | null;
  } | null;
}
interface RunningSeen {
  /** Null before the log has decided something of it. */
  readonly incident: number | null;
  readonly sinceMs: number;
  readonly forMs: number;
}
export type GuardedCommand = Extract<PresenterCommand, { kind: "cut" | "impair" }>;

export const initialConsoleState: ConsoleState = {
  connection: "connecting",
  access: { kind: "out", refusal: null },
  description: null,
  console: null,
  refused: null,
  running: null,
  guarded: null,
  armed: null,
  next: { givenMs: Number.NEGATIVE_INFINITY, restsUntilMs: 0 },
  stageTicket: null,
  stageHeard: null,
};

function runningSeen(
  before: RunningSeen | null,
  incident: ShowSnapshot["incident"],
): RunningSeen | null {
  if (incident?.state !== "running") return null;
  const nowMs = performance.now();
  const isSame = before !== null && (before.incident ?? incident.id) === incident.id;
  const sinceMs = isSame ? before.sinceMs : nowMs;
  return { incident: incident.id, sinceMs, forMs: nowMs - sinceMs };
}

/** What the next act depends on beside the snapshot. */
export function besidesOf(state: ConsoleState): Besides {
  const cablesAreReal = state.description?.realCables === true;
  return { cablesAreReal, seenForMs: seenForMs(state) };
}

/** How long this page has seen the incident running, ms. */
export function seenForMs({ running }: ConsoleState): number {
  return running?.forMs ?? 0;
}

/** What waited for the rooms when its command was answered, and was refused by them then. */
function refusedLate(
  { console: before, refused }: ConsoleState,
  { paceRefused }: ConsoleSnapshot,
): Partial<ConsoleState> {
  const isNews = before !== null && before.paceRefused === undefined && paceRefused !== undefined;
  return isNews ? { refused: nextRefusal(refused, "pace-while-switching") } : {};
}

export function nextRefusal(before: Refused | null, refusal: Refused["refusal"]): Refused {
  return { refusal, number: (before?.number ?? 0) + 1 };
}

/** Frames come four times a second. */
const frameAgeMaxMs = 3_000;

export function createConsoleStore(socket: FeedingSocket): LiveStore<ConsoleState> {
  return createLiveStore<ConsoleState, GatewayToPresenter>(
    socket,
    initialConsoleState,
    {
      description: (_state, description) => ({ description }),
      console: (state, console) => ({
        console,
        running: runningSeen(state.running, console.show.incident),
        ...refusedLate(state, console),
      }),
    },
    {
      signs: ["console"],
      maxAgeMs: frameAgeMaxMs,
      // Before the login nothing is told.
      expected: ({ access }) => access.kind === "in",
      showsEarlier: ({ access, console }) => access.kind === "in" && console !== null,
    },
  );
}
