import type { GatewayFigures } from "@cablecut/gateway";
import type { Mesh } from "@cablecut/link";
import {
  linkFamilies,
  percentileSamples,
  seconds,
  single,
  yes,
  type Family,
  type Sample,
} from "@cablecut/metrics";
import { answerKinds, type RoomCondition, type Topology } from "@cablecut/protocol";
import type { Edge } from "./edge/edge.ts";

/** What a gateway's process tells of itself at one moment. */
export interface GatewayProcessFigures extends GatewayFigures {
  /** It was not run for so long, ms since the start. */
  readonly sleptMs: number;
  readonly defects: number;
  readonly connections: number;
  /** Places that its descriptors leave for phones. */
  readonly phonesMax: number;
  readonly refusedHandshakes: Edge["refused"];
  readonly links: ReturnType<Mesh["status"]>;
}

type Told = GatewayProcessFigures;

const conditions = [
  "normal",
  "abnormal",
  "switching",
  "dark",
  "starting",
  "recovering",
  "diverged",
] as const satisfies readonly RoomCondition[];

/** Everything that this gateway measures, for Prometheus. What its phones have told counts here, and at no other gateway. */
export function gatewayFamilies({ rooms }: Pick<Topology, "rooms">): readonly Family<Told>[] {
  const names = rooms.map(({ id }) => id);
  return [
    ...phoneFamilies(),
    ...processFamilies(),
    ...paymentFamilies(),
    ...roomFamilies(names),
    ...incidentFamilies(),
    ...linkFamilies<Told>(({ links }) => links, names),
  ];
}

const gauge = single<Told>("gauge");
const counter = single<Told>("counter");

function phoneFamilies(): readonly Family<Told>[] {
  return [
    gauge(
      "cablecut_gateway_phones",
      "Phones of people that are here",
      ({ counts }) => counts.people,
    ),
    gauge(
      "cablecut_gateway_phones_told",
      "Phones of people that have told what they keep",
      ({ counts }) => counts.told,
    ),
    gauge(
      "cablecut_gateway_phones_max",
      "Phones that find a place here, by the files that this process may open and by what a hall takes at most",
      ({ phonesMax }) => phonesMax,
    ),
    gauge("cablecut_gateway_screens", "Big screens that are here", ({ counts }) => counts.stages),
    gauge(
      "cablecut_gateway_payments_kept",
      "Payments that phones here keep and will send later",
      ({ counts }) => counts.kept,
    ),
    gauge(
      "cablecut_gateway_payments_checking",
      "Payments of phones here whose outcome is not known yet",
      ({ counts }) => counts.checking,
    ),
    {
      kind: "gauge",
      name: "cablecut_gateway_receipts",
      help: "Receipts that phones here checked after the last incident; no sample before the first",
      labels: ["state"],
      samples: ({ counts: { verification } }) => {
        if (verification === null) return [];
        const { verified, missing, archived, forged, notYetHeard } = verification;
        const states = { verified, missing, archived, forged, "not-yet-heard": notYetHeard };
        return Object.entries(states).map(([state, value]) => ({ labels: { state }, value }));
      },
    },
  ];
}

function processFamilies(): readonly Family<Told>[] {
  return [
    gauge(
      "cablecut_gateway_connections",
      "Browsers and programs with a connection, whatever they came for",
      ({ connections }) => connections,
    ),
    {
      kind: "counter",
      name: "cablecut_gateway_handshakes_refused_total",
      help: "Connections that were refused before they were one",
      labels: ["reason"],
      samples: ({ refusedHandshakes }) =>
        Object.entries(refusedHandshakes).map(([reason, value]) => ({ labels: { reason }, value })),
    },
    counter(
      "cablecut_gateway_slept_seconds_total",
      "Time for which this process was not run although it wanted to",
      ({ sleptMs }) => seconds(sleptMs),
    ),
    counter(
      "cablecut_gateway_defects_total",
      "Errors of this process itself",
      ({ defects }) => defects,
    ),
  ];
}

function paymentFamilies(): readonly Family<Told>[] {
  return [
    {
      kind: "counter",
      name: "cablecut_gateway_payments_answered_total",
      help: "Payments that were asked for here, by what was answered",
      labels: ["answer"],
      samples: ({ answers }) =>
        answerKinds.map((answer) => ({ labels: { answer }, value: answers[answer] })),
    },
    {
      kind: "gauge",
      name: "cablecut_gateway_payment_seconds",
      help: "From the request to the answer that it is booked, over the last whole second",
      labels: ["percentile"],
      samples: ({ answerMs }) => percentileSamples(answerMs),
    },
  ];
}

function roomFamilies(names: readonly string[]): readonly Family<Told>[] {
  return [
    {
      kind: "gauge",
      name: "cablecut_gateway_room_answering",
      help: "Whether this gateway has heard the room within a second; no sample while nothing can be said",
      labels: ["peer"],
      samples: ({ rooms }) =>
        (rooms ?? []).map(({ answering }, at) => sampleOf(names, at, {}, yes(answering))),
    },
    {
      kind: "gauge",
      name: "cablecut_gateway_room_condition",
      help: "1 for the condition that this gateway shows of the room; no sample while nothing can be said",
      labels: ["peer", "condition"],
      samples: ({ rooms }) =>
        (rooms ?? []).flatMap((room, at) =>
          conditions.map((condition) =>
            sampleOf(names, at, { condition }, yes(room.condition === condition)),
          ),
        ),
    },
    gauge(
      "cablecut_gateway_quorum_lacking",
      "Whether too few rooms answer this gateway for the log to go on; no sample while nothing can be said",
      ({ rooms, lacksQuorum }) => (rooms === null ? null : yes(lacksQuorum)),
    ),
  ];
}

function sampleOf(
  names: readonly string[],
  at: number,
  labels: Readonly<Record<string, string>>,
  value: number,
): Sample {
  return { labels: { peer: names[at] ?? String(at), ...labels }, value };
}

function incidentFamilies(): readonly Family<Told>[] {
  return [
    gauge(
      "cablecut_gateway_incident_running",
      "Whether rooms are lost and not everything that was hit has paid again",
      ({ incident }) => yes(incident?.state === "running"),
    ),
    gauge(
      "cablecut_gateway_incident_seconds",
      "The timer of the last incident, running or measured; no sample before the first, or where nobody knows",
      ({ incident }) => seconds(incident?.elapsedMs ?? null),
    ),
    {
      kind: "gauge",
      name: "cablecut_gateway_incident_shards",
      help: "Shards of the last incident: hit, moved to another room, and seen paying again",
      labels: ["state"],
      samples: ({ incident }) =>
        incident === null
          ? []
          : [
              { labels: { state: "hit" }, value: incident.shardsHit },
              { labels: { state: "moved" }, value: incident.shardsMoved },
              { labels: { state: "back" }, value: incident.shardsBack },
            ],
    },
  ];
}
