import { expect, test } from "vitest";
import { isRefusedByBrowsers, refusedPortIn } from "./browser-ports.ts";

const ports = Array.from({ length: 65_535 }, (_, at) => at + 1);

test("each port that is refused here is one that fetch refuses before it dials anybody", async () => {
  const refused = ports.filter((port) => isRefusedByBrowsers(port));
  expect(refused.length).toBeGreaterThan(70);
  for (const port of refused) {
    const why: unknown = await fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error);
    expect(why instanceof Error && why.cause, String(port)).toMatchObject({ message: "bad port" });
  }
});

test("what browsers refuse is refused, and what they open is not", () => {
  for (const port of [6000, 6666, 6668, 10080, 5060]) expect(isRefusedByBrowsers(port)).toBe(true);
  for (const port of [80, 443, 2626, 8080, 8443, 6670, 9600])
    expect(isRefusedByBrowsers(port)).toBe(false);
  expect(refusedPortIn(new URL("http://show.example.org:6666/"))).toBe(6666);
  expect(refusedPortIn(new URL("http://show.example.org:0/"))).toBe(0);
  expect(refusedPortIn(new URL("http://show.example.org/"))).toBeNull();
  expect(refusedPortIn(new URL("https://show.example.org:8443/"))).toBeNull();
});
