import { expect, test } from "vitest";
import { publicReportOf } from "./report-address.ts";

test("the souvenir has a link only where it still leads somewhere at home", () => {
  const of = (address: string): string | null => publicReportOf(new URL(address));
  expect(of("https://show.example.com/")).toBe("https://show.example.com/report");
  expect(of("https://show.example.com:8443/")).toBe("https://show.example.com:8443/report");
  for (const address of [
    "http://show.example.com/",
    "http://192.168.1.20:2626/",
    "https://192.168.1.20/",
    "https://[fd00::1]/",
    "https://laptop.local/",
    "https://laptop/",
    "http://localhost:2626/",
    "https://booth.home.arpa/",
  ])
    expect(of(address), address).toBeNull();
});
