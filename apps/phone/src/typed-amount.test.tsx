import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pass, shown, tap, tapWords } from "../test-harness/opened-phone.tsx";

const field = (): HTMLInputElement => document.querySelector("input.amount")!;

/** As a browser does it: the field has its new text, and the event says what was put in. */
async function insert(inserted: string | null, text: string): Promise<void> {
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field(), text);
    field().dispatchEvent(new InputEvent("input", { bubbles: true, data: inserted }));
  });
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
