import { isRefusedByBrowsers } from "@cablecut/protocol";
import { pinRefusal } from "../show/show-file.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import { gatewayOrigin, proxiesOf, publicUrls, wifiOf } from "./addresses.ts";
import type { ShowOptions } from "./show-options.ts";

/** What is wrong with the words of the command line themselves, before anything is looked at or written. */
export function optionRefusal(options: ShowOptions): StartRefusal | null {
  const { pin, port, host, metricsPort, publicUrl, gateways = 1 } = options;
  const wrongPin = pin === undefined ? null : pinRefusal(pin);
  if (wrongPin !== null) return wrongPin;
  if (isRefusedByBrowsers(port)) return { kind: "port-of-no-page", port };
  if (!URL.canParse(gatewayOrigin({ host, port }))) return { kind: "bad-host", given: host };
  // The supervisor takes its own before it looks for the gateways'.
  if (port !== 0 && port === metricsPort) return { kind: "metrics-port", port, code: "gateway" };
  const read = [
    wifiOf(options),
    proxiesOf(options.trustedProxy),
    publicUrl === undefined ? null : publicUrls(publicUrl, gateways),
  ];
  for (const each of read) if (each !== null && "refusal" in each) return each.refusal;
  return null;
}

/** Whoever is refused so has to say something else: trying again changes nothing. */
export function isOfOptions(refusal: StartRefusal): boolean {
  // Both ports were named by whoever is refused, since none of these is chosen for a gateway. One that another program has may be
  // free later.
  if (refusal.kind === "metrics-port") return refusal.code === "gateway";
  return optionKinds.has(refusal.kind);
}

const optionKinds: ReadonlySet<StartRefusal["kind"]> = new Set([
  "addresses-of-gateways",
  "bad-address",
  "bad-host",
  "bad-log-level",
  "bad-pin",
  "bad-proxy",
  "bad-topology",
  "bad-wifi",
  "long-address",
  "port-of-no-page",
  "secret-in-address",
  "too-many-proxies",
] as const);
