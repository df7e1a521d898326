import { isRefusedByBrowsers } from "@cablecut/protocol";
import { pinRefusal } from "../show/show-file.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import { proxiesOf, publicUrls, wifiOf } from "./addresses.ts";
import type { ShowOptions } from "./show-options.ts";

/** What is wrong with the words of the command line themselves, before anything is looked at or written. */
export function optionRefusal(options: ShowOptions): StartRefusal | null {
  const { pin, port, publicUrl, gateways = 1 } = options;
  const wrongPin = pin === undefined ? null : pinRefusal(pin);
  if (wrongPin !== null) return wrongPin;
  if (isRefusedByBrowsers(port)) return { kind: "port-of-no-page", port };
  const read = [
    wifiOf(options),
    proxiesOf(options.trustedProxy),
    publicUrl === undefined ? null : publicUrls(publicUrl, gateways),
  ];
  for (const each of read) if (each !== null && "refusal" in each) return each.refusal;
  return null;
}

/** Whoever is refused so has to say something else: trying again changes nothing. */
export function isOfOptions({ kind }: StartRefusal): boolean {
  return optionKinds.has(kind);
}

const optionKinds: ReadonlySet<StartRefusal["kind"]> = new Set([
  "addresses-of-gateways",
  "bad-address",
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
