import {
  isShortLink,
  pageAddress,
  qrAddress,
  type GatewayConfig,
  type ShowDescription,
} from "@cablecut/protocol";
import { qrPath, wifiText } from "./web/qr-path.ts";

/** What does not change during a show. */
export function describeShow(config: GatewayConfig): ShowDescription {
  const { showId, topology, joinUrl, wifi, rehearsal, keyFingerprint } = config;
  return {
    showId,
    topology,
    joinUrl,
    joinQr: qrPath(qrAddress(joinUrl)),
    wifi: wifi === undefined ? null : { ssid: wifi.ssid, qr: qrPath(wifiText(wifi)) },
    rehearsal,
    ...(keyFingerprint === undefined ? {} : { keyFingerprint }),
    ...(isShortLink(joinUrl) ? {} : { report: reportAt(pageAddress(joinUrl, "report")) }),
    ...(config.fabric === undefined ? { realCables: true } : {}),
  };
}

function reportAt(url: string): NonNullable<ShowDescription["report"]> {
  return { url, qr: qrPath(qrAddress(url)) };
}
