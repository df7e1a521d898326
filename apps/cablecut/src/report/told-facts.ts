import type { IncidentFacts, ReportAnswer, ReportFacts } from "@cablecut/protocol";
import { reportOf } from "@cablecut/report";
import { asPresenter, type SessionRefusal } from "../show/presenter-session.ts";

/** Patience with a gateway that draws its report, ms. */
const answerTimeoutMs = 5_000;

export type ToldFacts =
  | { readonly ok: true; readonly told: ReportFacts; readonly silent: number }
  | { readonly ok: false; readonly refusal: SessionRefusal | "starting" };

/** One gateway's addresses: where it is asked first, and where it may be reached otherwise. */
type GatewayAddresses = readonly string[];

/** What the show's gateways tell for its report: each knows its own phones. `silent`: how many did not answer. */
export async function askGateways(
  gateways: readonly GatewayAddresses[],
  token: string,
): Promise<ToldFacts> {
  const answers = await Promise.all(gateways.map((each) => askGateway(each, token)));
  const told = answers.flatMap((answer) => (answer.ok ? [answer.told] : []));
  const [first, ...others] = told.toSorted((one, other) => one.runsSinceMs - other.runsSinceMs);
  if (first !== undefined)
    return { ok: true, told: others.reduce(merged, first), silent: gateways.length - told.length };
  const refused = answers.find((answer) => !answer.ok);
  return refused !== undefined && !refused.ok ? refused : { ok: false, refusal: "gateway-silent" };
}

async function askGateway(
  addresses: GatewayAddresses,
  token: string,
): Promise<
  | { readonly ok: true; readonly told: ReportFacts }
  | { readonly ok: false; readonly refusal: SessionRefusal | "starting" }
> {
  const outcome = await asPresenter(addresses, token, async (socket) => {
    const answer: ReportAnswer = await socket.timeout(answerTimeoutMs).emitWithAck("report", {});
    return answer;
  });
  if (!outcome.ok) return outcome;
  const answer = outcome.value;
  if (!answer.ok)
    return { ok: false, refusal: answer.refusal === "starting" ? "starting" : "gateway-silent" };
  const text = answer.files.find(({ name }) => name === "report.json")?.text ?? "";
  const report = reportOf(text);
  return report === null
    ? { ok: false, refusal: "gateway-silent" }
    : { ok: true, told: report.told };
}

/** The picture of the gateway that has run longest, with what the phones of the others told. */
function merged(first: ReportFacts, other: ReportFacts): ReportFacts {
  return {
    ...first,
    incidents: first.incidents.map((incident) => {
      const same = other.incidents.find(({ number }) => number === incident.number);
      return same === undefined ? incident : withPhonesOf(incident, same);
    }),
  };
}

function withPhonesOf(incident: IncidentFacts, other: IncidentFacts): IncidentFacts {
  const known = new Set(incident.inFlight.payments.map(keyOf));
  const more = other.inFlight.payments.filter((payment) => !known.has(keyOf(payment)));
  return {
    ...incident,
    inFlight: {
      phones: incident.inFlight.phones + other.inFlight.phones,
      payments: [...incident.inFlight.payments, ...more],
      notListed: incident.inFlight.notListed + other.inFlight.notListed,
    },
  };
}

function keyOf({ account, sequence }: IncidentFacts["inFlight"]["payments"][number]): string {
  return `${account} ${sequence}`;
}
