import { expect, test } from "vitest";
import { typedAddress } from "./join-address.ts";

test.each([
  ["HTTP://192.168.1.20:2626", "192.168.1.20:2626"],
  ["http://192.168.1.20:2626/", "192.168.1.20:2626"],
  ["https://show.example.org", "SHOW.EXAMPLE.ORG"],
  ["https://show.example.org:2626/", "HTTPS://SHOW.EXAMPLE.ORG:2626"],
  ["https://example.org/j", "EXAMPLE.ORG/j"],
  ["not an address", "NOT AN ADDRESS"],
])("%s is typed as %s", (joinUrl, typed) => {
  expect(typedAddress(joinUrl)).toBe(typed);
});
