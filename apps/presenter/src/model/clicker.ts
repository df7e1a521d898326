/**
 * A presenter's clicker: it sends keys of a slide show and cannot be held. What would have to be held is armed by one
 * press and fired by the next. Pure; the caller brings the time.
 */
export type ClickerPress = "next" | "back" | "blank";

/** Presses of one key closer together than this are one press: clickers bounce, and thumbs too. */
export const pressOnceMs = 800;
/** An armed act that was not fired by then is disarmed. */
export const armedMs = 10_000;

export interface ClickerState {
  readonly lastPress: ClickerPress | null;
  readonly lastPressMs: number;
  /** Name of the act that the next press fires, and until when. */
  readonly armed: { readonly act: string; readonly untilMs: number } | null;
}

export const idleClicker: ClickerState = {
  lastPress: null,
  lastPressMs: Number.NEGATIVE_INFINITY,
  armed: null,
};

export type ClickerEffect =
  | { readonly kind: "none" }
  | { readonly kind: "armed" }
  | { readonly kind: "disarmed" }
  | { readonly kind: "fire" }
  | { readonly kind: "back" }
  | { readonly kind: "blank" };

/** Null for a key that a clicker does not send. F5, Escape and Tab mean nothing here. */
export function pressOfKey(key: string): ClickerPress | null {
  switch (key) {
    case "PageDown":
      return "next";
    case "PageUp":
      return "back";
    case "b":
    case "B":
    case ".":
      return "blank";
    default:
      return null;
  }
}

/**
 * `act` is the act that "next" means now, null where there is none; `hold` whether it must be armed. An armed act is
 * fired only if "next" still means the same act: the show may have gone on by itself in between.
 */
export function press(
  state: ClickerState,
  key: ClickerPress,
  nowMs: number,
  act: { readonly name: string; readonly hold: boolean } | null,
): { readonly state: ClickerState; readonly effect: ClickerEffect } {
  if (key === state.lastPress && nowMs - state.lastPressMs < pressOnceMs) {
    return { state, effect: { kind: "none" } };
  }
  const pressed = { lastPress: key, lastPressMs: nowMs };
  const armed = armedNow(state, nowMs);
  if (key === "blank") return { state: { ...pressed, armed }, effect: { kind: "blank" } };
  if (key === "back") {
    const effect = armed === null ? ({ kind: "back" } as const) : ({ kind: "disarmed" } as const);
    return { state: { ...pressed, armed: null }, effect };
  }
  if (act === null) return { state: { ...pressed, armed: null }, effect: { kind: "none" } };
  if (!act.hold || armed?.act === act.name) {
    return { state: { ...pressed, armed: null }, effect: { kind: "fire" } };
  }
  return {
    state: { ...pressed, armed: { act: act.name, untilMs: nowMs + armedMs } },
    effect: { kind: "armed" },
  };
}

export function armedNow(state: ClickerState, nowMs: number): ClickerState["armed"] {
  return state.armed !== null && nowMs < state.armed.untilMs ? state.armed : null;
}
