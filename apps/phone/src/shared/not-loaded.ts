import { useCallback } from "react";
import { failureOf, tellFailure } from "../model/page-failures.ts";
import { usePhone } from "./phone-context.ts";

/**
 * For a script that was asked for with a line and did not come: the gateway may be of another build by now, which has none of
 * that name. Said as whatever goes wrong in this page, with the way to load it again.
 */
export function useNotLoaded(): (thrown: unknown) => void {
  const phone = usePhone();
  return useCallback(
    (thrown) => {
      // Its gateway may be gone, or the line is: then it is asked for again, and loading the page anew would not help.
      if (!phone.isAtHome()) return;
      const failure = failureOf(thrown);
      tellFailure(window, failure);
      phone.failed(failure.message);
    },
    [phone],
  );
}
