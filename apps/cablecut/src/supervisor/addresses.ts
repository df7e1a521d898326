import { readFileSync } from "node:fs";
import { isLoopback, topologySchema, type Address, type Topology } from "@cablecut/protocol";
import { freePorts, portRefusal } from "./free-ports.ts";
import type { LanAddress } from "./lan-address.ts";
import { loopback } from "../show/loopback.ts";
import type { StartRefusal } from "../show/start-refusal.ts";

type Refused = { readonly ok: false; readonly refusal: StartRefusal };

/** The hall's network as the stage shows it. */
export interface Wifi {
  readonly ssid: string;
  readonly password: string;
}

/** Where a show listens and what it is told from outside. */
interface PlaceOptions {
  readonly host: string;
  readonly publicUrl?: string;
}

/** A gateway that listens everywhere is reached over loopback. */
export function gatewayOrigin({ host, port }: Address): string {
  const reached = host === "0.0.0.0" || host === "::" ? loopback : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}

/** Undefined where no topology file is named. */
export function readTopology(path: string | undefined): Topology | undefined | Refused {
  if (path === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "cannot be read";
    return refused({ kind: "bad-topology", path, reason });
  }
  const parsed = topologySchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = `${issue?.path.join(".") ?? ""} ${issue?.message ?? "invalid"}`.trim();
  return refused({ kind: "bad-topology", path, reason });
}

/** Port 0 means any that is free. */
export async function webPort(
  port: number,
  host: string,
): Promise<{ readonly port: number } | Refused> {
  if (port === 0) {
    const [free] = await freePorts(1, host);
    return { port: free! };
  }
  const code = await portRefusal(port, host);
  return code === null ? { port } : refused({ kind: "port-taken", port, host, code });
}

/** What phones open: as given, else the likeliest address of this machine; null if not a URL. */
export function joinUrlOf(
  options: PlaceOptions,
  port: number,
  found: readonly LanAddress[],
): string | null {
  if (options.publicUrl !== undefined) {
    const url = URL.canParse(options.publicUrl) ? new URL(options.publicUrl) : null;
    return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
  }
  const everywhere = options.host === "0.0.0.0" || options.host === "::";
  const host = everywhere ? (found[0]?.address ?? "localhost") : options.host;
  const written = host.includes(":") ? `[${host}]` : host;
  return port === 80 ? `http://${written}/` : `http://${written}:${port}/`;
}

/** Whether phones can reach the join address at all, and which others this machine has. */
export function reachability(
  options: PlaceOptions,
  found: readonly LanAddress[],
  joinUrl: string,
): { reachable: boolean; others: readonly LanAddress[] } {
  if (options.publicUrl !== undefined) return { reachable: true, others: [] };
  const host = new URL(joinUrl).hostname;
  const reachable = !isLoopback(host.replace(/^\[|\]$/g, ""));
  const others = reachable ? found.filter(({ address }) => address !== host) : [];
  return { reachable, others };
}

/**
 * The network that phones are to join; null where none is named. A name has 1 to 32 bytes (IEEE 802.11), a WPA password
 * 8 to 63 characters; without one the network is open.
 */
export function wifiOf(options: {
  readonly wifiSsid?: string;
  readonly wifiPassword?: string;
}): Wifi | null | Refused {
  const { wifiSsid: ssid, wifiPassword: password = "" } = options;
  if (ssid === undefined) {
    return password === "" ? null : refused({ kind: "bad-wifi", wrong: "no-ssid" });
  }
  const bytes = new TextEncoder().encode(ssid).length;
  if (bytes < 1 || bytes > 32) return refused({ kind: "bad-wifi", wrong: "ssid" });
  if (password !== "" && !/^[ -~]{8,63}$/.test(password)) {
    return refused({ kind: "bad-wifi", wrong: "password" });
  }
  return { ssid, password };
}

function refused(refusal: StartRefusal): Refused {
  return { ok: false, refusal };
}
