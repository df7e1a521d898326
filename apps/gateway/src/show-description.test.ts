import { defaultTopology, gatewayConfigSchema } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { describeShow } from "./show-description.ts";
import { qrPath } from "./web/qr-path.ts";

const secret = "0f".repeat(32);

function described(further: object) {
  return describeShow(
    gatewayConfigSchema.parse({
      showId: "0123456789ab",
      topology: defaultTopology,
      listen: { host: "0.0.0.0", port: 2626 },
      rooms: [],
      presenter: { salt: "salt", pinHash: "hash", generation: 1 },
      linkSecret: secret,
      consoleKey: secret,
      joinUrl: "https://s.example/aB3dE",
      webDirectory: "web",
      ...further,
    }),
  );
}

test("screens are told whether it is a rehearsal", () => {
  expect(described({}).rehearsal).toBe(false);
  expect(described({ rehearsal: true }).rehearsal).toBe(true);
});

test.each([
  [{ ssid: "HALL", password: "12345678" }, "WIFI:T:WPA;S:HALL;P:12345678;;"],
  [{ ssid: "会场", password: "" }, "WIFI:T:nopass;S:会场;;"],
  // What parts the fields of such a code, as cameras read it.
  [
    { ssid: 'a;b,c:"d"', password: "back\\slash" },
    'WIFI:T:WPA;S:a\\;b\\,c\\:\\"d\\";P:back\\\\slash;;',
  ],
])("the hall's network %j reaches them as a code that cameras understand", (wifi, text) => {
  expect(described({ wifi }).wifi).toEqual({ ssid: wifi.ssid, qr: qrPath(text) });
  expect(described({}).wifi).toBeNull();
});

test("of the address only scheme and host are in capitals in the code; what people type is as it was", () => {
  const { joinUrl, joinQr } = described({});
  expect(joinUrl).toBe("https://s.example/aB3dE");
  expect(joinQr).toEqual(qrPath("HTTPS://S.EXAMPLE/aB3dE"));
});

test("the stage shows the way to the report at the show's own address, and none below a short link", () => {
  const { report } = described({ joinUrl: "https://show.example.org/" });
  expect(report).toEqual({
    url: "https://show.example.org/report",
    qr: qrPath("HTTPS://SHOW.EXAMPLE.ORG/report"),
  });
  expect(described({ joinUrl: "https://s.example/aB3dE" }).report).toBeUndefined();
});
