import type { Language } from "@cablecut/protocol";
import { gatewaysOf, type RunningShow } from "../show/running-show.ts";
import { statusTexts } from "../texts/status-texts.ts";

/** Of a question to a gateway on this machine, ms. */
const answerTimeoutMs = 1_000;

export interface GatewayState {
  readonly origin: string;
  readonly answers: boolean;
}

/** Whether each gateway of the show answers, whatever it says of its rooms. */
export function askGateways(running: RunningShow): Promise<readonly GatewayState[]> {
  return Promise.all(
    gatewaysOf(running).map(async ({ origin, further }) => {
      const asked = await Promise.all([origin, ...further].map(isAnswering));
      return { origin, answers: asked.includes(true) };
    }),
  );
}

function isAnswering(origin: string): Promise<boolean> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  return fetch(`${origin}/healthz`, { signal }).then(
    () => true,
    () => false,
  );
}

/** A line for each; nothing where there is only one, which the picture itself comes from. */
export function drawGateways(states: readonly GatewayState[], language: Language): string {
  if (states.length < 2) return "";
  const lines = states.map(({ origin, answers }, at) => {
    const state = answers ? statusTexts.gatewayAnswers : statusTexts.gatewaySilent;
    return `${statusTexts.gateway(at + 1)[language]}  ${origin}  ${state[language]}`;
  });
  return `\n\n${lines.join("\n")}`;
}
