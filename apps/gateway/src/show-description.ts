import {
  pageAddress,
  qrAddress,
  type GatewayConfig,
  type ShowDescription,
} from "@cablecut/protocol";
import { qrPath, wifiText } from "./web/qr-path.ts";

/** What does not change during a show. */
export function describeShow(config: GatewayConfig): ShowDescription {
  const { showId, topology, joinUrl, wifi, rehearsal, keyFingerprint } = config;
  const reportUrl = pageAddress(joinUrl, "report");
  return {
    showId,
    topology,
    joinUrl,
    joinQr: qrPath(qrAddress(joinUrl)),
    wifi: wifi === undefined ? null : { ssid: wifi.ssid, qr: qrPath(wifiText(wifi)) },
    rehearsal,
    ...(keyFingerprint === undefined ? {} : { keyFingerprint }),
    report: { url: reportUrl, qr: qrPath(qrAddress(reportUrl)) },
    ...(config.fabric === undefined ? { realCables: true } : {}),
  };
}
