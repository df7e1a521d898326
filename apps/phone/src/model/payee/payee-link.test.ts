import type { AccountNumber } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { payeeLink, payeeOf } from "./payee-link.ts";

test("the own code names its account; an address without a payee is none", () => {
  const link = payeeLink("http://192.168.1.5:8080", 10_234 as AccountNumber);
  expect(payeeOf(new URL(link).search)).toBe(10_234);
  expect(payeeOf("?lang=zh&pay=10234&x=1")).toBe(10_234);
  expect(payeeOf("?pay=%EF%BC%91%EF%BC%90%EF%BC%92%EF%BC%93%EF%BC%94+")).toBe(10_234);
  for (const search of ["", "?", "?lang=zh", "?paying=10234"])
    expect(payeeOf(search), search).toBeNull();
});

test.each([
  "",
  "abc",
  "1023",
  "102345",
  "-1023",
  "1e4",
  "10234.5",
  "00000",
  "%F0%9F%98%80",
  "١٠٢٣٤",
])("a link that asks to pay '%s' names nobody", (text) =>
  expect(payeeOf(`?pay=${text}`)).toBe("unreadable"),
);
