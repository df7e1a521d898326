import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import {
  brokenReceipts,
  head,
  lines,
  receipt,
  waysOfReceipts,
} from "../testing/pasted-receipts.ts";
import { receiptScript } from "./script.ts";

/** As much of a page as the script touches. */
class Element {
  value = "";
  lang = "";
  state: string | null = null;
  press: () => void = () => undefined;
  children: Element[] = [];
  #text = "";

  get textContent(): string {
    return this.#text;
  }
  set textContent(text: string) {
    this.#text = text;
    this.children = [];
  }
  appendChild(child: Element): void {
    this.children.push(child);
  }
  setAttribute(_: string, value: string): void {
    this.state = value;
  }
  removeAttribute(): void {
    this.state = null;
  }
  addEventListener(_: string, press: () => void): void {
    this.press = press;
  }
}

/** What the page says when this is pasted and the button pressed. */
function pasted(text: string): { state: string | null; en: string[]; zh: string[] } {
  const elements: Record<string, Element> = {};
  for (const id of ["data", "transfers"]) elements[`report-${id}`] = new Element();
  for (const id of ["answer", "text", "check"]) elements[`receipt-${id}`] = new Element();
  const element = (id: string): Element => {
    const found = elements[id];
    if (found === undefined) throw new Error(`the page has no ${id}`);
    return found;
  };
  element("report-data").textContent = JSON.stringify({
    show: { showId: head.show, keyFingerprint: head.key },
    transfers: { lastEntry: 2_000, gaps: [{ from: 1_500, to: 1_600, reason: "dropped" }] },
  });
  element("report-transfers").textContent = [1, 2]
    .map((number) => `240,${number},241,888,booked,1234,00112233445566aa`)
    .join("\n");
  const document = { getElementById: element, createElement: () => new Element() };
  runInNewContext(receiptScript, { document });
  element("receipt-text").value = text;
  element("receipt-check").press();
  const { state, children } = element("receipt-answer");
  const inLanguage = (language: string): string[] =>
    children.filter(({ lang }) => lang === language).map(({ textContent }) => textContent);
  return { state, en: inLanguage("en"), zh: inLanguage("zh") };
}

test("a right receipt is found", () => {
  const { state, en, zh } = pasted(lines(head, receipt));
  expect(state).toBe("found");
  expect(en).toEqual([
    "1 of 1 receipts are in the transfers, with payee, amount, result, entry and chain hash.",
  ]);
  expect(zh).toHaveLength(1);
});

test.each(Object.entries(waysOfReceipts))("receipts are found %s", (_, text) => {
  const { state, en } = pasted(text);
  expect(state).toBe("found");
  expect(en.join()).toContain("2 of 2 receipts are in the transfers");
});

test.each(brokenReceipts)("%s: the line is named", (_, text, line) => {
  const { state, en, zh } = pasted(text);
  expect(state).toBeNull();
  expect(en.join()).toContain(`Line ${line} is no whole receipt`);
  expect(zh).toHaveLength(1);
});

test("an altered one is named with what differs, and one that is not there as missing", () => {
  const altered = { ...receipt, amountCents: 889, chain: "ff112233445566aa" };
  const absent = { ...receipt, sequence: 3, index: 1_300 };
  const other = { ...receipt, sequence: 2, payee: 242 };
  const { state, en, zh } = pasted(lines(head, receipt, altered, absent, other));
  expect(state).toBe("missing");
  expect(en).toEqual([
    "MISSING OR DIFFERENT: 3 of 4 receipts.",
    "1 of 4 receipts are in the transfers, with payee, amount, result, entry and chain hash.",
    "Number 1 of account 10240, entry 1234: amount in cents 889, in the transfers 888.",
    "Number 1 of account 10240, entry 1234: chain hash ff112233445566aa, in the transfers 00112233445566aa.",
    "Number 3 of account 10240, entry 1300: not in the transfers.",
    "Number 2 of account 10240, entry 1234: payee 10242, in the transfers 10241.",
    "The seal (mac) on a receipt tells whether a room made it; only the show's operator can check it.",
  ]);
  expect(zh).toHaveLength(en.length);
});

test("receipts of another show are not compared, and a key that the phone was not told is said", () => {
  const other = pasted(lines({ ...head, show: "ba9876543210" }, receipt));
  expect(other.state).toBeNull();
  expect(other.en.join()).toContain("of another show, ba9876543210. Nothing was compared");
  const key = pasted(lines({ ...head, key: "f".repeat(20) }, receipt));
  expect(key.state).toBe("missing");
  expect(key.en.join()).toContain("another key");
});

test("what is not in the archive is not checked, and never called missing", () => {
  const { state, en } = pasted(
    lines({ ...receipt, sequence: 3, index: 1_550 }, { ...receipt, sequence: 4, index: 2_001 }),
  );
  expect(state).toBe("attention");
  expect(en.join()).toContain("2 could not be checked");
  expect(en.join()).not.toContain("MISSING");
});

test("hundreds at once are listed in part, and all are counted", () => {
  const absent = Array.from({ length: 300 }, (_, at) => ({ ...receipt, sequence: at + 3 }));
  const { en } = pasted(lines(head, receipt, ...absent));
  expect(en[0]).toBe("MISSING OR DIFFERENT: 300 of 301 receipts.");
  expect(en.at(-2)).toBe("and 280 more.");
  expect(en).toHaveLength(24);
});

test("one that was pasted twice counts once, and that is said", () => {
  const { state, en, zh } = pasted(
    lines(head, receipt, receipt, { ...receipt, mac: "1".repeat(32) }),
  );
  expect(state).toBe("found");
  expect(en).toEqual([
    "2 of 2 receipts are in the transfers, with payee, amount, result, entry and chain hash.",
    "Copies of these, counted once: 1.",
  ]);
  expect(zh).toHaveLength(2);
});

test("what is no receipt is refused in words", () => {
  for (const text of ["hello", "[1]", "null", "12"])
    expect(pasted(text).en.join(), text).toContain("no text of receipts");
  expect(pasted("  ").en).toEqual(["Nothing was pasted."]);
  expect(pasted(lines(head)).en).toEqual(["There is no receipt in this text."]);
});
