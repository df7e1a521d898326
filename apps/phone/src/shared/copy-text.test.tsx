import { afterEach, expect, test, vi } from "vitest";
import { copyText } from "./copy-text.ts";

afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

/** What is selected when the browser copies. */
function watchCopies(answer: () => boolean): string[] {
  const copied: string[] = [];
  Object.assign(document, {
    execCommand: () => {
      const field = document.querySelector("textarea")!;
      copied.push(field.value.slice(field.selectionStart, field.selectionEnd));
      return answer();
    },
  });
  return copied;
}

test("all of the text is copied where select() selects nothing, as on an iPhone", () => {
  vi.spyOn(HTMLTextAreaElement.prototype, "select").mockImplementation(() => undefined);
  const copied = watchCopies(() => true);
  expect(copyText("No. 1\nNo. 2")).toBe(true);
  expect(copied).toEqual(["No. 1\nNo. 2"]);
  expect(document.querySelector("textarea")).toBeNull();
});

test("who copied by the keyboard goes on where they were, also where the browser refuses", () => {
  vi.spyOn(HTMLTextAreaElement.prototype, "select").mockImplementation(function (
    this: HTMLTextAreaElement,
  ) {
    this.focus();
  });
  const button = document.createElement("button");
  document.body.append(button);
  button.focus();
  for (const answer of [
    (): boolean => false,
    (): boolean => {
      throw new Error("not here");
    },
  ]) {
    watchCopies(answer);
    expect(copyText("No. 1")).toBe(false);
    expect(document.activeElement).toBe(button);
  }
});
