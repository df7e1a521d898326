import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pass, shown, tap, tapWords } from "../test-harness/opened-phone.tsx";

/** The one on top. */
const field = (): HTMLInputElement =>
  document.querySelector<HTMLInputElement>(".sheet input") ??
  document.querySelector<HTMLInputElement>("input.amount")!;

/** As a browser does it: the field has its new text, and the event says what was put in. */
async function insert(inserted: string | null, text: string, isComposing = false): Promise<void> {
  await act(async () => {
    const of = field();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(of, text);
    of.dispatchEvent(new InputEvent("input", { bubbles: true, data: inserted, isComposing }));
  });
}

/** As a keyboard for Japanese does it: each piece takes the place of the one before it, after what the field had at first. */
async function compose(pieces: readonly string[]): Promise<string[]> {
  const tell = (type: string): Promise<void> =>
    act(async () => {
      field().dispatchEvent(new CompositionEvent(type, { bubbles: true }));
    });
  const values: string[] = [];
  await tell("compositionstart");
  const before = field().value;
  for (const piece of pieces) {
    await insert(piece, before + piece, true);
    values.push(field().value);
  }
  await tell("compositionend");
  return [...values, field().value];
}

test("what a keyboard types first takes the place of the amount that stood there, as the own keypad's first digit does", async () => {
  await open(hangzhou());
  for (const [inserted, text, then] of [
    ["5", "8.885", "5"],
    ["100", "8.88100", "100"],
    ["5", "58.88", "5"],
    // Erased, or of a browser that does not tell: what stands in the field.
    [null, "8.8", "8.8"],
  ] as const) {
    await tapWords("Random");
    await pass(500);
    expect(field().value).toBe("8.88");
    await insert(inserted, text);
    expect(field().value, text).toBe(then);
    await insert("0", `${then}0`);
    expect(field().value, text).toBe(`${then}0`);
    await tap('[aria-label="Back"]');
    expect(shown(".pay-page")).toEqual([]);
  }
});

test("what a keyboard composes is left to it until it is there, then read as what is typed: no digit comes twice", async () => {
  await open(hangzhou());
  await tapWords("Random");
  await pass(500);
  expect(await compose(["８", "８８"])).toEqual(["８", "８８", "88"]);
  expect(await compose(["．", "．５"])).toEqual(["88．", "88．５", "88.5"]);
  expect(document.querySelector(".key-pay")?.getAttribute("aria-label")).toBe("Pay 88.50");
  await tapWords("Change");
  await pass(500);
  expect(await compose(["１０", "１０４", "１０４０２"])).toEqual([
    "１０",
    "１０４",
    "１０４０２",
    "10402",
  ]);
});

test("Escape gives up what a keyboard is composing, and leaves the page as it is", async () => {
  await open(hangzhou());
  await tapWords("Random");
  await pass(500);
  for (const [of, left] of [
    [{ isComposing: true, keyCode: 229 }, 1],
    // WebKit's: by then the composition has ended.
    [{ isComposing: false, keyCode: 229 }, 1],
    [{ isComposing: false, keyCode: 27 }, 0],
  ] as const) {
    const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, ...of });
    await act(async () => void field().dispatchEvent(escape));
    await pass(500);
    expect(shown(".pay-page")).toHaveLength(left);
  }
});

test("what is no account number is not swallowed without a word, and the next number is looked up", async () => {
  await open(hangzhou());
  await tapWords("Random");
  await pass(500);
  await tapWords("Change");
  await pass(500);
  const words = (): string[] => shown(".found .amber-words");
  for (const text of ["https://x.org/12345/?a=10202", "192.168.1.5:8080", "a", "Bright Camel"]) {
    await insert(null, text);
    expect([field().value, words()], text).toEqual(["", ["That is no account number"]]);
    await insert(null, "1");
    expect([field().value, words()], text).toEqual(["1", []]);
    await insert(null, "");
    expect(words(), text).toEqual([]);
  }
  await insert(null, "https://x.org/12345/");
  await insert(null, "https://show.example/?pay=10402");
  await pass(500);
  expect([field().value, words()]).toEqual(["10402", []]);
  expect(shown(".found .sheet-row")).toHaveLength(1);
});
