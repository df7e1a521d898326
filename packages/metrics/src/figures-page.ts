import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

/** One line of a family. Of what is not known there is no sample: null is left out. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | null;
}

/**
 * What Prometheus calls a metric family: one name, which says its unit (seconds, bytes; `_total` for what only rises), and
 * all its samples, read from what the process told of itself at this moment. Labels have few values, known beforehand:
 * rooms, cables, states; never an account, a name or a token.
 */
export interface Family<Told> {
  readonly kind: "gauge" | "counter";
  readonly name: string;
  /** A sentence without its full stop. */
  readonly help: string;
  readonly labels?: readonly string[];
  readonly samples: (told: Told) => readonly Sample[];
}

export interface FiguresPage {
  readonly contentType: string;
  /** Everything as it is now. */
  text(): Promise<string>;
}

/**
 * Of prom-client's own figures of a Node process these are left out: they are gauges whose names end like counters', and
 * counting the handles of thousands of sockets stops the process for a moment.
 */
const leftOut = [
  "nodejs_active_handles",
  "nodejs_active_handles_total",
  "nodejs_active_requests",
  "nodejs_active_requests_total",
  "nodejs_active_resources",
  "nodejs_active_resources_total",
];

/**
 * A page of figures for Prometheus. `told` is asked once per page, and null as long as the process can say nothing;
 * `constant` labels stand in every line.
 */
export function figuresPage<Told>(
  told: () => Told | null,
  families: readonly Family<Told>[],
  constant: Readonly<Record<string, string>> = {},
): FiguresPage {
  const registry = new Registry();
  registry.setDefaultLabels(constant);
  collectDefaultMetrics({ register: registry });
  for (const name of leftOut) registry.removeSingleMetric(name);
  const fills = families.map((family) => registered(registry, family));
  return {
    contentType: registry.contentType,
    text: () => {
      const now = told();
      for (const fill of fills) fill(now);
      return registry.metrics();
    },
  };
}

/** Returns how to set the family's samples. */
function registered<Told>(
  registry: Registry,
  { kind, name, help, labels = [], samples }: Family<Told>,
): (told: Told | null) => void {
  const as = { name, help, labelNames: labels, registers: [registry] };
  const metric = kind === "gauge" ? new Gauge(as) : new Counter(as);
  const put = (of: Readonly<Record<string, string>>, value: number): void => {
    if (metric instanceof Gauge) metric.set(of, value);
    else metric.inc(of, value);
  };
  return (told) => {
    metric.reset();
    // Without labels a metric that was reset is 0, which nobody has said.
    if (labels.length === 0) metric.remove();
    if (told === null) return;
    for (const { labels: of = {}, value } of samples(told)) if (value !== null) put(of, value);
  };
}
