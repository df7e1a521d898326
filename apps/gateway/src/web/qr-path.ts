import QRCode from "qrcode";

/** A QR code as the path of an SVG whose unit is one module; only the black modules, no quiet zone. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  let path = "";
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue;
      let run = 1;
      while (column + run < modules.size && modules.get(row, column + run) !== 0) run += 1;
      path += `M${column} ${row}h${run}v1h-${run}z`;
      column += run;
    }
  }
  return { size: modules.size, path };
}

/** The text that phones' cameras understand as a Wi-Fi network; WPA where there is a password. */
export function wifiText(wifi: { readonly ssid: string; readonly password: string }): string {
  const escaped = (text: string): string => text.replace(/([\\;,:"])/g, "\\$1");
  return wifi.password === ""
    ? `WIFI:T:nopass;S:${escaped(wifi.ssid)};;`
    : `WIFI:T:WPA;S:${escaped(wifi.ssid)};P:${escaped(wifi.password)};;`;
}
