import { act } from "react";
import { expect, test, vi } from "vitest";
import { openAfterTheCut } from "../test-harness/after-the-cut.ts";
import { comes, hangzhou, open, pagesOf, shown } from "../test-harness/opened-phone.tsx";

/** Of a gateway that was started again on another build. */
const gone = vi.hoisted(() => () => {
  throw new TypeError("Failed to fetch dynamically imported module");
});
vi.mock("./shared/qr-path.ts", gone);
vi.mock("./features/card/draw-card.ts", gone);

test.each([
  ["card", openAfterTheCut],
  ["code", open],
] as const)(
  "a page whose script is of another build by now says so where a %s stays empty, and can be loaded again; the gateway is told",
  async (kind, begin) => {
    const told = vi.fn<(message: string, place: string) => void>();
    Object.assign(window, { cablecutFailed: told });
    await begin(hangzhou());
    expect(shown(".failure-notice")).toEqual([]);
    await act(async () => pagesOf().open({ kind }));
    await comes(".failure-notice");
    expect(shown(".failure-notice button")).toEqual(["Load again", "Close"]);
    expect(told).toHaveBeenCalledTimes(1);
    // What the page has besides stays.
    expect(shown(`.${kind}-page`)).toHaveLength(1);
  },
);
