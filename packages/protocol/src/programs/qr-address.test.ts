import { expect, test } from "vitest";
import { qrAddress } from "./qr-address.ts";

test.each([
  ["http://192.168.1.5:2626/", "HTTP://192.168.1.5:2626/"],
  ["http://[fd00::ab]:2626/", "HTTP://[FD00::AB]:2626/"],
  ["https://s.example/aB3dE", "HTTPS://S.EXAMPLE/aB3dE"],
  ["https://s.example?to=aB3", "HTTPS://S.EXAMPLE?to=aB3"],
  ["https://s.example#aB3", "HTTPS://S.EXAMPLE#aB3"],
  ["https://Ann:pW@s.example/x", "HTTPS://Ann:pW@S.EXAMPLE/x"],
  ["no address", "no address"],
])("%s in a QR code is %s", (url, text) => {
  expect(qrAddress(url)).toBe(text);
});
