import type { Language } from "@cablecut/protocol";
import { healthIn } from "../show/gateway-health.ts";
import { gatewaysOf, type RunningShow } from "../show/running-show.ts";
import { statusTexts } from "../texts/status-texts.ts";

/** Of a question to a gateway on this machine, ms. */
const answerTimeoutMs = 1_000;

/** `cut-off`: it answers, and hears of no rooms; it sends its people away. */
const states = ["serves", "cut-off", "silent"] as const;

export interface GatewayState {
  readonly origin: string;
  readonly state: (typeof states)[number];
}

/** What each gateway of the show says of itself, at whichever of its addresses it is reached. */
export function askGateways(
  running: RunningShow,
  patienceMs = answerTimeoutMs,
): Promise<readonly GatewayState[]> {
  return Promise.all(
    gatewaysOf(running).map(async ({ origin, further }) => {
      const told = await Promise.all([origin, ...further].map((at) => stateAt(at, patienceMs)));
      return { origin, state: states.find((state) => told.includes(state)) ?? "silent" };
    }),
  );
}

async function stateAt(origin: string, patienceMs: number): Promise<GatewayState["state"]> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(`${origin}/healthz`, { signal });
    // One whose hall is full answers in words.
    const health = await healthIn(response).catch(() => null);
    return health?.serving === false ? "cut-off" : "serves";
  } catch {
    return "silent";
  }
}

/** A line for each; nothing where there is only one, which the picture itself comes from. */
export function drawGateways(told: readonly GatewayState[], language: Language): string {
  if (told.length < 2) return "";
  const lines = told.map(({ origin, state }, at) => {
    const how = statusTexts.gatewayState(state);
    return `${statusTexts.gateway(at + 1)[language]}  ${origin}  ${how[language]}`;
  });
  return `\n\n${lines.join("\n")}`;
}
