import { act } from "react";
import { expect, test } from "vitest";
import { back, hangzhou, open, shown, tap } from "../test-harness/opened-phone.tsx";

const focused = (): string => {
  const { activeElement } = document;
  return activeElement?.getAttribute("aria-label") ?? activeElement?.textContent ?? "";
};
/** True: the browser goes on to the next stop itself. */
const tabKey = async (shiftKey: boolean): Promise<boolean> => {
  const event = new KeyboardEvent("keydown", {
    key: "Tab",
    shiftKey,
    bubbles: true,
    cancelable: true,
  });
  await act(async () => void (document.activeElement ?? document.body).dispatchEvent(event));
  return !event.defaultPrevented;
};

test("the focus stays in a sheet, comes back to it when it is lost, and to where it was when the sheet closes", async () => {
  await open(hangzhou());
  const head = document.querySelector<HTMLElement>(".account-head");
  head?.focus();
  await tap(".account-head");
  const stops = Array.from(document.querySelectorAll<HTMLElement>(".sheet button"));
  const [first, middle] = stops;
  const last = stops[stops.length - 1];
  expect(document.activeElement?.className).toBe("sheet");
  // From the sheet itself and from its first stop back to the last, and on from there.
  expect([await tabKey(true), document.activeElement]).toEqual([false, last]);
  expect([await tabKey(false), document.activeElement]).toEqual([false, first]);
  expect([await tabKey(true), document.activeElement]).toEqual([false, last]);
  middle?.focus();
  expect([await tabKey(false), await tabKey(true)]).toEqual([true, true]);
  // A button that is disabled while its question is asked loses it, and with it the place to go on from.
  for (const [backwards, stop] of [
    [false, first],
    [true, last],
  ] as const) {
    (document.activeElement as HTMLElement).blur();
    expect(document.activeElement).toBe(document.body);
    expect([await tabKey(backwards), document.activeElement]).toEqual([false, stop]);
  }
  await back();
  expect([shown(".sheet"), focused()]).toEqual([[], head?.textContent]);
});
